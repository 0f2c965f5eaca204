"""Blocking an organisation, reporting abuse, and what staff do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from audit.recording import record
from core.actions import lock, move
from core.clock import database_now
from core.errors import ActionRefused
from negotiations import emails
from negotiations.actions.attachments import require_available
from negotiations.actions.guards import NOBODYS_TURN, Held, advance, hold, written
from negotiations.enums import (
    REPORT_TRANSITIONS,
    ReportStatus,
    RequestStatus,
    Side,
)
from negotiations.models import Block, ContactRequest, MessageAttachment, Report
from partners.actions.guards import lock_for

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def block(contact: ContactRequest, *, by: User, side: Side) -> Block:
    """Take no more requests from the other side; open ones go on until somebody ends them.

    Raises `ActionRefused` ("not_allowed").
    """
    held = hold(contact, by=by, side=side)
    other = held.request.sender if side == Side.RECIPIENT else held.request.recipient
    found, is_new = Block.objects.get_or_create(
        organisation=held.organisation,
        request=held.request,
        defaults={"blocked": other, "at": held.now},
    )
    if is_new:
        record("contact_request.blocked", actor=by, about=[held.organisation, held.request])
    return found


@transaction.atomic
def unblock(row: Block, *, by: User) -> None:
    """Take requests again. Raises `ActionRefused`: "not_allowed", "gone"."""
    organisation = lock_for(row.organisation, by=by, permission="negotiations.act_for")
    row = lock(row)
    record("contact_request.unblocked", actor=by, about=[organisation, row.request])
    row.delete()


@transaction.atomic
def report(contact: ContactRequest, *, by: User, side: Side, text: str) -> Report:
    """Tell staff. Raises `ActionRefused`: "not_allowed", "empty", "reported_already"."""
    held = hold(contact, by=by, side=side)
    text = written(text)
    if held.request.reports.filter(side=side, status=ReportStatus.WAITING).exists():
        raise ActionRefused(
            _("Your organisation has reported this already; our staff will decide."),
            code="reported_already",
        )
    row = Report.objects.create(request=held.request, side=side, author=by, at=held.now, text=text)
    record("abuse.reported", actor=by, about=[held.organisation, held.request])
    return row


@transaction.atomic
def decide_report(row: Report, *, by: User, uphold: bool, reason: str) -> Report:
    """Uphold a report, which closes the request, or dismiss it.

    Raises `ActionRefused`: "not_allowed", "own", "no_reason", "too_late".
    """
    contact = lock(row.request)
    row = lock(row)
    _require_distant_staff(contact, by)
    if not reason.strip():
        raise ActionRefused(_("Give a reason: those who reported read it."), code="no_reason")
    status = ReportStatus.UPHELD if uphold else ReportStatus.DISMISSED
    now = database_now()
    move(
        row,
        to=status,
        transitions=REPORT_TRANSITIONS,
        decided_by=by,
        decided_at=now,
        reason=reason.strip(),
    )
    if uphold and contact.status in RequestStatus.OPEN_STATES:
        held = Held(contact, contact.recipient, Side.SYSTEM, now)
        advance(held, RequestStatus.CLOSED, by=None, **NOBODYS_TURN)
        emails.closed_by_staff(contact)
    record(f"abuse.{status}", actor=by, about=[contact])
    emails.report_decided(row)
    return row


@transaction.atomic
def open_file(row: Report, attachment: MessageAttachment, *, by: User) -> MessageAttachment:
    """Let staff read a file of the thread that was reported; the record names the report.

    Each time anew: that somebody looked twice is part of who has seen what. The report's own text
    is read there and is not copied, since the record cannot be changed.
    Raises `ActionRefused`: "not_allowed", "own", "not_available", "gone".
    """
    contact = row.request
    _require_distant_staff(contact, by)
    attachment = lock(attachment)
    if attachment.message.request_id != contact.pk:
        raise ValueError("A report opens the files of its own thread.")
    require_available(attachment)
    data = {"file": str(attachment.pk), "sha256": attachment.sha256}
    record("abuse.file_opened", actor=by, about=[contact, row], data=data)
    return attachment


def _require_distant_staff(contact: ContactRequest, by: User) -> None:
    """Raises `ActionRefused`: "not_allowed", "own"."""
    if not by.has_perm("negotiations.handle_report"):
        raise ActionRefused(_("You may not decide about this."), code="not_allowed")
    parties = [contact.sender, contact.recipient]
    if any(party.memberships.filter(user=by).exists() for party in parties):
        raise ActionRefused(
            _("You belong to one of the two organisations; somebody else has to decide."),
            code="own",
        )
