from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache

from marketplace.models import Listing
from search import engines
from search.engines.breaker import Breaker
from search.engines.elastic.client import client
from search.engines.elastic.engine import ElasticEngine
from search.query import SearchQuery
from tests.search.engines.looking import PAUSE, TIMEOUT


@pytest.fixture
def titles(engine):
    """A function: the titles found for words, in order."""

    def find(words: str, **values) -> list[str]:
        query = SearchQuery.from_json({"q": words, **values})
        hits = engine.search(query).hits
        names = dict(Listing.objects.values_list("pk", "title"))
        return [names[hit.id] for hit in hits]

    return find


@pytest.fixture
def connected_to(settings, db):
    """A function: the site with Elasticsearch, connected so; nothing is remembered of another."""

    def connect(breaker: Breaker, **chosen: Any) -> ElasticEngine:
        settings.SEARCH_ENGINE = "elasticsearch"
        settings.ELASTICSEARCH = {**django_settings.ELASTICSEARCH, **chosen}
        client.cache_clear()
        engine = engines.engine("elasticsearch")
        engine.breaker = breaker
        return engine

    cache.clear()
    engines.engine("embedded").clear()
    yield connect
    client().close()
    client.cache_clear()
    engines.engine("elasticsearch").breaker = Breaker()


@pytest.fixture
def site(connected_to):
    """A function: the site with Elasticsearch at an address; its breaker pauses but shortly."""

    def connect(address: str) -> ElasticEngine:
        breaker = Breaker(first_pause=PAUSE, longest_pause=PAUSE)
        return connected_to(breaker, urls=[address], timeout=TIMEOUT)

    return connect
