"""The judged needs are made of records that there are."""

from __future__ import annotations

from search.evaluation.sets import JudgedSet
from tests.real_data import FOLDER, needs_real_data
from tools import judged_needs


@needs_real_data
def test_every_judgment_names_a_need_and_an_offer(tmp_path):
    judged_needs.write(tmp_path, FOLDER)

    judged = JudgedSet(tmp_path)
    documents = {document["_id"] for document in judged.documents()}
    assert len(documents) == 3264
    assert {question.id for question in judged.questions} == {q for q, _d in judged.judgments}
    assert {document for _q, document in judged.judgments} <= documents
    assert len(judged.judgments) == 195
    assert set(judged.judgments.values()) == {1, 2}
