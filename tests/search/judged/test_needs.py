"""Sets of needs and offers are made of records that there are."""

from __future__ import annotations

from search.evaluation.sets import JudgedSet
from tests.real_data import FOLDER, needs_real_data
from tools import answered_needs, halved_records, judged_needs


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


@needs_real_data
def test_halves_of_every_record_know_each_other_alone(tmp_path):
    halved_records.write(tmp_path, FOLDER, "agency-needs")

    judged = JudgedSet(tmp_path)
    offers = {document["_id"]: document["text"] for document in judged.documents()}
    assert len(judged.questions) == len(judged.judgments) == len(offers) == 782
    for question, offer in judged.judgments:
        assert question.partition(":")[2] == offer.partition(":")[2]
    assert not [question for question in judged.questions if question.text in offers.values()]


@needs_real_data
def test_every_answered_need_has_an_answer_of_each_style(tmp_path):
    answered_needs.write(tmp_path, FOLDER)

    judged = JudgedSet(tmp_path)
    offers = {document["_id"]: document["text"] for document in judged.documents()}
    assert len(offers) == 3264 + 400
    assert len(judged.questions) == 200
    assert {question.id for question in judged.questions} == {q for q, _d in judged.judgments}
    for need, offer in judged.judgments:
        assert offer in {f"reply:{need}", f"independent:{need}"}
        assert len(offers[offer].split()) > 100


@needs_real_data
def test_answers_of_one_style_alone(tmp_path):
    answered_needs.write(tmp_path, FOLDER, ("reply",))

    judged = JudgedSet(tmp_path)
    assert len(judged.judgments) == 200
    written = [one["_id"] for one in judged.documents()]
    assert sum(key.startswith("reply:") for key in written) == 200
    assert not [key for key in written if key.startswith("independent:")]


def test_no_need_is_both_judged_and_answered():
    """What is chosen by one set can be checked by the other."""
    judged = {judgment["need"] for judgment in judged_needs.read_judgments()}
    assert not judged & {answer["need"] for answer in answered_needs.read_answers()}
