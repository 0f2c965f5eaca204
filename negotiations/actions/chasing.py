"""What follows from nobody answering: two reminders, then the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from audit.recording import record
from core.actions import lock
from core.clock import database_now
from core.errors import ActionRefused
from negotiations import emails
from negotiations.actions.guards import NOBODYS_TURN, Held, advance
from negotiations.deadlines import REMINDER_DAYS, schedule
from negotiations.enums import RequestStatus, Side
from negotiations.models import ContactRequest

if TYPE_CHECKING:
    from partners.models import Organisation


REMINDERS = len(REMINDER_DAYS)


@transaction.atomic
def chase(contact: ContactRequest) -> ContactRequest:
    """Remind whoever has to answer, or close what was not answered in time.

    One step at a time: where nobody asked for days, a reminder still goes before the end, but only
    one. Whether it is time is the database's word. Raises `ActionRefused` ("not_due", "gone").
    """
    # As actions of the recipient do, so that none of them waits for another in a circle.
    recipient = lock(contact.recipient)
    contact = lock(contact)
    if not ContactRequest.objects.step_is_due().filter(pk=contact.pk).exists():
        raise ActionRefused(_("There is nothing to remind of today."), code="not_due")
    held = Held(contact, recipient, Side.SYSTEM, database_now())
    is_recipients = contact.status in RequestStatus.RECIPIENTS_TURN
    if _is_over(held):
        _end(held, is_recipients=is_recipients)
    else:
        _remind(held, recipient if is_recipients else contact.sender)
    return contact


def _is_over(held: Held) -> bool:
    due_at = held.request.due_at
    return due_at is not None and due_at <= held.now and held.request.reminders_sent >= REMINDERS


def _remind(held: Held, asked: Organisation) -> None:
    """Send the reminder that is due; the last goes to the second contact as well.

    Holidays may have been added since the moments were set: one is due all the same.
    """
    contact, now = held.request, held.now
    assert contact.awaited_since is not None  # noqa: S101 - by a constraint of the table
    assert contact.due_at is not None  # noqa: S101
    moments = schedule(contact.awaited_since, asked.country_id).reminders
    passed = REMINDERS if contact.due_at <= now else sum(moment <= now for moment in moments)
    contact.reminders_sent = sent = max(passed, contact.reminders_sent + 1)
    contact.next_step_at = min((*moments, contact.due_at)[sent], contact.due_at)
    contact.save(update_fields=["reminders_sent", "next_step_at"])
    record("contact_request.reminded", actor=None, about=[held.organisation, contact])
    emails.reminder(contact, is_last=sent == REMINDERS)


def _end(held: Held, *, is_recipients: bool) -> None:
    if is_recipients:
        advance(held, RequestStatus.EXPIRED_NO_REPLY, by=None, **NOBODYS_TURN)
        record("contact_request.unanswered", actor=None, about=[held.organisation, held.request])
        emails.unanswered(held.request)
    else:
        advance(held, RequestStatus.CLOSED, by=None, **NOBODYS_TURN)
        record("contact_request.lapsed", actor=None, about=[held.organisation, held.request])
        emails.lapsed(held.request)
