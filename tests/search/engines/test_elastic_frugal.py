"""A cluster whose operator allows nothing expensive answers as any other."""

from __future__ import annotations

import pytest
from elasticsearch.dsl import Search

from search.analysis import LONGEST_TERM, fold
from search.engines.elastic import asking, spelling
from search.engines.elastic.client import client
from search.engines.elastic.mapping import mappings
from search.parsing import parse
from search.query import SearchQuery, Sort
from tests.search.conftest import ENGINES

pytestmark = pytest.mark.django_db
ON_A_NODE = pytest.mark.parametrize("engine", ENGINES[1:], indirect=True)

# A word of Adlam, each letter of which takes two units of UTF-16.
ADLAM = "𞤢𞤣𞤤𞤢𞤥" * 5
LONG = "hydrochlorofluorocarbons"
BEGINNINGS = [
    "e", "électr", LONG[:19], LONG[:20], LONG, "x" * LONGEST_TERM, ADLAM, f"a{ADLAM}", "ß" * LONGEST_TERM,
]  # fmt: skip


@pytest.fixture
def frugal(engine):
    settings = {"search.allow_expensive_queries": False}
    client().cluster.put_settings(persistent=settings)
    yield
    client().cluster.put_settings(persistent=dict.fromkeys(settings))


@pytest.mark.parametrize("word", BEGINNINGS)
def test_beginnings_asked_for_are_beginnings_kept(word):
    """No node is needed: any other would be looked for among all words."""
    kept = mappings()["properties"]["spell"]["index_prefixes"]
    question = asking.asked(parse(f"{word}* -{word}*"), "", ("en",))
    bodies = [asking.query_of(question), spelling.completing(Search(), word)]
    asked = _prefixes([body.to_dict() for body in bodies])

    assert len(asked) == 3
    for value in asked:
        assert word.startswith(value)
        assert kept["min_chars"] <= len(fold(value).encode("utf-16-le")) // 2 <= kept["max_chars"]


def _prefixes(told) -> list[str]:
    if isinstance(told, list):
        return [value for one in told for value in _prefixes(one)]
    if not isinstance(told, dict):
        return []
    own = [told["match_bool_prefix"]["spell"]["query"]] if "match_bool_prefix" in told else []
    return own + [value for one in told.values() for value in _prefixes(one)]


@ON_A_NODE
def test_beginnings_are_found_and_kept_out(engine, listed, frugal):
    for title in ("Electrolyser", "Electronics", "Xylem", f"No {LONG}", ADLAM):
        listed(title)

    def found(words: str) -> int:
        return engine.search(SearchQuery(words=words)).total

    beginnings = ("x", "electr", LONG[:19], LONG[:20], LONG)
    assert [found(f"{word}*") for word in beginnings] == [1, 2, 1, 1, 1]
    assert [found(f"-{word}*") for word in beginnings] == [4, 3, 4, 4, 4]
    assert found(f"{ADLAM}*") == 1
    assert engine.suggest("électr") == ["electrolyser", "electronics"]
    for word in ("e", "o", "oe", "ß", "𞤢"):
        assert engine.suggest(word * (LONGEST_TERM // len(word))) == []


@ON_A_NODE
@pytest.mark.parametrize("sort", Sort)
@pytest.mark.parametrize(
    "words", ["", "photovol", "desalinaton", "roof -photo*", '"solar roof" roof', "solar cell"]
)
def test_nothing_else_is_refused(engine, listed, frugal, words, sort):
    listed("Photovoltaic roof")
    listed("Desalination by solar cells")

    engine.search(SearchQuery(words=words, sort=sort, facets={"kind": ("offer",)}, my_country="KE"))
    assert not engine.breaker.is_open
