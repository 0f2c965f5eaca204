"""What either side does with a request that was sent: one function a verb."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from audit.recording import record
from core.errors import ActionRefused
from negotiations import emails
from negotiations.actions.attachments import Files, attach
from negotiations.actions.guards import (
    NOBODYS_TURN,
    Held,
    advance,
    hold,
    require_nameless,
    turn_of,
    written,
)
from negotiations.enums import DeclineCode, MessageKind, RequestStatus, Side
from negotiations.models import ContactRequest, Decline, Message

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import User


@transaction.atomic
def acknowledge(contact: ContactRequest, *, by: User) -> ContactRequest:
    """Tell the sender that it is being looked at; the due date stays.

    Raises `ActionRefused`: "not_allowed", "too_late".
    """
    held = hold(contact, by=by, side=Side.RECIPIENT)
    advance(held, RequestStatus.ACKNOWLEDGED, by=by)
    _record("acknowledged", held, by)
    emails.acknowledged(held.request)
    return held.request


@transaction.atomic
def ask(
    contact: ContactRequest, *, by: User, question: str, key: uuid.UUID, files: Files = ()
) -> ContactRequest:
    """Ask the sender for more, which is a first answer; their time for a reply begins.

    Raises `ActionRefused`: "not_allowed", "too_late", "empty", and what `attach` raises.
    """
    held = hold(contact, by=by, side=Side.RECIPIENT)
    if held.request.status == RequestStatus.INFORMATION_REQUESTED and _is_there(held, key):
        return held.request
    advance(
        held,
        RequestStatus.INFORMATION_REQUESTED,
        by=by,
        answered_at=_first_answer(held),
        **turn_of(held.request.sender, held.now),
    )
    write(held, MessageKind.QUESTION, by=by, body=question, key=key, files=files)
    _record("asked_for_more", held, by)
    emails.asked(held.request)
    return held.request


@transaction.atomic
def answer(
    contact: ContactRequest, *, by: User, body: str, key: uuid.UUID, files: Files = ()
) -> ContactRequest:
    """Answer what the recipient asked; their ten working days begin anew.

    Raises `ActionRefused`: "not_allowed", "too_late", "empty", "names_itself", and what `attach`
    raises.
    """
    held = hold(contact, by=by, side=Side.SENDER)
    if held.request.status == RequestStatus.SUBMITTED and _is_there(held, key):
        return held.request
    if held.request.is_draft:
        raise ActionRefused(_("Send the request first."), code="too_early")
    require_nameless(held, by, body)
    advance(held, RequestStatus.SUBMITTED, by=by, **turn_of(held.request.recipient, held.now))
    write(held, MessageKind.ANSWER, by=by, body=body, key=key, files=files)
    _record("answered", held, by)
    emails.answered(held.request)
    return held.request


@transaction.atomic
def accept(contact: ContactRequest, *, by: User) -> ContactRequest:
    """Open the contact: from now on both sides know names and addresses, and share a thread.

    Raises `ActionRefused`: "not_allowed", "too_late".
    """
    held = hold(contact, by=by, side=Side.RECIPIENT)
    advance(
        held,
        RequestStatus.ACCEPTED,
        by=by,
        answered_at=_first_answer(held),
        accepted_at=held.now,
        assigned_to=held.request.assigned_to or by,
        **NOBODYS_TURN,
    )
    _record("accepted", held, by)
    emails.accepted(held.request)
    return held.request


@transaction.atomic
def decline(
    contact: ContactRequest, *, by: User, code: str, note: str = "", suggestion: str = ""
) -> ContactRequest:
    """Say no, and why. Raises `ActionRefused`: "not_allowed", "too_late", "no_reason"."""
    held = hold(contact, by=by, side=Side.RECIPIENT)
    if code not in DeclineCode.values:
        raise ActionRefused(_("Choose a reason: the sender is told which."), code="no_reason")
    advance(
        held,
        RequestStatus.DECLINED,
        by=by,
        answered_at=_first_answer(held),
        **NOBODYS_TURN,
    )
    Decline.objects.create(request=held.request, code=code, note=note, suggestion=suggestion)
    _record("declined", held, by, code=code)
    emails.declined(held.request)
    return held.request


@transaction.atomic
def withdraw(contact: ContactRequest, *, by: User) -> ContactRequest:
    """Take back what was not decided yet. Raises `ActionRefused`: "not_allowed", "too_late"."""
    held = hold(contact, by=by, side=Side.SENDER)
    advance(held, RequestStatus.WITHDRAWN, by=by, **NOBODYS_TURN)
    _record("withdrawn", held, by)
    emails.withdrawn(held.request)
    return held.request


@transaction.atomic
def close(contact: ContactRequest, *, by: User, side: Side) -> ContactRequest:
    """End the contact that was accepted; the thread stays readable.

    Raises `ActionRefused`: "not_allowed", "too_late".
    """
    held = hold(contact, by=by, side=side)
    if not held.request.is_in_contact:
        raise ActionRefused(
            _("Only a request that was accepted can be closed. It is “%(state)s”.")
            % {"state": held.request.get_status_display()},
            code="too_late",
        )
    advance(held, RequestStatus.CLOSED, by=by)
    _record("closed", held, by)
    emails.closed(held.request, by=side)
    return held.request


def write(
    held: Held, kind: MessageKind, *, by: User, body: str, key: uuid.UUID, files: Files = ()
) -> Message:
    """Add a message to the thread of a held request.

    Raises `ActionRefused`: "empty", and what `attach` raises.
    """
    message = Message.objects.create(
        request=held.request,
        kind=kind,
        side=held.side,
        author=by,
        at=held.now,
        body=written(body),
        key=key,
    )
    attach(message, files, by=by)
    return message


def _is_there(held: Held, key: uuid.UUID) -> bool:
    """Whether the same form was sent a moment ago."""
    return held.request.messages.filter(key=key).exists()


def _first_answer(held: Held) -> datetime:
    return held.request.answered_at or held.now


def _record(verb: str, held: Held, by: User, **data: str) -> None:
    # The acting organisation alone: what a person takes along of the record must not tell them
    # who an unnamed sender is.
    about = [held.organisation, held.request]
    record(f"contact_request.{verb}", actor=by, about=about, data=data)
