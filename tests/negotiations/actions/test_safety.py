from __future__ import annotations

import pytest
from django.core import mail

from negotiations.actions import asking, safety
from negotiations.enums import Side
from negotiations.models import Block, MessageAttachment, Report
from tests.factories import UserFactory
from tests.negotiations.parties import again, drafted, in_state, offer_of, sent
from tests.negotiations.sending import in_file_state, sent_file
from tests.partners.conftest import recorded, refused, unchanged

pytestmark = pytest.mark.django_db


@pytest.fixture
def moderator(db):
    return UserFactory(
        name="Mo Moderator",
        with_permissions=["wagtailadmin.access_admin", "negotiations.handle_report"],
    )


def reported(deal, **values) -> Report:
    request = sent(deal, **values)
    return safety.report(request, by=deal.recipient.editor, side=Side.RECIPIENT, text="It is spam.")


# --- Blocking -------------------------------------------------------------------------------


def test_blocked_sender_is_refused_until_the_block_ends(deal):
    request = sent(deal)
    row = safety.block(request, by=deal.recipient.editor, side=Side.RECIPIENT)
    draft = drafted(deal, listing=offer_of(deal.recipient))
    with refused("blocked"):
        asking.send(draft, by=deal.sender.editor)
    assert again(request).status == "submitted"
    safety.unblock(row, by=deal.recipient.owner)
    assert asking.send(draft, by=deal.sender.editor).status == "submitted"
    assert recorded("contact_request.blocked").about == [deal.recipient.organisation, request]


def test_block_set_up_twice_is_one(deal):
    request = sent(deal)
    safety.block(request, by=deal.recipient.editor, side=Side.RECIPIENT)
    with unchanged():
        safety.block(request, by=deal.recipient.owner, side=Side.RECIPIENT)


def test_sender_may_block_the_recipient_too(deal):
    row = safety.block(sent(deal), by=deal.sender.editor, side=Side.SENDER)
    assert (row.organisation, row.blocked) == (
        deal.sender.organisation,
        deal.recipient.organisation,
    )


def test_blocks_do_not_tell_that_two_senders_are_one(deal):
    unnamed = sent(deal, visibility="anonymous")
    named = sent(deal, listing=offer_of(deal.recipient))
    for request in (unnamed, named):
        safety.block(request, by=deal.recipient.editor, side=Side.RECIPIENT)
    assert Block.objects.count() == 2


def test_blocking_by_who_may_not_is_refused(deal):
    request = sent(deal)
    with refused("not_allowed"):
        safety.block(request, by=deal.recipient.viewer, side=Side.RECIPIENT)
    with refused("not_allowed"):
        safety.block(request, by=deal.sender.owner, side=Side.RECIPIENT)
    row = safety.block(request, by=deal.recipient.editor, side=Side.RECIPIENT)
    with refused("not_allowed"):
        safety.unblock(row, by=deal.sender.owner)


# --- Reporting ------------------------------------------------------------------------------


def test_report_waits_for_staff_once(deal):
    row = reported(deal)
    with refused("reported_already"):
        safety.report(row.request, by=deal.recipient.owner, side=Side.RECIPIENT, text="Again.")
    assert safety.report(row.request, by=deal.sender.editor, side=Side.SENDER, text="No, they.")
    assert row.status == "waiting"


def test_report_is_shown_to_staff_who_decide_alone(deal, moderator):
    reported(deal)
    assert Report.objects.visible_to(moderator).exists()
    assert not Report.objects.visible_to(deal.stranger).exists()


def test_empty_report_is_refused(deal):
    request = sent(deal)
    with refused("empty"):
        safety.report(request, by=deal.recipient.editor, side=Side.RECIPIENT, text=" ")


@pytest.mark.parametrize(
    "state", ["submitted", "acknowledged", "information_requested", "accepted"]
)
def test_upheld_report_closes_what_is_open(deal, moderator, state):
    request = in_state(state, deal)
    row = safety.report(request, by=deal.recipient.editor, side=Side.RECIPIENT, text="Spam.")
    mail.outbox.clear()
    safety.decide_report(row, by=moderator, uphold=True, reason="It is.")
    assert again(request).status == "closed_no_deal"
    assert again(request).events.last().side == "system"
    told = {address for message in mail.outbox for address in message.to}
    assert {deal.sender.editor.email, deal.recipient.editor.email} <= told
    assert recorded("abuse.upheld").actor == moderator


def test_upheld_report_on_what_has_ended_changes_nothing_there(deal, moderator):
    row = reported(deal)
    type(row.request).objects.update(status="withdrawn", due_at=None, next_step_at=None)
    safety.decide_report(row, by=moderator, uphold=True, reason="It is.")
    assert again(row.request).status == "withdrawn"


def test_dismissed_report_changes_nothing_but_is_told(deal, moderator):
    row = reported(deal)
    mail.outbox.clear()
    safety.decide_report(row, by=moderator, uphold=False, reason="It is not.")
    assert again(row.request).status == "submitted"
    assert [message.to for message in mail.outbox] == [[deal.recipient.editor.email]]
    with refused("too_late"):
        safety.decide_report(row, by=moderator, uphold=True, reason="After all.")


def test_decision_needs_the_right_a_reason_and_distance(deal, moderator):
    row = reported(deal)
    with refused("not_allowed"):
        safety.decide_report(row, by=deal.stranger, uphold=True, reason="It is.")
    with refused("no_reason"):
        safety.decide_report(row, by=moderator, uphold=True, reason=" ")
    deal.sender.organisation.memberships.create(user=moderator, role="viewer")
    with refused("own"):
        safety.decide_report(row, by=moderator, uphold=True, reason="It is.")


# --- Files of a thread that was reported ----------------------------------------------------


@pytest.fixture
def plan(deal):
    return sent_file(in_state("accepted", deal), deal.sender.editor)


def reported_on(deal, file) -> Report:
    request = file.message.request
    return safety.report(request, by=deal.recipient.editor, side=Side.RECIPIENT, text="Spam.")


def test_opening_a_file_needs_the_right_and_distance(deal, moderator, plan):
    row = reported_on(deal, plan)
    with refused("not_allowed"):
        safety.open_file(row, plan, by=deal.stranger)
    deal.sender.organisation.memberships.create(user=moderator, role="viewer")
    with refused("own"):
        safety.open_file(row, plan, by=moderator)


def test_file_found_infected_a_moment_ago_is_not_opened(deal, moderator, plan):
    row = reported_on(deal, plan)
    stale = MessageAttachment.objects.get(pk=plan.pk)
    in_file_state(plan, "infected")
    with refused("not_available"):
        safety.open_file(row, stale, by=moderator)


def test_report_opens_no_file_of_another_thread(deal, moderator, plan):
    other = reported(deal, listing=offer_of(deal.recipient))
    with unchanged(), pytest.raises(ValueError, match="its own thread"):
        safety.open_file(other, plan, by=moderator)


@pytest.mark.parametrize("left", ["seat", "account"])
def test_decision_is_not_told_to_whoever_has_left(deal, moderator, left):
    row, author = reported(deal), deal.recipient.editor
    if left == "seat":
        deal.recipient.organisation.memberships.filter(user=author).delete()
    else:
        type(author).objects.filter(pk=author.pk).update(is_active=False)
    mail.outbox.clear()
    safety.decide_report(row, by=moderator, uphold=False, reason="No.")
    assert [message.to for message in mail.outbox] == []
