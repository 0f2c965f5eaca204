"""What requests hold of a person, for the export and the deletion of an account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from accounts.personal_data import register_eraser, register_exporter
from negotiations.enums import RequestStatus
from negotiations.models import (
    ContactRequest,
    Intention,
    Message,
    Note,
    ReadMark,
    ReceivedMail,
    Report,
)

if TYPE_CHECKING:
    from accounts.models import User
    from negotiations.models import MessageAttachment


def _requests(user: User) -> list[dict[str, Any]]:
    rows = ContactRequest.objects.filter(author=user).select_related(
        "listing", "own_listing", "sender", "intention"
    )
    return [
        {
            "listing": row.listing.title,
            "asked_for": row.own_listing.title if row.own_listing else None,
            "organisation": row.sender.name,
            "state": row.status,
            "shown": row.visibility,
            "sent": row.sent_at,
            **{name: getattr(row.intention, name) for name in Intention.TEXTS},
        }
        for row in rows
    ]


def _messages(user: User) -> list[dict[str, Any]]:
    rows = Message.objects.filter(author=user).select_related("request__listing")
    rows = rows.prefetch_related("attachments")
    return [
        {**said, "files": [_file(attachment) for attachment in row.attachments.all()]}
        for row, said in zip(rows, _written(rows), strict=True)
    ]


def _file(attachment: MessageAttachment) -> dict[str, Any]:
    return {name: getattr(attachment, name) for name in ("name", "size", "sha256", "state")}


def _notes(user: User) -> list[dict[str, Any]]:
    return _written(Note.objects.filter(author=user).select_related("request__listing"))


def _written(rows: Any) -> list[dict[str, Any]]:
    return [{"about": row.request.listing.title, "at": row.at, "text": row.body} for row in rows]


def _reports(user: User) -> list[dict[str, Any]]:
    rows = Report.objects.filter(author=user).select_related("request__listing")
    return [
        {"about": row.request.listing.title, "at": row.at, "text": row.text, "state": row.status}
        for row in rows
    ]


def _read_marks(user: User) -> list[dict[str, Any]]:
    rows = ReadMark.objects.filter(reader=user).select_related("request__listing")
    return [{"about": row.request.listing.title, "read": row.read_at} for row in rows]


def _mails(user: User) -> list[dict[str, Any]]:
    rows = ReceivedMail.objects.filter(person=user).select_related("request__listing")
    return [
        {"about": row.request.listing.title, "at": row.at, "outcome": row.outcome} for row in rows
    ]


def _erase(user: User) -> None:
    ContactRequest.objects.filter(author=user, status=RequestStatus.DRAFT).delete()
    ContactRequest.objects.filter(assigned_to=user).update(assigned_to=None)
    ReadMark.objects.filter(reader=user).delete()
    ReceivedMail.objects.filter(person=user).delete()


register_exporter("contact requests", _requests, models=[ContactRequest])
register_exporter("messages", _messages, models=[Message])
register_exporter("internal notes", _notes, models=[Note])
register_exporter("reports of abuse", _reports, models=[Report])
register_exporter("replies by e-mail", _mails, models=[ReceivedMail])
register_exporter("read marks", _read_marks, models=[ReadMark])
register_eraser(
    "contact requests",
    models=[ContactRequest, Message, Note, ReadMark, ReceivedMail, Report],
    erase=_erase,
    keeps=_(
        "Requests that you sent, messages that you wrote with their files, and reports of abuse "
        "stay with the organisations on both sides, without your name. Your drafts are deleted."
    ),
)
