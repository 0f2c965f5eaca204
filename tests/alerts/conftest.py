from __future__ import annotations

import pytest
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from alerts import actions
from core.changes import changed
from marketplace.enums import ListingStatus
from search.query import SearchQuery
from tests.factories import (
    ListingFactory,
    OrganisationFactory,
    UserFactory,
    VerificationFactory,
)


@pytest.fixture
def house(db):
    """An organisation that may be seen."""
    organisation = OrganisationFactory(name="Institute of Levers")
    VerificationFactory(organisation=organisation)
    return organisation


@pytest.fixture
def person(db):
    return UserFactory(name="Amina", email="amina@people.example")


@pytest.fixture
def saved(person):
    """A function: a saved search of the person, for words and filters as in an address."""

    def save(asked: str, *, frequency: str = "daily", name: str = "", by=None):
        query = SearchQuery.from_query_string(asked)
        return actions.save(query, name=name or asked, frequency=frequency, by=by or person)

    return save


@pytest.fixture
def publish(house):
    """A function: listings become public, as the action of a publication does it."""

    def make(*titles: str, **fields):
        fields = {"organisation": house, "status": ListingStatus.PUBLISHED, **fields}
        with transaction.atomic():
            listings = [ListingFactory(title=title, **fields) for title in titles]
            changed("marketplace.listing", [listing.pk for listing in listings])
        return listings

    return make


@pytest.fixture
def queue(tasks_wait):
    """The queue of production, in the database."""
    return DBTaskResult.objects.filter(task_path__startswith="alerts.")
