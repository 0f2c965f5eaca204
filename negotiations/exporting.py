"""One request with its thread as a file, for the records of whoever reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings

from negotiations.enums import Side
from negotiations.presentation import thread
from negotiations.showing import contact_of, recipient_for, sender_for

if TYPE_CHECKING:
    from negotiations.models import ContactRequest
    from negotiations.showing import Party

FORMAT = "techaccord-request"
ANSWERS = (
    "cooperation", "proposal", "unclear", "about", "use", "licence_kinds", "divisions",
    "territories", "capacity", "start",
)  # fmt: skip


def exported(request: ContactRequest, reader: Side) -> dict[str, Any]:
    """JSON values: what the page shows to this side, with codes instead of words."""
    decline = getattr(request, "decline", None)
    return {
        "format": FORMAT,
        "version": 1,
        "address": settings.SITE_URL + request.get_absolute_url(),
        "listing": request.listing.title,
        "state": request.status,
        "sent": request.sent_at,
        "due": request.due_at,
        "from": _party(sender_for(request, reader)),
        "to": _party(recipient_for(request)),
        "contacts": _contacts(request),
        "answers": {name: getattr(request.intention, name) for name in ANSWERS},
        "declined": decline
        and {"code": decline.code, "note": decline.note, "suggestion": decline.suggestion},
        "thread": [
            {"at": entry.at, "who": entry.who, "what": entry.heading, "text": entry.body}
            for entry in thread(request, reader)
        ],
    }


def _party(party: Party) -> dict[str, str]:
    return {"name": party.label, "about": party.about}


def _contacts(request: ContactRequest) -> list[dict[str, str]]:
    if request.accepted_at is None:
        return []
    people = (contact_of(request, side) for side in (Side.SENDER, Side.RECIPIENT))
    return [{"name": one.person, "email": one.email, "of": one.label} for one in people]
