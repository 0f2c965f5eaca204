from __future__ import annotations

import pytest
from django.db import IntegrityError
from wagtail.models import Revision

from audit.models import AuditEntry
from marketplace.actions import drafting, life, reviewing
from marketplace.enums import ListingStatus
from marketplace.models import Listing, RightsEntry
from partners.enums import Role
from tests.factories import ListingFactory, MembershipFactory, OrganisationFactory
from tests.marketplace.listings import (
    again,
    decide,
    drafted,
    need,
    new_reviewer,
    offer,
    parts,
    published,
    revise,
    submitted,
    work_on,
)
from tests.partners.conftest import recorded, refused

pytestmark = pytest.mark.django_db

WRITERS, OUTSIDE = ("owner", "editor"), ("signatory", "viewer", "stranger")


# --- Starting -------------------------------------------------------------------------------


@pytest.mark.parametrize("role", WRITERS)
@pytest.mark.parametrize("make", [offer, need])
def test_start_keeps_a_draft_that_is_no_row_but_its_key(house, role, make):
    by = getattr(house, role)
    listing = drafting.start(make(house), by=by)

    row = Listing.objects.get()
    assert (row.pk, row.author, row.status, row.live) == (listing.pk, by, "draft", False)
    assert {name: len(rows) for name, rows in parts(row).items() if rows} == {}
    assert parts(work_on(row)) == parts(listing)
    entry = recorded("listing.drafted")
    assert (entry.actor, entry.about) == (by, [house.organisation, row])


def test_start_needs_no_verification(house):
    house.unverify()
    assert drafted(house).status == ListingStatus.DRAFT


@pytest.mark.parametrize("who", OUTSIDE)
def test_start_refuses_who_does_not_write(house, who):
    listing = offer(house)
    with refused("not_allowed"):
        drafting.start(listing, by=getattr(house, who))


def test_start_is_a_draft_whatever_it_came_as(house):
    drafting.start(offer(house, status="published", live=True), by=house.editor)
    assert (Listing.objects.get().status, Listing.objects.get().live) == ("draft", False)


def test_start_never_replaces_a_listing_that_is_there(house):
    other = ListingFactory(title="Theirs")
    with pytest.raises(IntegrityError):
        drafting.start(offer(house, pk=other.pk), by=house.editor)


def test_start_derives_the_fields_of_technology(house):
    assert work_on(drafted(house)).codes("field") != []


# --- Saving ---------------------------------------------------------------------------------


@pytest.mark.parametrize("role", WRITERS)
def test_save_keeps_the_draft_and_records_it(house, role):
    listing, by = drafted(house), getattr(house, role)
    revise(listing, by, title="A better pump")
    assert work_on(listing).title == "A better pump"
    assert again(listing).title == "A pump"
    entry = recorded("listing.revised")
    assert (entry.actor, entry.about) == (by, [house.organisation, listing])


def test_saves_of_one_sitting_are_recorded_once(house):
    listing = drafted(house)

    def revised() -> list[str]:
        entries = AuditEntry.objects.filter(action="listing.revised").order_by("pk")
        return [entry.actor_name for entry in entries]

    for number in range(5):
        revise(listing, house.editor, title=f"Pump {number}")
    assert revised() == ["Editor Person"]
    revise(listing, house.owner, title="Theirs")
    revise(listing, house.editor, title="Mine again")
    assert revised() == ["Editor Person", "Owner Person", "Editor Person"]
    reviewing.submit(again(listing), by=house.editor)
    reviewing.take_back(again(listing), by=house.editor)
    revise(listing, house.editor, title="After the review")
    assert len(revised()) == 4


@pytest.mark.parametrize("who", OUTSIDE)
def test_save_refuses_who_does_not_write(house, who):
    listing = drafted(house)
    work = work_on(listing)
    with refused("not_allowed"):
        drafting.save(work, by=getattr(house, who), token=listing.draft_token)


def test_save_refuses_a_role_lost_a_second_ago(house):
    listing = drafted(house)
    work = work_on(listing)
    assert house.editor.has_perm("marketplace.write_listing", listing)
    house.seats["editor"].delete()
    with refused("not_allowed"):
        drafting.save(work, by=house.editor, token=listing.draft_token)


def test_save_refuses_a_writer_of_another_organisation(house):
    other = MembershipFactory(role=Role.OWNER)
    listing = drafted(house)
    work = work_on(listing)
    work.organisation = other.organisation
    with refused("not_allowed"):
        drafting.save(work_on(listing), by=other.user, token=listing.draft_token)
    # An organisation of one's own, written onto somebody else's draft, opens nothing.
    with refused("not_allowed"):
        drafting.save(work, by=other.user, token=listing.draft_token)


@pytest.mark.parametrize("by", ["owner", "editor"])
def test_save_refuses_when_somebody_saved_meanwhile(house, by):
    # Also oneself, in another window: the revision is the same, its time is not.
    listing = drafted(house)
    token, mine = listing.draft_token, work_on(listing)
    revise(listing, getattr(house, by), title="First")
    mine.title = "Second"
    with refused("changed_meanwhile"):
        drafting.save(mine, by=house.editor, token=token)
    assert work_on(listing).title == "First"


@pytest.mark.parametrize("token", ["", "1", "x.y"])
def test_save_refuses_a_token_that_is_none(house, token):
    work = work_on(drafted(house))
    with refused("changed_meanwhile"):
        drafting.save(work, by=house.editor, token=token)


def test_save_refuses_what_is_in_review(house):
    listing = submitted(house)
    work = work_on(listing)
    with refused("in_review"):
        drafting.save(work, by=house.editor, token=listing.draft_token)


def test_save_refuses_what_is_archived(house):
    listing = drafted(house)
    drafting.discard(listing, by=house.editor)
    work = work_on(listing)
    with refused("archived"):
        drafting.save(work, by=house.editor, token=again(listing).draft_token)


def test_save_refuses_what_somebody_holds_locked(house):
    listing = drafted(house)
    listing.locked, listing.locked_by = True, new_reviewer()
    listing.save()
    work = work_on(listing)
    with refused("locked"):
        drafting.save(work, by=house.editor, token=listing.draft_token)


def test_save_again_replaces_ones_own_draft_and_nobody_elses(house):
    listing = drafted(house)
    revise(listing, house.editor, title="Two")
    assert Revision.objects.count() == 1
    revise(listing, house.owner, title="Three")
    revise(listing, house.owner, title="Four")
    assert Revision.objects.count() == 2
    revise(listing, house.editor, title="Five")
    assert Revision.objects.count() == 3


def test_save_leaves_what_reviewers_had_before_them(house, reviewer):
    listing = submitted(house)
    sent = listing.latest_revision
    decide(listing, reviewer, "reject")
    revise(listing, house.editor, title="Two")
    assert again(listing).latest_revision_id != sent.pk
    assert Revision.objects.get(pk=sent.pk).content["title"] == "A pump"


def test_save_leaves_what_is_public(house, reviewer):
    listing = published(house, reviewer)
    revise(listing, house.editor, title="Two")
    assert again(listing).live_revision.content["title"] == "A pump"
    assert Listing.objects.public().get().title == "A pump"
    assert Listing.objects.public().get().rights.count() == 1


def test_save_leaves_what_is_public_without_a_review(house, reviewer):
    # As an import publishes it.
    listing = drafted(house)
    reviewing.publish_reviewed(listing, listing.latest_revision, by=reviewer)
    revise(listing, house.editor, title="Two")
    assert again(listing).live_revision.content["title"] == "A pump"


def test_save_forgets_the_statuses_of_a_right_that_went(house):
    listing = drafted(house)
    revise(listing, house.editor, rights=[RightsEntry(kind="design", office="KE")])
    assert list(work_on(listing).rights_statuses.all()) == []


def test_save_keeps_an_incomplete_draft(house):
    listing = revise(drafted(house), house.editor, title="", summary="", rights=[], facets=[])
    assert work_on(listing).title == ""


def test_save_brings_back_nothing_that_belongs_to_the_listing(house, reviewer):
    listing = published(house, reviewer)
    work = work_on(listing)
    work.status, work.expires_on, work.live = "draft", None, False
    work.kind, work.author = "need", house.owner
    drafting.save(work, by=house.editor, token=listing.draft_token)
    for now in (again(listing), work_on(listing)):
        assert (now.status, now.live, now.kind) == ("published", True, "offer")
        assert (now.author, now.expires_on) == (house.editor, listing.expires_on)
        assert now.organisation == house.organisation


# --- Correcting -----------------------------------------------------------------------------


def test_correct_is_for_reviewers_while_it_waits(house, reviewer):
    listing = drafted(house)
    work = work_on(listing)
    with refused("not_in_review"):
        drafting.correct(work, by=reviewer, token=listing.draft_token)
    reviewing.submit(listing, by=house.editor)
    for by in (house.editor, house.owner, house.stranger):
        with refused("not_allowed"):
            drafting.correct(work, by=by, token=again(listing).draft_token)
    with refused("changed_meanwhile"):
        drafting.correct(work, by=reviewer, token="1")
    work.title = "A pump, corrected"
    drafting.correct(work, by=reviewer, token=again(listing).draft_token)
    assert work_on(listing).title == "A pump, corrected"
    assert recorded("listing.corrected").actor == reviewer


# --- Copying --------------------------------------------------------------------------------


def keys(listing: Listing) -> set[str]:
    return {str(row["pk"]) for rows in parts(listing).values() for row in rows}


def test_copy_is_a_draft_with_the_same_parts_under_new_keys(house, reviewer):
    listing = revise(published(house, reviewer), house.owner, summary="Newer")
    source = work_on(listing)

    copied = drafting.copy(listing, by=house.editor)

    row, work = again(copied), work_on(copied)
    assert row.pk != listing.pk
    assert (row.status, row.live, row.first_published_at, row.expires_on) == (
        "draft",
        False,
        None,
        None,
    )
    assert (work.title, work.summary, work.author) == ("Copy of A pump", "Newer", house.editor)
    assert keys(work) & keys(source) == set()
    assert {name: len(rows) for name, rows in parts(work).items()} == {
        name: len(rows) for name, rows in parts(source).items()
    }
    [right] = work.rights.all()
    assert {status.right for status in work.rights_statuses.all()} == {right.pk}
    assert Listing.objects.public().get() == listing
    assert recorded("listing.copied").about[1:] == [listing, row]


def test_copy_can_be_published_beside_its_source(house, reviewer):
    listing = published(house, reviewer)
    copied = drafting.copy(listing, by=house.editor)
    reviewing.submit(again(copied), by=house.editor)
    decide(copied, reviewer, "approve")
    assert [row.rights.count() for row in Listing.objects.public()] == [1, 1]


@pytest.mark.parametrize("who", OUTSIDE)
def test_copy_refuses_who_does_not_write(house, who):
    listing = drafted(house)
    with refused("not_allowed"):
        drafting.copy(listing, by=getattr(house, who))


def test_copy_to_an_organisation_asks_there_too(house):
    listing = drafted(house)
    elsewhere = OrganisationFactory()
    with refused("not_allowed"):
        drafting.copy(listing, by=house.editor, to=elsewhere)
    MembershipFactory(organisation=elsewhere, user=house.editor, role=Role.EDITOR)
    assert drafting.copy(listing, by=house.editor, to=elsewhere).organisation == elsewhere


# --- Discarding -----------------------------------------------------------------------------


def test_discard_archives_what_was_never_public(house):
    listing = drafted(house)
    drafting.discard(listing, by=house.owner)
    assert again(listing).status == "archived"
    assert recorded("listing.archived").about == [house.organisation, listing]


def test_discard_refuses_what_was_public(house, reviewer):
    listing = published(house, reviewer)
    with refused("too_late"):
        drafting.discard(listing, by=house.owner)
    life.withdraw(listing, by=house.owner)
    with refused("too_late"):
        drafting.discard(listing, by=house.owner)


def test_discard_refuses_what_is_in_review(house):
    listing = submitted(house)
    with refused("in_review"):
        drafting.discard(listing, by=house.owner)


@pytest.mark.parametrize("who", OUTSIDE)
def test_discard_refuses_who_does_not_write(house, who):
    listing = drafted(house)
    with refused("not_allowed"):
        drafting.discard(listing, by=getattr(house, who))


def test_actions_on_what_is_gone_say_so(house):
    listing = ListingFactory(organisation=house.organisation, author=house.owner)
    work = work_on(listing)
    Listing.objects.filter(pk=listing.pk).delete()
    with refused("gone"):
        drafting.save(work, by=house.editor, token="")
