import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, connection

from marketplace.enums import ListingStatus
from marketplace.models import Listing
from tests.factories import ListingFactory, MembershipFactory, UserFactory


@pytest.fixture
def listings(house):
    """One in each state, by name of the state."""
    return {
        status: ListingFactory(organisation=house.organisation, status=status, title=status)
        for status in ListingStatus.values
    }


def seen_by(user) -> set[str]:
    return set(Listing.objects.visible_to(user).values_list("status", flat=True))


@pytest.mark.parametrize("role", ["owner", "editor", "signatory", "viewer"])
def test_members_see_every_state(house, listings, role):
    assert seen_by(getattr(house, role)) == set(ListingStatus.values)


def test_others_see_what_is_published(house, listings):
    member_elsewhere = MembershipFactory().user
    for user in (AnonymousUser(), house.stranger, member_elsewhere):
        assert seen_by(user) == {"published"}


def test_staff_powers_do_not_open_drafts(house, listings, verifier, superuser):
    for user in (verifier, superuser):
        assert seen_by(user) == {"published"}


def test_expired_verification_leaves_published_ones_to_be_read(house, listings):
    house.lapse()
    assert seen_by(AnonymousUser()) == {"published"}


@pytest.mark.parametrize("state", ["unverify", "lose"])
def test_nobody_else_sees_listings_of_a_hidden_organisation(house, listings, state):
    getattr(house, state)()
    assert seen_by(house.stranger) == set()
    assert seen_by(house.viewer) == set(ListingStatus.values)


def test_each_listing_is_given_once(house, listings):
    assert Listing.objects.visible_to(house.owner).count() == len(listings)


def test_of_member_gives_own_organisations_only_last_changed_first(house, listings):
    ListingFactory(status=ListingStatus.PUBLISHED)
    listings["draft"].save()
    own = list(Listing.objects.of_member(house.viewer))
    assert own[0] == listings["draft"]
    assert set(own) == set(listings.values())
    assert not Listing.objects.of_member(UserFactory()).exists()


def test_with_organisation_tells_until_when_it_is_verified(house, listings):
    until = house.organisation.verifications.get().expires_on
    assert Listing.objects.with_organisation().first().verified_until == until
    house.lapse()
    assert Listing.objects.with_organisation().first().verified_until is None


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("", True),
        ("SOLAR", True),
        ("pump solar", True),
        ("cheaply", True),
        ("wells", True),
        ("pump wind", False),
        ("' OR 1=1 --", False),
        ("%", False),
        ("x" * 5000, False),
    ],
)
def test_matching_wants_every_word_somewhere(house, words, found):
    ListingFactory(
        organisation=house.organisation, title="Solar pump", summary="Lifts water cheaply."
    )
    assert Listing.objects.matching(words).exists() is found


def test_database_refuses_a_public_one_without_a_day(house):
    with pytest.raises(IntegrityError):
        ListingFactory(status=ListingStatus.PUBLISHED, first_published_at=None)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "type_"), [("need", "facility_access"), ("offer", "challenge"), ("offer", "nonsense")]
)
def test_database_refuses_a_type_that_does_not_go_with_the_kind(kind, type_):
    with pytest.raises(IntegrityError):
        ListingFactory(kind=kind, type=type_)


def test_newest_public_ones_are_found_in_the_order_of_an_index(db):
    newest = Listing.objects.public().filter(kind="offer").order_by("-first_published_at")
    if connection.vendor == "postgresql":
        # Of the ways to join so few rows, one that keeps the order.
        ways = ("seqscan", "bitmapscan", "sort", "incremental_sort", "hashjoin", "mergejoin")
        with connection.cursor() as cursor:
            for way in ways:
                cursor.execute(f"SET LOCAL enable_{way} = off")
    plan = newest.explain()
    # With no rows PostgreSQL may as well take the index of that moment alone.
    assert re.search("marketplace_newest|marketplace_listing_first_published_at", plan)
    assert not re.search("ORDER BY|Sort", plan)
