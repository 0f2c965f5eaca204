"""Both engines, each empty, and listings to be found in them."""

from __future__ import annotations

import pytest

from search import engines
from search.documents import documents_of
from tests.factories import ListingFactory, OrganisationFactory, VerificationFactory

ENGINES = ["embedded"]


@pytest.fixture(params=ENGINES)
def engine(request, db, settings):
    """An empty index, which is also that of the site."""
    settings.SEARCH_ENGINE = request.param
    index = engines.engine(request.param)
    index.clear()
    return index


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
