"""A small judged set in the six languages: not one of them may fall behind unnoticed.

Every question is written with other forms of the words than its text. All texts are in one index,
as on a site; the floor is what was reached, less a little.
"""

from __future__ import annotations

import csv
from pathlib import Path

import ir_measures
import pytest
from django.conf import settings as site
from ir_measures import RR, nDCG

from search.documents import documents_of
from search.query import SearchQuery
from tests.factories import ListingFactory

pytestmark = pytest.mark.django_db

FLOOR = 0.95
LANGUAGES = [code for code, _name in site.LANGUAGES]


def rows() -> list[dict[str, str]]:
    with (Path(__file__).parent / "questions.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_there_is_as_much_of_every_language():
    numbers = {code: sum(row["language"] == code for row in rows()) for code in LANGUAGES}
    assert set(numbers.values()) == {6}


def test_no_language_falls_behind(engine, house):
    questions = rows()
    keys = {}
    for row in questions:
        listing = ListingFactory(
            organisation=house, status="published", title=row["title"], summary=row["text"],
            language=row["language"],
        )  # fmt: skip
        keys[row["question"]] = str(listing.pk)
    engine.index(documents_of(keys.values()))

    reached = {}
    for language in LANGUAGES:
        asked = [row["question"] for row in questions if row["language"] == language]
        qrels = [ir_measures.Qrel(question, keys[question], 1) for question in asked]
        run = [
            ir_measures.ScoredDoc(question, str(hit.id), float(-place))
            for question in asked
            for place, hit in enumerate(engine.search(SearchQuery(words=question)).hits)
        ]
        found = ir_measures.calc_aggregate([nDCG @ 10, RR @ 10], qrels, run)
        reached[language] = round(found[nDCG @ 10], 3)
    assert {code: value for code, value in reached.items() if value < FLOOR} == {}
