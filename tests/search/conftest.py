"""Both engines, each empty, and listings to be found in them."""

from __future__ import annotations

import os

import pytest
from django.conf import settings as django_settings
from django.test import override_settings

from scripts.elasticsearch import private_node
from scripts.elasticsearch_files import installed
from search import engines
from search.documents import documents_of
from search.engines.breaker import Breaker
from search.engines.elastic.client import client
from search.engines.elastic.writing import alias
from tests.factories import (
    ListingFactory,
    MembershipFactory,
    OrganisationFactory,
    VerificationFactory,
)

ENGINES = [
    "embedded",
    pytest.param("elasticsearch", marks=[pytest.mark.elasticsearch, pytest.mark.timeout(900)]),
]


@pytest.fixture(scope="session")
def elasticsearch_node():
    """The address of a node: the one at ELASTICSEARCH_URL, else one of this test run's own."""
    if address := os.environ.get("ELASTICSEARCH_URL"):
        yield address
        return
    if installed() is None:
        pytest.skip("No ELASTICSEARCH_URL, and never fetched: python -m scripts.elasticsearch true")
    with private_node("512m") as address:
        yield address


@pytest.fixture(scope="session")
def elasticsearch(elasticsearch_node):
    """The settings that lead to it; the indices of this process are gone afterwards."""
    # What readers would not wait for, tests do: the machine is busy with other tests.
    patient = {"urls": [elasticsearch_node], "timeout": 60.0}
    with override_settings(ELASTICSEARCH={**django_settings.ELASTICSEARCH, **patient}):
        client.cache_clear()
        yield django_settings.ELASTICSEARCH
        mine = f"{django_settings.ELASTICSEARCH['prefix']}*"
        for name in client().indices.get(index=mine):
            client().indices.delete(index=name)
        client().close()
        client.cache_clear()


@pytest.fixture(params=ENGINES)
def engine(request, db, settings):
    """An empty index, which is also that of the site."""
    if request.param == "elasticsearch":
        request.getfixturevalue("elasticsearch")
    settings.SEARCH_ENGINE, settings.SEARCH_KEEP_EMBEDDED = request.param, False
    index = engines.engine(request.param)
    empty(index)
    return index


def empty(index) -> None:
    """As `clear`, which builds a new index; taking the documents out is several times faster."""
    if index.name == "elasticsearch":
        index.breaker = Breaker()
    if index.name == "elasticsearch" and client().indices.exists_alias(name=alias()):
        client().delete_by_query(index=alias(), query={"match_all": {}}, refresh=True)
    else:
        index.clear()


@pytest.fixture
def seldom_refreshed(engine):
    """An index in which nothing is seen by itself, as it is within a second of a change."""
    if engine.name != "elasticsearch":
        yield
        return
    settings = client().indices.put_settings
    settings(index=alias(), settings={"refresh_interval": "1h"})
    yield
    settings(index=alias(), settings={"refresh_interval": None})


@pytest.fixture
def house(db):
    """An organisation that may be seen."""
    organisation = OrganisationFactory(name="Institute of Levers")
    VerificationFactory(organisation=organisation)
    return organisation


@pytest.fixture
def listed(engine, house):
    """A function: a public listing that is in the index."""

    def make(title: str, summary: str = "Nothing more.", **values):
        values.setdefault("organisation", house)
        parts = values.pop("parts", {})
        listing = ListingFactory(title=title, summary=summary, status="published", **values)
        for rows in parts.values():
            for row in rows:
                row.listing = listing
                row.save()
        engine.index(documents_of([listing.pk]))
        return listing

    return make


@pytest.fixture
def writers(house):
    """The house with an editor, as the listings of tests want it."""

    class House:
        organisation = house
        editor = MembershipFactory(organisation=house).user

    return House
