from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.core import mail

from audit.models import AuditEntry
from negotiations.actions import answering, threads
from negotiations.enums import REQUEST_TRANSITIONS, RequestStatus, Side
from negotiations.models import Decline
from tests.negotiations.parties import STATES, again, in_state, sent
from tests.partners.conftest import recorded, refused, unchanged

pytestmark = pytest.mark.django_db

ACTIONS: dict[str, tuple[str, Any]] = {
    "acknowledged": ("recipient", lambda r, by: answering.acknowledge(r, by=by)),
    "information_requested": (
        "recipient",
        lambda r, by: answering.ask(r, by=by, question="Which?", key=uuid.uuid4()),
    ),
    "submitted": (
        "sender",
        lambda r, by: answering.answer(r, by=by, body="This.", key=uuid.uuid4()),
    ),
    "accepted": ("recipient", lambda r, by: answering.accept(r, by=by)),
    "declined": ("recipient", lambda r, by: answering.decline(r, by=by, code="no_capacity")),
    "withdrawn": ("sender", lambda r, by: answering.withdraw(r, by=by)),
    "closed_no_deal": ("recipient", lambda r, by: answering.close(r, by=by, side=Side.RECIPIENT)),
}


def allowed(to: str, state: str) -> bool:
    # What is merely asked and never answered closes by itself; a person closes a contact.
    if to == "closed_no_deal":
        return state == "accepted"
    return to in REQUEST_TRANSITIONS[state] and state != "draft"


def test_every_state_has_its_row_in_the_table_of_transitions():
    assert set(REQUEST_TRANSITIONS) == set(RequestStatus)
    assert RequestStatus.DRAFT not in set().union(*REQUEST_TRANSITIONS.values())


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("to", ACTIONS)
def test_action_follows_the_table_of_transitions(deal, to, state):
    request = in_state(state, deal)
    side, act = ACTIONS[to]
    by = getattr(deal, side).editor
    if not allowed(to, state):
        with refused("too_early" if (to, state) == ("submitted", "draft") else "too_late"):
            act(request, by)
        return
    act(request, by)
    moved = again(request)
    assert moved.status == to
    assert moved.events.last().status == to
    assert moved.events.last().side == side
    assert moved.active_at is not None
    assert (moved.due_at is not None) == (to in RequestStatus.UNDECIDED_STATES)


@pytest.mark.parametrize("to", ACTIONS)
@pytest.mark.parametrize("who", ["viewer", "stranger", "other side"])
def test_action_by_somebody_who_may_not_is_refused(deal, to, who):
    side, act = ACTIONS[to]
    state = {"submitted": "information_requested", "closed_no_deal": "accepted"}.get(to)
    request = in_state(state or "submitted", deal)
    other = deal.sender if side == "recipient" else deal.recipient
    by = {
        "viewer": getattr(deal, side).viewer,
        "stranger": deal.stranger,
        "other side": other.owner,
    }[who]
    with refused("not_allowed"):
        act(request, by)


def test_accepting_opens_the_contact_and_tells_the_sender(deal):
    request = sent(deal)
    mail.outbox.clear()
    answering.accept(request, by=deal.recipient.editor)
    request = again(request)
    assert request.accepted_at == request.answered_at is not None
    assert request.assigned_to == deal.recipient.editor
    assert [message.to for message in mail.outbox] == [[deal.sender.editor.email]]
    assert recorded("contact_request.accepted").about == [deal.recipient.organisation, request]


def test_asking_counts_as_the_first_answer_and_gives_the_sender_time(deal):
    request = sent(deal)
    answering.ask(request, by=deal.recipient.editor, question="Which?", key=uuid.uuid4())
    asked = again(request)
    assert asked.answered_at is not None
    answering.answer(asked, by=deal.sender.editor, body="This.", key=uuid.uuid4())
    answered = again(asked)
    assert answered.answered_at == asked.answered_at
    assert answered.awaited_since > asked.awaited_since
    assert [m.kind for m in answered.messages.all()] == ["question", "answer"]


def test_question_and_answer_sent_twice_count_once(deal):
    request, key = sent(deal), uuid.uuid4()
    answering.ask(request, by=deal.recipient.editor, question="Which?", key=key)
    with unchanged():
        answering.ask(request, by=deal.recipient.editor, question="Which?", key=key)
    key = uuid.uuid4()
    answering.answer(request, by=deal.sender.editor, body="This.", key=key)
    with unchanged():
        answering.answer(request, by=deal.sender.editor, body="This.", key=key)


def test_empty_question_is_refused(deal):
    request = sent(deal)
    with refused("empty"):
        answering.ask(request, by=deal.recipient.editor, question=" \n ", key=uuid.uuid4())


@pytest.mark.parametrize("code", ["", "because"])
def test_decline_without_a_reason_is_refused(deal, code):
    request = sent(deal)
    with refused("no_reason"):
        answering.decline(request, by=deal.recipient.editor, code=code)


def test_decline_keeps_its_reason(deal):
    request = sent(deal)
    answering.decline(
        request, by=deal.recipient.editor, code="not_our_focus", note="Sorry.", suggestion="Ask X."
    )
    reason = Decline.objects.get(request=request)
    assert (reason.code, reason.note, reason.suggestion) == ("not_our_focus", "Sorry.", "Ask X.")
    assert recorded("contact_request.declined").data == {"code": "not_our_focus"}


def test_record_names_the_acting_organisation_alone(deal):
    answering.decline(sent(deal), by=deal.recipient.editor, code="too_early")
    for entry in AuditEntry.objects.filter(action__startswith="contact_request."):
        (house, request) = (subject.subject for subject in entry.subjects.all())
        assert house in {deal.sender.organisation, deal.recipient.organisation}
        assert house.memberships.filter(user=entry.actor).exists()
        assert str(request) == f"Request {str(request.pk)[:8]}"


# --- The thread -----------------------------------------------------------------------------


@pytest.mark.parametrize("side", ["sender", "recipient"])
def test_message_in_contact_reaches_the_other_side(deal, side):
    request = in_state("accepted", deal)
    mail.outbox.clear()
    by = getattr(deal, side).editor
    message = threads.post(request, by=by, side=Side(side), body="Hello", key=uuid.uuid4())
    assert message.side == side
    other = deal.recipient if side == "sender" else deal.sender
    assert [m.to for m in mail.outbox] == [[other.editor.email]]
    assert "Hello" not in mail.outbox[0].body


@pytest.mark.parametrize("state", [state for state in STATES if state != "accepted"])
def test_message_outside_a_contact_is_refused(deal, state):
    request = in_state(state, deal)
    with refused("not_in_contact"):
        threads.post(request, by=deal.sender.editor, side=Side.SENDER, body="Hi", key=uuid.uuid4())


def test_message_sent_twice_counts_once(deal):
    request, key = in_state("accepted", deal), uuid.uuid4()
    threads.post(request, by=deal.sender.editor, side=Side.SENDER, body="Hi", key=key)
    with unchanged():
        assert not threads.post(
            request, by=deal.sender.editor, side=Side.SENDER, body="Hi", key=key
        )


def test_empty_message_and_note_are_refused(deal):
    request = in_state("accepted", deal)
    with refused("empty"):
        threads.post(request, by=deal.sender.editor, side=Side.SENDER, body=" ", key=uuid.uuid4())
    with refused("empty"):
        threads.add_note(request, by=deal.sender.editor, side=Side.SENDER, body=" ")


def test_note_sent_twice_is_one(deal):
    request = sent(deal)
    note = {"by": deal.sender.editor, "side": Side.SENDER}
    first = threads.add_note(request, body="One", **note)
    with unchanged():
        assert threads.add_note(request, body=" One ", **note) == first
    threads.add_note(request, body="Two", **note)
    threads.add_note(request, body="One", **note)
    assert request.notes.count() == 3


def test_colleague_in_charge_already_is_not_told_again(deal):
    request, by = sent(deal), deal.recipient.owner
    threads.assign(request, by=by, to=deal.recipient.editor)
    with unchanged():
        threads.assign(request, by=by, to=deal.recipient.editor)


def test_notes_have_a_limit(deal, monkeypatch):
    monkeypatch.setattr(threads, "MOST_NOTES", 1)
    request = sent(deal)
    threads.add_note(request, by=deal.sender.editor, side=Side.SENDER, body="One")
    with refused("too_many"):
        threads.add_note(request, by=deal.sender.editor, side=Side.SENDER, body="Two")
    assert threads.add_note(request, by=deal.recipient.editor, side=Side.RECIPIENT, body="One")


def test_assigning_tells_the_colleague(deal):
    request = sent(deal)
    mail.outbox.clear()
    threads.assign(request, by=deal.recipient.editor, to=deal.recipient.owner)
    assert again(request).assigned_to == deal.recipient.owner
    assert [m.to for m in mail.outbox] == [[deal.recipient.owner.email]]
    threads.assign(request, by=deal.recipient.editor, to=None)
    assert again(request).assigned_to is None


def test_assigning_to_a_colleague_who_may_not_answer_is_refused(deal):
    request = sent(deal)
    with refused("not_a_colleague"):
        threads.assign(request, by=deal.recipient.editor, to=deal.recipient.viewer)


def test_assigning_to_a_stranger_is_refused(deal):
    request = sent(deal)
    with refused("not_a_colleague"):
        threads.assign(request, by=deal.recipient.editor, to=deal.stranger)
    with refused("not_allowed"):
        threads.assign(request, by=deal.sender.owner, to=deal.sender.owner)
