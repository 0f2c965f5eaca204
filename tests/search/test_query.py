"""A query from outside is bounded and clean, and has one address."""

from __future__ import annotations

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from search.query import LAST_PAGE, LONGEST_WORDS, SearchQuery, Sort

pytestmark = pytest.mark.django_db


def read(text: str) -> SearchQuery:
    return SearchQuery.from_query_string(text)


def test_address_with_everything_is_read():
    query = read(
        "q=solar+pump&kind=offer&theme=biotechnology&theme=water&country=KE&country=DE&readiness_from=4"
        "&readiness_to=7&sort=newest&in=fr&my_country=ke&page=3&available=yes"
    )

    assert query.words == "solar pump"
    assert query.facets["country"] == ("DE", "KE")
    assert query.facets["kind"] == ("offer",)
    assert query.facets["available"] == ("yes",)
    assert (query.readiness_from, query.readiness_to) == (4, 7)
    assert (query.sort, query.language, query.my_country) == (Sort.NEWEST, "fr", "KE")
    assert query.page == 3


def test_equal_questions_have_one_address():
    one, other = read("country=KE&country=DE&q=+pump++"), read("q=pump&country=DE&country=KE&x=1")

    assert one == other
    assert one.to_query_string() == other.to_query_string() == "q=pump&country=DE&country=KE"


@pytest.mark.parametrize(
    "address",
    [
        "kind=thing", "country=ZZ", "country=ke", "region=999", "theme=%00", "language=qq",
        "language=en-%00", "language=en-%3Cb%3E", "language=EN", "language=en-",
        "page=0", "page=-1", "page=x", "page=1e9", "readiness_from=10", "readiness_to=a",
        "sort=price", "in=%3Cb%3E", "my_country=XX", "sme=no", "available=yes", "date=1",
        "royalty_free=yes", "target=99.9",
    ],
)  # fmt: skip
def test_what_is_unknown_is_dropped(address):
    assert read(address) == SearchQuery()


def test_facets_about_my_country_need_one():
    assert read("available=yes&my_country=KE").facets == {"available": ("yes",)}


def test_no_page_is_beyond_the_last():
    assert read("page=10000000").page == LAST_PAGE


def test_words_are_cut_and_cleaned():
    assert len(read("q=" + "x" * 10_000).words) == LONGEST_WORDS
    assert read("q=a%00b%0A%E2%80%AEc").words == "a b c"
    assert SearchQuery.from_json({"q": "sun\ud800light"}).words == "sun light"


def test_json_holds_all_of_it():
    query = read("q=%22heat+pump%22+-gas&theme=water&readiness_from=4&sort=closing&my_country=KE")

    assert SearchQuery.from_json(query.to_json()) == query


@pytest.mark.parametrize(
    "stored", [None, 3, "x", [], {"q": 4, "page": {}, "theme": 5, "sort": [], "kind": {"a": 1}}]
)
def test_json_of_any_shape_is_a_query(stored):
    assert SearchQuery.from_json(stored) == SearchQuery()


@given(st.text(max_size=300))
def test_any_text_becomes_words_that_can_be_kept(text):
    query = SearchQuery.from_json({"q": text})

    query.words.encode()
    assert "\0" not in query.words
    assert len(query.words) <= LONGEST_WORDS
    assert SearchQuery.from_query_string(query.to_query_string()) == query


@given(st.dictionaries(st.text(max_size=12), st.lists(st.text(max_size=8), max_size=3)))
def test_any_address_is_a_query(pairs):
    data = QueryDict(mutable=True)
    for name, values in pairs.items():
        data.setlist(name, values)

    query = SearchQuery.from_querydict(data)
    assert SearchQuery.from_querydict(QueryDict(query.to_query_string())) == query


def test_choices_are_taken_away_one_by_one():
    query = read("theme=biotechnology&theme=water&page=4")

    assert query.without("theme", "water") == read("theme=biotechnology")
    assert query.facets["theme"] == ("biotechnology", "water")
    assert query.without("theme") == SearchQuery()
