"""What is shown of a hit is the same whether it was read as a row or as an instance."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import translation

from search.asking import OF_ORGANISATION, OWN, hydrated
from search.engines.base import Hit
from tests.factories import (
    ListingFactory,
    OrganisationFactory,
    UserFactory,
    VerificationFactory,
)

pytestmark = pytest.mark.django_db


def told(listing) -> dict[str, object]:
    organisation = listing.organisation
    return {
        **{name: getattr(listing, name) for name in (*OWN, "pk", "verified_until")},
        "address": listing.get_absolute_url(),
        **{f"organisation_{name}": getattr(organisation, name) for name in OF_ORGANISATION},
        "home": organisation.get_absolute_url(),
        "country": (organisation.country_id, organisation.country.name),
    }


@pytest.fixture
def hits() -> list[Hit]:
    owner = OrganisationFactory()
    VerificationFactory(organisation=owner)
    return [
        Hit(ListingFactory(status="published", organisation=owner, **values).pk, 1.0, "en", ())
        for values in ({"readiness": 4}, {"kind": "need", "type": "expertise", "readiness": None})
    ]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_row_tells_what_an_instance_tells(hits, language):
    with translation.override(language):
        rows = [told(found.listing) for found in hydrated(hits, AnonymousUser())]
        instances = [told(found.listing) for found in hydrated(hits, UserFactory())]
    assert rows == instances
    assert [row["readiness"] for row in rows] == [4, None]


def test_row_of_what_nobody_may_see_is_not_there(hits):
    hidden = ListingFactory(organisation=OrganisationFactory())
    found = hydrated([Hit(hidden.pk, 1.0, "en", ()), *hits], AnonymousUser())
    assert [one.hit for one in found] == hits
