"""One request with its thread as a file, for the records of whoever reads it."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from core.archives import Member, member_name, streamed
from negotiations.enums import Side
from negotiations.presentation import thread
from negotiations.showing import contact_of, own_listing_for, recipient_for, sender_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from negotiations.models import ContactRequest, MessageAttachment
    from negotiations.presentation import Entry
    from negotiations.showing import Party

FORMAT = "techaccord-request"
ANSWERS = (
    "cooperation", "proposal", "unclear", "about", "use", "licence_kinds", "divisions",
    "territories", "capacity", "start",
)  # fmt: skip

logger = logging.getLogger(__name__)


def exported(request: ContactRequest, reader: Side) -> str:
    """JSON: what the page shows to this side, with codes instead of words."""
    return _as_json(request, reader, thread(request, reader))


def archived(request: ContactRequest, reader: Side) -> Iterator[bytes]:
    """A ZIP archive of the same, and of the files that can be opened, named as in the thread."""
    entries = thread(request, reader)
    text = _as_json(request, reader, entries)
    return streamed(_members(text, entries))


def _members(text: str, entries: list[Entry]) -> Iterator[Member]:
    yield Member("request.json", timezone.now(), [text.encode()])
    for name, entry, attachment in _numbered(entries):
        if not attachment.is_available:
            continue
        if not attachment.file.storage.exists(str(attachment.file)):
            logger.error("The bytes of %s are lost.", attachment)
            continue
        yield Member(name, entry.at, _chunks(attachment))


def _chunks(attachment: MessageAttachment) -> Iterator[bytes]:
    with attachment.file.open("rb") as content:
        yield from content.chunks()


def _numbered(entries: list[Entry]) -> Iterator[tuple[str, Entry, MessageAttachment]]:
    """Every file with its name in the archive."""
    sent = ((entry, attachment) for entry in entries for attachment in entry.files)
    for number, (entry, attachment) in enumerate(sent, start=1):
        yield f"files/{member_name(number, attachment.name)}", entry, attachment


def _as_json(request: ContactRequest, reader: Side, entries: list[Entry]) -> str:
    decline = getattr(request, "decline", None)
    own = own_listing_for(request, reader)
    names = {attachment.pk: name for name, _entry, attachment in _numbered(entries)}
    values = {
        "format": FORMAT,
        "version": 1,
        "address": settings.SITE_URL + request.get_absolute_url(),
        "listing": request.listing.title,
        "asked_for": own.title if own else None,
        "state": request.status,
        "sent": request.sent_at,
        "due": request.due_on,
        "from": _party(sender_for(request, reader)),
        "to": _party(recipient_for(request)),
        "contacts": _contacts(request),
        "answers": {name: getattr(request.intention, name) for name in ANSWERS},
        "declined": decline
        and {"code": decline.code, "note": decline.note, "suggestion": decline.suggestion},
        "thread": [_said(entry, names) for entry in entries],
    }
    return json.dumps(values, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)


def _said(entry: Entry, names: dict[Any, str]) -> dict[str, Any]:
    return {
        "at": entry.at,
        "who": entry.who,
        "what": entry.heading,
        "text": entry.body,
        "files": [
            {
                "name": attachment.name,
                "size": attachment.size,
                "sha256": attachment.sha256,
                "state": attachment.state,
                "in_archive": names[attachment.pk],
            }
            for attachment in entry.files
        ],
    }


def _party(party: Party) -> dict[str, str]:
    return {"name": party.label, "about": party.about}


def _contacts(request: ContactRequest) -> list[dict[str, str]]:
    if request.accepted_at is None:
        return []
    people = (contact_of(request, side) for side in (Side.SENDER, Side.RECIPIENT))
    return [{"name": one.person, "email": one.email, "of": one.label} for one in people]
