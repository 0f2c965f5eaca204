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
from ir_measures import nDCG

from search import analysis
from search.documents import documents_of
from search.engines.elastic import mapping
from search.query import SearchQuery
from tests.factories import ListingFactory

pytestmark = pytest.mark.django_db

FLOOR = 0.95
LANGUAGES = [code for code, _name in site.LANGUAGES]


def rows(name: str = "questions") -> list[dict[str, str]]:
    with (Path(__file__).parent / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def reached(engine, keys: dict[str, str]) -> float:
    """The mean nDCG@10 of questions, each with the key of what answers it."""
    qrels = [ir_measures.Qrel(question, key, 1) for question, key in keys.items()]
    run = [
        ir_measures.ScoredDoc(question, str(hit.id), float(-place))
        for question in keys
        for place, hit in enumerate(engine.search(SearchQuery(words=question)).hits)
    ]
    return round(ir_measures.calc_aggregate([nDCG @ 10], qrels, run)[nDCG @ 10], 3)


def test_there_is_as_much_of_every_language():
    numbers = {code: sum(row["language"] == code for row in rows()) for code in LANGUAGES}
    assert set(numbers.values()) == {6}


def test_no_language_falls_behind(engine, house):
    # What other tests have deleted still counts in how rare a word is.
    engine.clear()
    questions = rows()
    keys = {}
    for row in questions:
        listing = ListingFactory(
            organisation=house, status="published", title=row["title"], summary=row["text"],
            language=row["language"],
        )  # fmt: skip
        keys[row["question"]] = str(listing.pk)
    engine.index(documents_of(keys.values()))

    found = {
        language: reached(
            engine,
            {r["question"]: keys[r["question"]] for r in questions if r["language"] == language},
        )
        for language in LANGUAGES
    }
    assert {code: value for code, value in found.items() if value < FLOOR} == {}


# --- What a floor is good for -------------------------------------------------------------------


@pytest.fixture
def forms_alone(engine, monkeypatch):
    """A function: words of a language are found as they are written, and in no other form."""

    def forget() -> None:
        analysis._token.cache_clear()
        analysis._asked.cache_clear()

    def lose(language: str) -> None:
        code = analysis.base(language)
        monkeypatch.delitem(analysis.SNOWBALL, code, raising=False)
        if code == "zh":
            monkeypatch.setattr(analysis, "_pairs", lambda run: iter([analysis.Token(run, run)]))
            monkeypatch.setattr(analysis, "_asked_words", analysis.words_of)
            custom = mapping._custom
            monkeypatch.setattr(
                mapping, "_custom", lambda *names: custom(*(n for n in names if n != "cjk_bigram"))
            )
        else:
            monkeypatch.setitem(mapping.CHAINS, code, [])
        forget()
        engine.clear()

    yield lose
    monkeypatch.undo()
    forget()
    engine.clear()


@pytest.mark.parametrize("language", LANGUAGES)
def test_language_whose_forms_are_lost_falls_below_the_floor(engine, house, language, forms_alone):
    """Of each question two listings have one word as it is written there, and the one that answers
    it has both in other forms."""
    # As above.
    engine.clear()
    keys, every = {}, []
    for row in rows("stems"):
        if row["language"] == language:
            titles = (row["target"], row["first"], row["second"])
            made = [
                ListingFactory(
                    organisation=house, status="published", title=title, summary="–",
                    language=language,
                )
                for title in titles
            ]  # fmt: skip
            keys[row["question"]] = str(made[0].pk)
            every += [listing.pk for listing in made]
    engine.index(documents_of(every))
    assert len(keys) == 3
    assert reached(engine, keys) >= FLOOR

    forms_alone(language)
    engine.index(documents_of(every))
    assert reached(engine, keys) < FLOOR
