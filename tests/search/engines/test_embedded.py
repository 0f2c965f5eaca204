"""What makes the engine in the database quick must not make it wrong."""

from __future__ import annotations

import datetime as dt
import uuid
from array import array
from collections import defaultdict
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from countries.enums import IncomeGroup
from countries.models import IncomeClassification
from search.documents import Document, Text
from search.engines import engine as engine_named
from search.engines.base import Likeness
from search.engines.embedded import bitmaps, matching, scoring
from search.engines.embedded import engine as embedded_engine
from search.engines.embedded.engine import _hidden, current
from search.engines.embedded.explaining import Texts
from search.facets import FACETS, asker_of
from search.geography import geography
from search.query import SearchQuery

pytestmark = pytest.mark.django_db


def document(*tokens: str) -> Document:
    return Document(
        id=uuid.uuid4(),
        kind="offer",
        organisation=1,
        texts=(Text("en", "Solar pump", ""),),
        labels={},
        tokens=("kind:offer", *tokens),
        published_at=timezone.now(),
        closes_on=dt.date(2030, 1, 1),
        hash="x",
        version=1,
    )


@pytest.fixture
def written_meanwhile(monkeypatch):
    """An index of two in which twenty more come up as soon as an answer is begun."""
    index = engine_named("embedded")
    index.clear()
    index.index([document(), document()])
    keys = {key for key, _hash in index.ids_and_hashes()}

    def at_once():
        generation = current()
        index.index([document() for _number in range(20)])
        return generation

    monkeypatch.setattr(embedded_engine, "current", at_once)
    return index, keys


@pytest.mark.parametrize(
    "asked",
    [
        {"q": "pump"},
        {"q": ""},
        {"q": "", "sort": "closing"},
        {"q": "pump", "sort": "newest"},
        {"q": '"solar pump"'},
        {"q": 'wheel "solar pump"'},
        {"q": "pump -wheel"},
        {"q": "pump -pum*"},
        {"q": "pump", "kind": ["offer"]},
    ],
)
def test_page_is_of_what_was_there_when_it_was_begun(written_meanwhile, asked):
    index, keys = written_meanwhile
    answer = index.search(SearchQuery.from_json(asked))

    found = set() if "-pum*" in asked["q"] else keys
    assert {hit.id for hit in answer.hits} == found
    assert answer.total == len(found)
    assert answer.facets["kind"] == ({"offer": 2} if found else {})


@pytest.mark.parametrize("limits", [{}, {"kind": "offer"}, {"without_organisation": 7}])
def test_counterparts_are_of_what_was_there_when_it_was_begun(written_meanwhile, limits):
    index, keys = written_meanwhile
    assert {hit.id for hit in index.similar(Likeness("Solar pump", ""), **limits)} == keys
    assert index.similar(Likeness("Solar pump", ""), without_organisation=1) == []


def test_what_is_hidden_meanwhile_does_no_harm(written_meanwhile, monkeypatch):
    index, keys = written_meanwhile
    monkeypatch.setattr(embedded_engine, "_hidden", lambda *_a, **_b: [(0,), (21,), (400,)])

    answer = index.search(SearchQuery(words="pump"))
    assert answer.total == 1
    assert {hit.id for hit in answer.hits} < keys


def numbers(tokens: bitmaps.Tokens, code: str) -> dict[str, int]:
    values = tokens.values_of(FACETS[code], asker_of(SearchQuery()))
    return {value: bits.bit_count() for value, bits in values}


@pytest.mark.parametrize(
    ("code", "token", "value"),
    [("theme", "theme:robotics", "robotics"), ("income", "", IncomeGroup.LOW)],
)
def test_kept_values_of_a_facet_follow_what_is_written(code, token, value):
    country = min(geography().incomes[IncomeGroup.LOW])
    carried = token or f"country:{country}"
    index = engine_named("embedded")
    index.clear()
    index.index([document(carried)])
    tokens = bitmaps.Tokens(current().pk)
    tokens.follow(current().version)
    assert numbers(tokens, code)[value] == 1

    index.index([document(carried)])
    tokens.follow(current().version)
    assert numbers(tokens, code)[value] == 2


@pytest.mark.parametrize("sort", ["newest", "closing"])
@pytest.mark.parametrize("page", [1, 2, 3])
def test_few_are_put_in_the_same_order_as_many_are_found_in(monkeypatch, sort, page):
    index, today = engine_named("embedded"), timezone.now()
    index.clear()
    index.index(
        replace(
            document(),
            published_at=today - dt.timedelta(days=number % 3),
            closes_on=(today + dt.timedelta(days=number % 4 - 2)).date(),
        )
        for number in range(11)
    )
    query = SearchQuery.from_json({"sort": sort, "page": page})
    monkeypatch.setattr(matching, "LOOKING_UP", 0)
    few = [hit.id for hit in index.search(query, per_page=4).hits]
    monkeypatch.setattr(matching, "MOST_LOOKED_UP", -1)
    assert few == [hit.id for hit in index.search(query, per_page=4).hits]
    assert len(few) == (3 if page == 3 else 4)


@pytest.mark.parametrize("sort", ["newest", "closing"])
def test_few_are_looked_up_and_not_gone_through_to(monkeypatch, sort):
    index = engine_named("embedded")
    index.clear()
    index.index([document("theme:robotics"), *(document() for _number in range(40))])
    monkeypatch.setattr(matching.Match, "_ordered", lambda _match: pytest.fail("gone through"))
    for theme, found in (("robotics", 1), ("biotechnology", 0)):
        query = SearchQuery.from_json({"sort": sort, "theme": theme})
        assert len(index.search(query).hits) == found


@pytest.mark.sqlite  # PostgreSQL plans by what there is.
def test_counterparts_that_are_named_are_looked_up_and_not_gone_through():
    index = engine_named("embedded")
    index.clear()
    index.index([one := document(), document()])
    named = [one.id, *(uuid.uuid4() for _number in range(99))]
    with CaptureQueriesContext(connection) as asked:
        [hit] = index.similar(Likeness("Solar pump", ""), among=named)
    assert hit.id == one.id
    asked_for = [query["sql"] for query in asked if one.id.hex in query["sql"]]
    [lookup] = [sql for sql in asked_for if sql.startswith('SELECT "search_entry"."number"')]
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {lookup}")
        assert "(generation=? AND listing=?)" in str(cursor.fetchall())


def test_enough_of_the_rare_kind_are_looked_at_at_once(monkeypatch):
    index = engine_named("embedded")
    index.clear()
    need = replace(document(), kind="need", tokens=("kind:need",))
    index.index([need, *(document() for _number in range(30))])
    monkeypatch.setattr(embedded_engine, "CANDIDATES", 2)
    asked = []
    real = scoring.scores
    monkeypatch.setattr(scoring, "scores", lambda *a, **k: asked.append(k["best"]) or real(*a, **k))
    assert len(index.similar(Likeness("Solar pump", ""), kind="need", limit=1)) == 1
    assert asked == [186]


@pytest.mark.sqlite  # PostgreSQL plans by what there is.
def test_what_is_hidden_is_looked_up_and_not_gone_through():
    plan = _hidden.build(timezone.now().date(), generation=1).explain()

    assert plan.count("(generation=? AND listing=?)") == 2
    assert "search_leaving_engine" in plan
    assert "marketplace_expiring" in plan
    assert "number>" not in plan


def test_income_groups_are_those_in_force():
    wanted = defaultdict(set)
    rows = IncomeClassification.objects.in_force_on(timezone.now().date())
    for country, group in rows.values_list("country", "group"):
        if group != IncomeGroup.UNCLASSIFIED:
            wanted[group].add(country)

    assert wanted
    assert geography().incomes == wanted


def test_keys_are_found_in_their_place_and_not_between_two():
    # As bytes, four zeros and then 1 also stand across the first four.
    words = array("I", [0x100, 0x10000, 0x01000000, 0x05000000, 0, 2, 0, 9, 1])
    texts = Texts(words.tobytes(), ["en"])

    assert texts.spans == {"en": (0, 24)}
    assert [texts.is_label_only(term) for term in (1, 9, 2, 8)] == [True, True, False, False]


def test_language_is_that_of_the_text_with_most_of_the_terms():
    words = array("I", [2, 0, 3, 0, 4, 0, 5, 6, 0, 8])
    texts = Texts(words.tobytes(), ["en", "fr"])

    assert texts.language_of({5, 6, 3}, "") == "fr"
    assert texts.language_of({2, 3, 4}, "") == "en"
    assert texts.language_of({2, 4}, "fr") == "fr"
    assert texts.language_of(set(), "") == "en"
