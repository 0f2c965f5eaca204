"""What an index reads of listings: rows that say what the models say, however many there are."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace.enums import FacetScheme
from search.documents import documents_of
from search.reading import PARTS, public_ones
from tests.factories import ListingFactory
from tests.full_listings import full_need, full_offer

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("make", [full_offer, full_need])
def test_rows_of_every_part_say_what_its_models_say(house, make):
    listing = make(organisation=house)
    (read,) = public_ones([listing.pk])
    for name, (model, columns) in PARTS.items():
        expected = model.objects.filter(listing=listing).values_list(*columns)
        assert [tuple(row)[1:] for row in getattr(read, name)] == list(expected), name
    assert read.codes(FacetScheme.THEME) == listing.codes(FacetScheme.THEME)


def test_every_part_has_a_row_in_one_of_the_full_listings(house):
    both = list(public_ones([make(organisation=house).pk for make in (full_offer, full_need)]))
    assert [name for name in PARTS if not any(getattr(read, name) for read in both)] == []


def test_parts_stay_with_their_listing(house):
    plain = ListingFactory(organisation=house, status="published")
    full = full_offer(organisation=house)
    found = {read.row.id: read for read in public_ones([full.pk, plain.pk])}
    assert found[plain.pk].rights == ()
    assert len(found[full.pk].rights) == full.rights.count()


def test_many_listings_are_read_in_as_many_statements_as_one(house):
    keys = [full_offer(organisation=house).pk for _each in range(3)]

    def statements(wanted) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert len(documents_of(wanted)) == len(wanted)
        return len(captured)

    clock = connection.vendor == "postgresql"
    assert statements(keys) == statements(keys[:1]) == clock + 1 + len(PARTS)
