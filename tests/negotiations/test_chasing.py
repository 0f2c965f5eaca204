"""Reminders and the end, as time passes: rows are moved back, the database's clock is not."""

from __future__ import annotations

import uuid
from datetime import timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db.models import F
from django.utils import timezone

from negotiations import deadlines
from negotiations.actions import answering
from negotiations.actions.chasing import chase
from negotiations.management.commands import chase_requests
from negotiations.models import ContactRequest
from tests.factories import MembershipFactory
from tests.negotiations.parties import again, in_state, offer_of, sent
from tests.partners.conftest import recorded, refused

pytestmark = pytest.mark.django_db

MOMENTS = ("sent_at", "active_at", "awaited_since", "due_at", "next_step_at")


def pass_time(**by) -> None:
    """As if everything had happened that much earlier."""
    ago = timedelta(**by)
    ContactRequest.objects.update(**{name: F(name) - ago for name in MOMENTS})


def pass_time_until_next_step(request: ContactRequest) -> None:
    wait = again(request).next_step_at - timezone.now()
    pass_time(seconds=wait.total_seconds() + 60)


def run() -> str:
    out = StringIO()
    mail.outbox.clear()
    call_command("chase_requests", stdout=out)
    return out.getvalue().strip()


def told() -> list[str]:
    return sorted(address for message in mail.outbox for address in message.to)


@pytest.fixture
def second(deal):
    """The second contact of the recipient."""
    return MembershipFactory(
        organisation=deal.recipient.organisation, role="viewer", contact_rank=2
    ).user


def test_nothing_happens_before_its_time(deal):
    request = sent(deal)
    with refused("not_due"):
        chase(request)
    assert run() == "Reminded of or closed 0."


def test_reminders_then_the_second_contact_then_the_end(deal, second):
    request = sent(deal)
    first, recipient = deal.recipient.owner.email, deal.recipient.organisation
    pass_time_until_next_step(request)
    assert run() == "Reminded of or closed 1."
    assert told() == [first]
    assert run() == "Reminded of or closed 0."

    pass_time_until_next_step(request)
    assert run() == "Reminded of or closed 1."
    assert told() == sorted([first, second.email])
    assert again(request).reminders_sent == 2
    assert again(request).next_step_at == again(request).due_at

    pass_time_until_next_step(request)
    assert run() == "Reminded of or closed 1."
    assert told() == sorted([first, deal.sender.editor.email])
    ended = again(request)
    assert (ended.status, ended.due_at, ended.next_step_at) == ("expired_no_reply", None, None)
    assert ended.events.last().side == "system"
    assert recorded("contact_request.unanswered").about == [recipient, request]


def test_missed_days_bring_one_reminder_and_then_the_end(deal):
    request = sent(deal)
    pass_time(days=60)
    run()
    assert (again(request).status, again(request).reminders_sent) == ("submitted", 2)
    run()
    assert again(request).status == "expired_no_reply"


def test_holiday_that_was_added_meanwhile_ends_nothing_early(deal, monkeypatch):
    request = sent(deal)
    pass_time_until_next_step(request)
    monkeypatch.setattr(deadlines, "is_working_day", lambda day, country: day.weekday() < 1)
    run()
    assert (again(request).status, again(request).reminders_sent) == ("submitted", 1)


def test_question_never_answered_closes_the_request(deal):
    request = in_state("information_requested", deal)
    pass_time(days=60)
    run()
    assert told() == [deal.sender.editor.email]
    run()
    assert again(request).status == "closed_no_deal"
    assert told() == sorted([deal.sender.editor.email, deal.recipient.owner.email])


def test_answer_before_the_step_takes_it_away(deal):
    request = sent(deal)
    pass_time(days=60)
    answering.accept(request, by=deal.recipient.editor)
    with refused("not_due"):
        chase(request)


def test_new_turn_begins_with_no_reminder_sent(deal, second):
    request = sent(deal)
    pass_time(days=8)
    run()
    assert again(request).reminders_sent == 1
    answering.ask(request, by=deal.recipient.editor, question="Which?", key=uuid.uuid4())
    assert again(request).reminders_sent == 0


def test_last_reminder_goes_beyond_whoever_looks_after_it(deal, second):
    request = sent(deal)
    ContactRequest.objects.update(assigned_to=deal.recipient.editor)
    pass_time_until_next_step(request)
    run()
    assert told() == [deal.recipient.editor.email]
    pass_time(days=60)
    run()
    house = deal.recipient
    assert told() == sorted([house.editor.email, house.owner.email, second.email])


def test_without_a_second_contact_the_last_reminder_goes_to_the_owners(deal):
    request = sent(deal)
    seats = deal.recipient.organisation.memberships
    seats.filter(contact_rank=1).update(contact_rank=None)
    seats.filter(user=deal.recipient.editor).update(contact_rank=1)
    pass_time_until_next_step(request)
    run()
    assert told() == [deal.recipient.editor.email]
    pass_time(days=60)
    run()
    assert told() == sorted([deal.recipient.editor.email, deal.recipient.owner.email])


@pytest.mark.parametrize("lost", ["seat", "role"])
def test_who_may_no_longer_answer_is_no_longer_the_one_who_is_told(deal, lost):
    request = sent(deal)
    ContactRequest.objects.update(assigned_to=deal.recipient.editor)
    seat = deal.recipient.organisation.memberships.filter(user=deal.recipient.editor)
    seat.delete() if lost == "seat" else seat.update(role="viewer")
    pass_time_until_next_step(request)
    run()
    assert told() == [deal.recipient.owner.email]


def test_first_contact_who_may_not_answer_is_told_beside_the_owners(deal):
    request = sent(deal)
    seats = deal.recipient.organisation.memberships
    seats.filter(contact_rank=1).update(contact_rank=None)
    seats.filter(user=deal.recipient.viewer).update(contact_rank=1)
    pass_time_until_next_step(request)
    run()
    assert told() == sorted([deal.recipient.viewer.email, deal.recipient.owner.email])


def test_request_at_which_it_fails_does_not_stop_the_others(deal, monkeypatch, caplog):
    broken, other = sent(deal), sent(deal, listing=offer_of(deal.recipient, title="Another"))
    pass_time_until_next_step(other)

    def chase_others(request: ContactRequest) -> ContactRequest:
        if request == broken:
            raise ZeroDivisionError
        return chase(request)

    monkeypatch.setattr(chase_requests, "chase", chase_others)
    with pytest.raises(CommandError, match="^1 of them failed"):
        run()
    assert [again(row).reminders_sent for row in (broken, other)] == [0, 1]
    assert str(broken.pk) in caplog.text
    assert "ZeroDivisionError" in caplog.text
