from __future__ import annotations

import pytest
from django.core import mail
from django.utils import timezone
from wagtail.models import Revision, Workflow

from core.errors import ActionRefused
from marketplace.actions import drafting, life, reviewing
from marketplace.models import Listing, ReviewRecord
from tests.factories import MembershipFactory, UserFactory
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
    scores,
    submitted,
    waiting,
    work_on,
)
from tests.partners.conftest import recorded, refused

pytestmark = pytest.mark.django_db

WRITERS, OUTSIDE = ("owner", "editor"), ("signatory", "viewer", "stranger")


# --- Handing in -----------------------------------------------------------------------------


@pytest.mark.parametrize("role", WRITERS)
@pytest.mark.parametrize("make", [offer, need])
def test_submit_puts_the_newest_draft_before_the_reviewers(house, role, make):
    listing, by = drafted(house, make), getattr(house, role)
    reviewing.submit(listing, by=by)
    assert waiting(listing).revision_id == again(listing).latest_revision_id
    assert not again(listing).live
    entry = recorded("listing.submitted")
    assert (entry.actor, entry.about) == (by, [house.organisation, listing])


@pytest.mark.parametrize("state", ["unverify", "lapse", "lose"])
def test_submit_is_refused_unless_verified_today(house, state):
    listing = drafted(house)
    getattr(house, state)()
    with refused("not_verified"):
        reviewing.submit(listing, by=house.owner)


@pytest.mark.parametrize("who", OUTSIDE)
def test_submit_refuses_who_does_not_write(house, who):
    listing = drafted(house)
    with refused("not_allowed"):
        reviewing.submit(listing, by=getattr(house, who))


def test_submit_refuses_a_role_lost_a_second_ago(house):
    listing = drafted(house)
    house.seats["editor"].delete()
    with refused("not_allowed"):
        reviewing.submit(listing, by=house.editor)


def test_submit_refuses_what_is_in_review(house):
    listing = submitted(house)
    with refused("in_review"):
        reviewing.submit(listing, by=house.owner)


def test_submit_refuses_what_is_archived(house):
    listing = drafted(house)
    drafting.discard(listing, by=house.editor)
    with refused("archived"):
        reviewing.submit(listing, by=house.editor)


def test_submit_refuses_what_is_public_as_it_is(house, reviewer):
    listing = published(house, reviewer)
    with refused("unchanged"):
        reviewing.submit(listing, by=house.editor)


def test_submit_refuses_what_lacks_something(house):
    listing = revise(drafted(house), house.editor, title=" ", advantages=[])
    with refused("incomplete"):
        reviewing.submit(listing, by=house.editor)
    with pytest.raises(ActionRefused, match="Give it a title. Name at least one advantage."):
        reviewing.submit(listing, by=house.editor)


def test_submit_refuses_while_review_is_switched_off(house):
    listing = drafted(house)
    Workflow.objects.update(active=False)
    with refused("no_workflow"):
        reviewing.submit(listing, by=house.editor)


# --- Taking back ----------------------------------------------------------------------------


@pytest.mark.parametrize("role", WRITERS)
def test_take_back_ends_the_review_and_opens_the_draft(house, role):
    listing = submitted(house)
    reviewing.take_back(listing, by=getattr(house, role))
    assert again(listing).current_workflow_state is None
    revise(listing, house.editor, title="Two")
    assert recorded("listing.taken_back").actor == getattr(house, role)


@pytest.mark.parametrize("who", OUTSIDE)
def test_take_back_refuses_who_does_not_write(house, who):
    listing = submitted(house)
    with refused("not_allowed"):
        reviewing.take_back(listing, by=getattr(house, who))


def test_take_back_refuses_what_is_not_in_review(house, reviewer):
    listing = drafted(house)
    with refused("not_in_review"):
        reviewing.take_back(listing, by=house.editor)
    reviewing.submit(listing, by=house.editor)
    decide(listing, reviewer, "reject")
    with refused("not_in_review"):
        reviewing.take_back(listing, by=house.editor)


# --- Decisions ------------------------------------------------------------------------------


def test_approval_publishes_the_listing_with_all_its_parts(house, reviewer):
    listing = submitted(house)
    reviewed = work_on(listing)

    decide(listing, reviewer, "approve", comment="Well done.")

    row = Listing.objects.public().get()
    assert parts(row) == parts(reviewed)
    assert row.expires_on == timezone.now().date() + reviewing.PUBLIC_FOR
    assert row.live_revision_id == listing.latest_revision_id
    entry = recorded("listing.published")
    assert (entry.actor, entry.data) == (reviewer, {"revision": row.live_revision_id})
    review = ReviewRecord.objects.get()
    assert (review.reviewer, review.outcome, review.comment) == (reviewer, "approved", "Well done.")
    assert review.revision == row.live_revision_id
    assert [score for _name, score, _note in review.scores_in_words] == [4, 4, 4, 4]
    assert [message.to for message in mail.outbox] == [[house.editor.email]]


def test_approval_publishes_what_was_reviewed_and_no_newer_draft(house, reviewer):
    listing = submitted(house)
    reviewed = waiting(listing).revision
    # Around every lock, as a programme could.
    work = work_on(listing)
    work.title = "Not reviewed"
    work.save_revision(user=house.editor, clean=False)
    with refused("changed_meanwhile"):
        decide(listing, reviewer, "approve")
    reviewing.publish_reviewed(again(listing), reviewed, by=reviewer)
    assert Listing.objects.public().get().title == "A pump"


def test_newer_draft_of_somebody_who_is_gone_is_no_correction(house, reviewer):
    listing = submitted(house)
    work_on(listing).save_revision(user=None, clean=False)
    with refused("changed_meanwhile"):
        decide(listing, reviewer, "approve")


def test_published_listing_stays_as_it_is_while_its_revision_is_reviewed(house, reviewer):
    listing = published(house, reviewer)
    before = parts(again(listing))
    revise(listing, house.editor, title="A better pump", rights=[], rights_statuses=[])
    revise(listing, house.editor, offer_details=again_with_no_rights(listing))
    reviewing.submit(again(listing), by=house.editor)

    shown = Listing.objects.public().get()
    assert (shown.title, parts(shown)) == ("A pump", before)
    decide(listing, reviewer, "reject")
    assert Listing.objects.public().get().title == "A pump"
    reviewing.submit(again(listing), by=house.editor)
    decide(listing, reviewer, "approve")
    shown = Listing.objects.public().get()
    assert (shown.title, shown.rights.count()) == ("A better pump", 0)
    assert shown.first_published_at == listing.first_published_at


def again_with_no_rights(listing: Listing) -> list:
    details = work_on(listing).offer_details.first()
    details.no_formal_rights = True
    return [details]


def test_publishing_an_edit_deletes_and_writes_no_part_anew(
    house, reviewer, django_assert_num_queries
):
    listing = published(house, reviewer)
    keys = {right.pk for right in again(listing).rights.all()}
    revise(listing, house.editor, title="A better pump")
    reviewing.submit(again(listing), by=house.editor)
    with django_assert_num_queries(500, exact=False) as asked:
        decide(listing, reviewer, "approve")
    written = [q["sql"] for q in asked.captured_queries]
    for verb in ("DELETE", "INSERT INTO"):
        touched = [sql for sql in written if sql.startswith(f'{verb} "marketplace_right')]
        assert touched == []
    assert {right.pk for right in again(listing).rights.all()} == keys


def test_sending_back_tells_the_author_why(house, reviewer):
    listing = submitted(house)
    decide(listing, reviewer, "reject", mark=2, comment="Say where it was tested.")
    [message] = mail.outbox
    assert message.to == [house.editor.email]
    assert again(listing).current_workflow_state.status == "needs_changes"
    assert ReviewRecord.objects.get().outcome == "changes"
    assert recorded("listing.sent_back").about == [house.organisation, listing]
    # And resubmitting goes on with the same review, with empty scores.
    reviewing.submit(again(listing), by=house.owner)
    assert waiting(listing).scores == {}
    assert again(listing).workflow_states.count() == 1


def test_sending_back_tells_the_owners_when_the_author_has_left(house, reviewer):
    listing = submitted(house)
    house.seats["editor"].delete()
    decide(listing, reviewer, "reject")
    assert [message.to for message in mail.outbox] == [[house.owner.email]]


@pytest.mark.parametrize(
    ("action", "values"),
    [
        ("approve", {"fit": 0, "fit_note": "Unfit."}),
        ("approve", {"fit": 0}),
        ("reject", {"fit": 0}),
        ("approve", {"fit": 6}),
        ("approve", {"fit": -1}),
        ("approve", {"fit": None}),
        ("approve", {"fit": "x"}),
        ("reject", {"comment": "x" * 2001}),
    ],
)
def test_decision_with_scores_that_do_not_do_is_refused(house, reviewer, action, values):
    listing = submitted(house)
    with refused("scores"):
        decide(listing, reviewer, action, **values)


def test_decision_twice_is_refused(house, reviewer):
    listing = submitted(house)
    state = waiting(listing)
    decide(listing, new_reviewer("Other R."), "reject")
    with refused("decided"):
        state.task.specific.on_action(state, reviewer, "approve", **scores())


def test_decision_on_what_was_taken_back_is_refused(house, reviewer):
    listing = submitted(house)
    state = waiting(listing)
    reviewing.take_back(listing, by=house.editor)
    with refused("decided"):
        state.task.specific.on_action(state, reviewer, "approve", **scores())


@pytest.mark.parametrize("action", ["approve", "reject", "publish", ""])
def test_decision_refuses_who_is_no_reviewer_or_belongs_to_it(house, action):
    listing = submitted(house)
    insider = new_reviewer(is_superuser=True)
    MembershipFactory(organisation=house.organisation, user=insider, role="viewer")
    for person in (house.owner, house.stranger, UserFactory(is_superuser=True), insider):
        with refused("not_allowed"):
            decide(listing, person, action)


@pytest.mark.parametrize("action", ["publish", "delete", ""])
def test_decision_that_is_none_is_refused(house, reviewer, action):
    listing = submitted(house)
    with refused("not_allowed"):
        decide(listing, reviewer, action)


@pytest.mark.parametrize("state", ["unverify", "lapse", "lose"])
def test_approval_is_refused_when_verification_ended_during_review(house, reviewer, state):
    listing = submitted(house)
    getattr(house, state)()
    with refused("not_verified"):
        decide(listing, reviewer, "approve")
    decide(listing, reviewer, "reject")
    assert again(listing).current_workflow_state.status == "needs_changes"


def test_withdrawal_during_review_ends_it(house, reviewer):
    listing = published(house, reviewer)
    revise(listing, house.editor, title="Two")
    reviewing.submit(again(listing), by=house.editor)
    state = waiting(listing)
    life.withdraw(again(listing), by=house.owner)
    assert again(listing).current_workflow_state is None
    with refused("decided"):
        state.task.specific.on_action(state, reviewer, "approve", **scores())


def test_publication_of_what_was_archived_is_refused(house, reviewer):
    listing = drafted(house)
    revision = Revision.objects.get()
    drafting.discard(listing, by=house.editor)
    with refused("too_late"):
        reviewing.publish_reviewed(listing, revision, by=reviewer)


def test_withdrawn_listing_comes_back_through_review(house, reviewer):
    listing = published(house, reviewer)
    life.withdraw(listing, by=house.owner)
    reviewing.submit(again(listing), by=house.editor)
    assert not Listing.objects.public().exists()
    decide(listing, reviewer, "approve")
    assert Listing.objects.public().get() == listing
