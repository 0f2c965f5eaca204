from __future__ import annotations

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache

from search import engines
from search.engines.breaker import Breaker
from search.engines.elastic.client import client
from search.engines.elastic.engine import ElasticEngine
from tests.search.engines.looking import PAUSE, TIMEOUT


@pytest.fixture
def site(settings, db):
    """A function: the site with Elasticsearch at an address; its breaker pauses but shortly."""
    made = []

    def connect(address: str) -> ElasticEngine:
        settings.SEARCH_ENGINE = "elasticsearch"
        settings.ELASTICSEARCH = {
            **django_settings.ELASTICSEARCH, "urls": [address], "timeout": TIMEOUT,
        }  # fmt: skip
        client.cache_clear()
        engine = engines.engine("elasticsearch")
        engine.breaker = Breaker(first_pause=PAUSE, longest_pause=PAUSE)
        made.append(engine)
        return engine

    cache.clear()
    engines.engine("embedded").clear()
    yield connect
    client().close()
    client.cache_clear()
    for engine in made:
        engine.breaker = Breaker()
