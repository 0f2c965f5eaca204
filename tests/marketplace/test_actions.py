import pytest
from django.db import IntegrityError

from marketplace import actions
from marketplace.enums import LISTING_TRANSITIONS, ListingKind, ListingStatus
from marketplace.models import Listing
from partners.enums import Role
from tests.factories import ListingFactory, OrganisationFactory
from tests.marketplace.pages import of
from tests.partners.conftest import recorded, refused

OUTSIDE = ("signatory", "viewer", "stranger")


def new(house, **values) -> Listing:
    text = {"title": "A pump", "summary": "Lifts water.", "language": "en"}
    return Listing(organisation=house.organisation, kind=ListingKind.OFFER, **{**text, **values})


# --- Drafting -----------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["owner", "editor"])
def test_draft_is_saved_with_its_author_and_recorded(house, role):
    by = getattr(house, role)

    listing = actions.draft(new(house), by=by)

    stored = Listing.objects.get()
    assert (stored.pk, stored.author, stored.status) == (listing.pk, by, ListingStatus.DRAFT)
    assert stored.published_at is None
    entry = recorded("listing.drafted")
    assert entry.actor == by
    assert entry.about == [house.organisation, stored]


def test_draft_needs_no_verification(house):
    house.unverify()
    actions.draft(new(house), by=house.editor)
    assert Listing.objects.get().status == ListingStatus.DRAFT


@pytest.mark.parametrize("who", OUTSIDE)
def test_draft_refuses_who_does_not_write(house, who):
    with refused("not_allowed"):
        actions.draft(new(house), by=getattr(house, who))


def test_draft_is_a_draft_whatever_it_came_as(house):
    actions.draft(new(house, status=ListingStatus.PUBLISHED), by=house.editor)
    assert Listing.objects.get().status == ListingStatus.DRAFT


def test_draft_never_replaces_a_listing_that_is_there(house):
    # With the key of somebody else's row.
    other = ListingFactory(title="Theirs")
    with pytest.raises(IntegrityError):
        actions.draft(new(house, pk=other.pk), by=house.editor)


# --- Publishing ---------------------------------------------------------------------------------


def test_publish_shows_a_draft_and_records_it(house):
    listing = of(house)

    actions.publish(listing, by=house.editor)

    listing.refresh_from_db()
    assert listing.status == ListingStatus.PUBLISHED
    assert listing.published_at is not None
    assert recorded("listing.published").about == [house.organisation, listing]


@pytest.mark.parametrize("state", ["unverify", "lapse", "lose"])
def test_publish_is_refused_unless_verified_today(house, state):
    listing = of(house)
    getattr(house, state)()
    with refused("not_verified"):
        actions.publish(listing, by=house.owner)


def test_publish_is_refused_when_verification_ended_after_the_page_was_drawn(house):
    listing = of(house)
    assert listing.organisation.verifications.get().is_in_force
    house.lose()
    with refused("not_verified"):
        actions.publish(listing, by=house.owner)


@pytest.mark.parametrize("who", OUTSIDE)
def test_publish_refuses_who_does_not_write(house, who):
    listing = of(house)
    with refused("not_allowed"):
        actions.publish(listing, by=getattr(house, who))


def test_publish_refuses_a_role_lost_a_second_ago(house):
    listing = of(house)
    assert house.editor.has_perm("marketplace.write_listing", listing)
    house.seats["editor"].delete()
    with refused("not_allowed"):
        actions.publish(listing, by=house.editor)


def test_publish_refuses_what_is_published(house):
    listing = of(house, ListingStatus.PUBLISHED)
    with refused("too_late"):
        actions.publish(listing, by=house.owner)


def test_publish_again_after_withdrawal(house):
    listing = of(house, ListingStatus.WITHDRAWN)
    actions.publish(listing, by=house.owner)
    assert Listing.objects.public().get() == listing


# --- Withdrawing --------------------------------------------------------------------------------


def test_withdraw_takes_it_from_the_public_and_records_it(house):
    listing = of(house, ListingStatus.PUBLISHED)

    actions.withdraw(listing, by=house.editor)

    assert not Listing.objects.public().exists()
    assert recorded("listing.withdrawn").about == [house.organisation, listing]


@pytest.mark.parametrize("status", [ListingStatus.DRAFT, ListingStatus.WITHDRAWN])
def test_withdraw_refuses_what_is_not_public(house, status):
    listing = of(house, status)
    with refused("too_late"):
        actions.withdraw(listing, by=house.owner)


@pytest.mark.parametrize("who", OUTSIDE)
def test_withdraw_refuses_who_does_not_write(house, who):
    listing = of(house, ListingStatus.PUBLISHED)
    with refused("not_allowed"):
        actions.withdraw(listing, by=getattr(house, who))


def test_withdraw_needs_no_verification(house):
    listing = of(house, ListingStatus.PUBLISHED)
    house.lapse()
    actions.withdraw(listing, by=house.owner)
    assert not Listing.objects.public().exists()


# --- Revising -----------------------------------------------------------------------------------


def revise(listing, *, by, revision=1, **changes):
    return actions.revise(listing, by=by, revision=revision, changes=changes)


def test_revise_writes_what_changed_and_counts(house):
    listing = of(house, title="Before", summary="Stays")

    revise(listing, by=house.editor, title="After")

    listing.refresh_from_db()
    assert (listing.title, listing.summary, listing.revision) == ("After", "Stays", 2)
    assert recorded("listing.revised").data == {"fields": ["title"]}


def test_revise_keeps_the_author(house):
    listing = of(house)
    revise(listing, by=house.editor, title="After")
    listing.refresh_from_db()
    assert listing.author == house.owner


def test_revise_refuses_when_somebody_saved_meanwhile(house):
    listing = of(house)
    revise(Listing.objects.get(), by=house.owner, title="First")
    with refused("changed_meanwhile"):
        revise(listing, by=house.editor, title="Second")


def test_revise_of_a_draft_needs_no_verification(house):
    listing = of(house)
    house.unverify()
    revise(listing, by=house.editor, title="After")
    assert Listing.objects.get().title == "After"


@pytest.mark.parametrize("state", ["lapse", "lose"])
def test_revise_of_what_everybody_reads_is_refused_unless_verified_today(house, state):
    listing = of(house, ListingStatus.PUBLISHED)
    getattr(house, state)()
    with refused("not_verified"):
        revise(listing, by=house.editor, title="After")


@pytest.mark.parametrize("who", OUTSIDE)
def test_revise_refuses_who_does_not_write(house, who):
    listing = of(house)
    with refused("not_allowed"):
        revise(listing, by=getattr(house, who), title="After")


def test_revise_refuses_a_role_lowered_meanwhile(house):
    listing = of(house)
    seat = house.seats["editor"]
    seat.role = Role.VIEWER
    seat.save()
    with refused("not_allowed"):
        revise(listing, by=house.editor, title="After")


def test_a_writer_of_another_organisation_does_not_write_here(house):
    listing = ListingFactory(organisation=OrganisationFactory())
    for act in (actions.publish, actions.withdraw):
        with refused("not_allowed"):
            act(listing, by=house.owner)


def test_every_state_has_its_row_in_the_table_of_transitions():
    assert set(LISTING_TRANSITIONS) == set(ListingStatus)
    assert ListingStatus.DRAFT not in set().union(*LISTING_TRANSITIONS.values())
