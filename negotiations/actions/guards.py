"""What several actions on requests check inside their transaction, after the lock."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils.translation import gettext as _

from core.actions import lock, move
from core.clock import database_now
from core.errors import ActionRefused
from negotiations.deadlines import schedule
from negotiations.enums import REQUEST_TRANSITIONS, RequestStatus, Side
from negotiations.models import ContactRequest, Event, ReadMark
from negotiations.showing import FIRST_WIDE, words_that_name
from partners.actions.guards import lock_for

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import User
    from partners.models import Organisation

# A shorter word is looked for as a word of its own: it occurs within others.
SHORT = 6
# A longer name does not come about by chance where words are joined.
LONG = 10
# Accents that stand apart, and marks of writing that take no room.
UNSEEN = {"Mn", "Cf"}
_GAP = re.compile(r"[\W_]+")
# No turn to wait for any more.
NOBODYS_TURN: dict[str, Any] = {
    "awaited_since": None,
    "due_at": None,
    "next_step_at": None,
    "reminders_sent": 0,
}


class Held(NamedTuple):
    """A request as it is now, held, with the organisation that acts and the database's time."""

    request: ContactRequest
    organisation: Organisation
    side: Side
    now: datetime


def hold(contact: ContactRequest, *, by: User, side: Side) -> Held:
    """The request for somebody who may act for that side of it.

    Raises `ActionRefused` ("not_allowed", "gone").
    """
    acting = contact.sender if side == Side.SENDER else contact.recipient
    organisation = lock_for(acting, by=by, permission="negotiations.act_for")
    return Held(lock(contact), organisation, side, database_now())


def written(text: str) -> str:
    """What was written, without blanks around it. Raises `ActionRefused` ("empty")."""
    text = text.strip()
    if not text:
        raise ActionRefused(_("Write something first."), code="empty")
    return text


def require_nameless(held: Held, by: User, *texts: str) -> None:
    """Who wants to stay unnamed must not name themselves in passing.

    Raises `ActionRefused` ("names_itself") for a sender whose name is not open.
    """
    if held.side != Side.SENDER or held.request.names_are_open:
        return
    text = _plain("\n".join(texts))
    named = [word for word in words_that_name(held.organisation, by) if _occurs(word, text)]
    if named:
        raise ActionRefused(
            _(
                "You want to stay unnamed, but your text says “%(word)s”. Take it out, or write with your name."
            )
            % {"word": named[0]},
            code="names_itself",
        )


def _occurs(word: str, text: str) -> bool:
    """`text` as `_plain` makes it."""
    wanted = _plain(word)
    if not wanted:
        return False
    if len(wanted) < SHORT and max(wanted) < FIRST_WIDE:
        wanted = f" {wanted} "
    joined = wanted.replace(" ", "")
    return wanted in f" {text} " or (len(joined) >= LONG and joined in text.replace(" ", ""))


def _plain(text: str) -> str:
    """Letters and digits alone, without case, accents and what cannot be seen, with single blanks:
    a name is known again however it is broken, spaced or accented."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(c for c in parts if unicodedata.category(c) not in UNSEEN)
    return " ".join(_GAP.split(kept)).strip()


def turn_of(organisation: Organisation, now: datetime) -> dict[str, Any]:
    """The columns that say: this organisation has to answer, and the time for it begins now."""
    times = schedule(now, organisation.country_id)
    return {
        "awaited_since": times.since,
        "due_at": times.due_at,
        "next_step_at": times.next_step(0),
        "reminders_sent": 0,
    }


def advance(held: Held, status: RequestStatus, *, by: User | None, **fields: Any) -> None:
    """Move to another state, in its history too; whoever did it has read it."""
    contact, now = held.request, held.now
    move(contact, to=status, transitions=REQUEST_TRANSITIONS, active_at=now, **fields)
    Event.objects.create(request=contact, at=now, side=held.side, status=status)
    if by is not None:
        read(contact, by, now)


def read(contact: ContactRequest, reader: User, now: datetime) -> None:
    ReadMark.objects.update_or_create(request=contact, reader=reader, defaults={"read_at": now})
