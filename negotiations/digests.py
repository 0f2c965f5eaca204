"""Once a day, to each person, in their morning: what waits for them among requests.

Each piece of news is told at once as well; this gathers what was not answered or read.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import formats
from django.utils.translation import override

from accounts import time_zones
from accounts.mailing import MailKind, is_first_today, is_wanted, write_to
from accounts.models import DailyLetter, User
from core.actions import lock
from core.languages import supported
from negotiations.enums import RequestStatus, Side
from negotiations.models import ContactRequest
from negotiations.showing import in_words, other_party, side_of
from partners.models import Membership

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

# What is due within these days is told each day; before that, while it is new.
SOON = timedelta(days=3)
# So long is somebody told of news that they do not look at.
NEWS_FOR = timedelta(days=7)
MOST = 25


class Line(NamedTuple):
    """One request as its reader may know it."""

    listing: str
    other: str
    due: str
    link: str


class Waiting(NamedTuple):
    """`more` is how many did not fit."""

    to_answer: list[Line]
    news: list[Line]
    more: int

    @property
    def number(self) -> int:
        return len(self.to_answer) + len(self.news) + self.more


def people(now: datetime) -> Iterator[int]:
    """Whose morning has come, and for whom nobody has looked today."""
    considered = DailyLetter.objects.filter(person=OuterRef("pk"), kind=MailKind.CONTACT)
    members = (
        User.objects.filter(Exists(Membership.objects.filter(user=OuterRef("pk"))), is_active=True)
        .order_by("pk")
        .values_list("pk", "time_zone", Subquery(considered.values("day")))
    )
    for pk, zone, last in members.iterator(chunk_size=2000):
        day = time_zones.day_begun(zone, now)
        if day and (last is None or last < day):
            yield pk


@transaction.atomic
def write(person_id: int, now: datetime) -> bool:
    """Write to this person what waits; False where nothing does, or it was looked for today.

    The day is over for this letter either way: what comes later is told tomorrow.
    """
    person = lock(User(pk=person_id))
    day = time_zones.day_begun(person.time_zone, now)
    if day is None or not is_first_today(person, MailKind.CONTACT, day):
        return False
    if not is_wanted(person, MailKind.CONTACT):
        return False
    with override(supported(person.language)):
        waiting = waiting_for(person, now)
        inbox = settings.SITE_URL + reverse("list_inbox")
    if not waiting.number:
        return False
    context = {"waiting": waiting, "inbox": inbox}
    return write_to(person, MailKind.CONTACT, template="negotiations/digest", context=context)


def waiting_for(person: User, now: datetime) -> Waiting:
    """What the person has to answer soon, has taken on, or has not read; in the present language."""
    rows = ContactRequest.objects.told_to(person).exclude(status=RequestStatus.DRAFT)
    recent = Q(is_unread=True, active_at__gt=now - NEWS_FOR)
    relevant = rows.with_unread(person).filter(
        recent | Q(due_at__lt=now + SOON) | Q(due_at__isnull=False, assigned_to=person)
    )
    own = set(Membership.objects.filter(user=person).values_list("organisation", flat=True))
    to_answer, news = [], []
    for request in relevant.with_parties().soonest_due():
        side = side_of(request, own)
        if _is_turn_of(side, request):
            to_answer.append((request, side))
        elif request.is_unread and request.active_at > now - NEWS_FOR:
            news.append((request, side))
    listed = _lines(to_answer[:MOST]), _lines(news[: max(MOST - len(to_answer), 0)])
    return Waiting(*listed, more=len(to_answer) + len(news) - sum(map(len, listed)))


def _is_turn_of(side: Side, request: ContactRequest) -> bool:
    turns = {
        Side.SENDER: RequestStatus.SENDERS_TURN,
        Side.RECIPIENT: RequestStatus.RECIPIENTS_TURN,
    }
    return request.status in turns[side]


def _lines(rows: Iterable[tuple[Any, Side]]) -> list[Line]:
    return [
        Line(
            listing=request.listing.title,
            other=in_words(other_party(request, side)),
            due=formats.date_format(request.due_on) if request.due_on else "",
            link=settings.SITE_URL + reverse("show_request", args=[request.pk]),
        )
        for request, side in rows
    ]
