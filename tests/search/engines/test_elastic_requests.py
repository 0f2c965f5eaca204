"""How often Elasticsearch is asked for one page."""

from __future__ import annotations

import pytest

from search.documents import now
from search.engines.elastic import requests, spelling
from search.engines.elastic.client import client
from search.query import SearchQuery
from tests.search.conftest import ENGINES

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.parametrize("engine", ENGINES[1:], indirect=True),
]


@pytest.fixture
def asked(monkeypatch):
    """The paths of what is asked, and the bodies."""
    seen = []
    perform = client().transport.perform_request

    def counted(method, target, **options):
        seen.append((target.partition("?")[0].rpartition("/")[2], options.get("body")))
        return perform(method, target, **options)

    monkeypatch.setattr(client().transport, "perform_request", counted)
    return seen


@pytest.fixture
def remembering(monkeypatch):
    """As outside of tests; nothing is remembered yet."""
    for module in (requests, spelling):
        monkeypatch.setattr(module, "forgets", lambda: False)
    kept = (spelling._remembered, requests._present)
    for one in kept:
        one.clear()
    yield
    for one in kept:
        one.clear()


def test_page_with_facets_and_reasons_is_one_request(engine, listed, asked, remembering):
    listed("Solar pump", readiness=4)
    query = SearchQuery(words="solar pump", facets={"readiness": ("4",)})
    engine.search(query)

    asked.clear()
    results = engine.search(query)
    assert (results.total, results.hits[0].why[0].words) == (1, ("solar", "pump"))
    assert results.facets["country"]
    [(path, body)] = asked
    # Each search is a header and a body.
    (_header, counting, _other_header, ranking) = body
    assert path == "_msearch"
    # What looks at all that fits neither ranks it nor brings it; what ranks may skip.
    assert (counting["size"], "sort" in counting, "aggs" in counting) == (0, False, True)
    assert (ranking["track_total_hits"], "aggs" in ranking) == (False, False)


def test_words_not_seen_before_are_looked_up_with_the_first_request(
    engine, listed, asked, remembering
):
    listed("Solar pump")
    engine.search(SearchQuery(words="solar"))

    asked.clear()
    assert engine.search(SearchQuery(words="solar pump")).total == 1
    [(path, body)] = asked
    # Counts and hits of the page, and whether there is "pump".
    assert (path, len(body)) == ("_msearch", 6)


def test_word_that_no_listing_has_is_looked_up_every_time(engine, listed, asked, remembering):
    listed("Solar pump")
    for _time in range(2):
        asked.clear()
        assert engine.search(SearchQuery(words="solr")).suggestion == "solar"
        assert "_msearch" in [path for path, _body in asked]


def test_what_is_deleted_is_in_no_search_that_begins_later(engine, listed, seldom_refreshed):
    listing = listed("Solar pump")
    assert engine.search(SearchQuery(words="pump")).total == 1

    engine.delete([listing.pk], version=now())
    assert engine.search(SearchQuery(words="pump")).total == 0
