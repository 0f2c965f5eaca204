"""How reliably an organisation answers: shown to everybody, from five requests on."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Q

from core.prepared import prepared
from negotiations.enums import RequestStatus
from negotiations.models import ContactRequest

if TYPE_CHECKING:
    from django.db.models import QuerySet

# With fewer, one bad week would be a verdict.
FEWEST = 5
# What happened before the newest of these has no bearing on today.
NEWEST = 200
POOR = 0.5
SECONDS_A_DAY = 86_400


class Standing(NamedTuple):
    """Of `total` requests that were answered or ran out, `answered` were answered."""

    answered: int
    total: int
    median_days: int

    @property
    def rate(self) -> float:
        return self.answered / self.total

    @property
    def is_poor(self) -> bool:
        return self.rate < POOR


def standing_of(slug: str) -> Standing | None:
    """Of the organisation with this address; None while fewer than FEWEST requests count.

    Requests that wait, and those withdrawn before an answer, do not count. One that was left
    without the last word is unanswered, whatever was asked in between.
    """
    rows = _counted(slug=slug)
    if len(rows) < FEWEST:
        return None
    waits = [
        (answered_at - sent_at).total_seconds() / SECONDS_A_DAY
        for status, sent_at, answered_at in rows
        if status != RequestStatus.EXPIRED_NO_REPLY
    ]
    return Standing(len(waits), len(rows), round(median(waits)) if waits else 0)


@prepared
def _counted(*, slug: str) -> QuerySet:
    is_over = Q(status=RequestStatus.EXPIRED_NO_REPLY) | Q(answered_at__isnull=False)
    rows = ContactRequest.objects.filter(is_over, recipient__slug=slug).order_by("-sent_at")
    return rows.values_list("status", "sent_at", "answered_at")[:NEWEST]
