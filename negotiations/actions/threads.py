"""Messages once in contact, notes among colleagues, who looks after a request, what was read."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from audit.recording import record
from core.clock import database_now
from core.errors import ActionRefused
from negotiations import emails
from negotiations.actions.answering import write
from negotiations.actions.attachments import Files
from negotiations.actions.guards import hold, read, written
from negotiations.enums import MessageKind, Side
from negotiations.models import ContactRequest, Message, Note
from negotiations.people import ACTING

if TYPE_CHECKING:
    from accounts.models import User

MOST_NOTES = 200


@transaction.atomic
def post(
    contact: ContactRequest, *, by: User, side: Side, body: str, key: uuid.UUID, files: Files = ()
) -> Message | None:
    """Write to the other side of an open contact; a form sent twice writes once.

    Returns None for the second time. The same form with other words, as after a step back in the
    browser, is another message. Raises `ActionRefused`: "not_allowed", "not_in_contact",
    "empty", and what `attach` raises.
    """
    held = hold(contact, by=by, side=side)
    if (before := held.request.messages.filter(key=key).first()) is not None:
        if before.body == body.strip():
            return None
        key = uuid.uuid4()
    if not held.request.is_in_contact:
        raise ActionRefused(
            _("Messages can be written while you are in contact. The request is “%(state)s”.")
            % {"state": held.request.get_status_display()},
            code="not_in_contact",
        )
    message = write(held, MessageKind.PLAIN, by=by, body=body, key=key, files=files)
    held.request.active_at = held.now
    held.request.save(update_fields=["active_at"])
    read(held.request, by, held.now)
    record("contact_request.message_sent", actor=by, about=[held.organisation, held.request])
    emails.message(held.request, by=side)
    return message


@transaction.atomic
def add_note(contact: ContactRequest, *, by: User, side: Side, body: str) -> Note:
    """Write to one's colleagues; the words of one's last note again are a double click.

    Raises `ActionRefused`: "not_allowed", "empty", "too_many".
    """
    held = hold(contact, by=by, side=side)
    body = written(body)
    last = held.request.notes.filter(side=side, author=by).last()
    if last is not None and last.body == body:
        return last
    if held.request.notes.filter(side=side).count() >= MOST_NOTES:
        raise ActionRefused(
            _("There are %(limit)d notes, which is the most.") % {"limit": MOST_NOTES},
            code="too_many",
        )
    note = Note.objects.create(request=held.request, side=side, author=by, at=held.now, body=body)
    record("contact_request.noted", actor=by, about=[held.organisation, held.request])
    return note


@transaction.atomic
def assign(contact: ContactRequest, *, by: User, to: User | None) -> ContactRequest:
    """Name the colleague of the recipient who looks after it, or nobody; the same again is no news.

    Raises `ActionRefused`: "not_allowed", "not_a_colleague" (or one who may not answer).
    """
    held = hold(contact, by=by, side=Side.RECIPIENT)
    seats = held.organisation.memberships.filter(user=to, user__is_active=True, role__in=ACTING)
    if to is not None and not seats.exists():
        raise ActionRefused(
            _("Choose an owner or editor of your organisation."), code="not_a_colleague"
        )
    if held.request.assigned_to == to:
        return held.request
    held.request.assigned_to = to
    held.request.save(update_fields=["assigned_to"])
    record("contact_request.assigned", actor=by, about=[held.organisation, held.request])
    if to is not None and to != by:
        emails.assigned(held.request, to)
    return held.request


@transaction.atomic
def mark_read(contact: ContactRequest, *, by: User) -> None:
    """Note down that the person has seen everything up to now; it is no news worth recording."""
    read(contact, by, database_now())
