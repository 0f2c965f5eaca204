"""What some people of the demo want to be told of."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from alerts.actions import save
from alerts.enums import Frequency
from alerts.models import Announcement
from marketplace.models import Listing
from search.query import SearchQuery

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from accounts.models import User

# The searches are older than the newest listings, so that something is found by them.
SAVED_DAYS_AGO = 120


class Wanted(NamedTuple):
    email: str
    name: str
    asked: str
    frequency: Frequency


WANTED = (
    Wanted("owner@chemchemi.example", "Safe water", "theme=water", Frequency.INSTANT),
    Wanted("owner@chemchemi.example", "Needs in Africa", "kind=need&region=002", Frequency.WEEKLY),
    Wanted("owner@wadialnour.example", "طاقة", "q=طاقة", Frequency.DAILY),
)


def save_searches(people: Mapping[str, User]) -> None:
    for wanted in WANTED:
        save(
            SearchQuery.from_query_string(wanted.asked),
            name=wanted.name,
            frequency=wanted.frequency,
            by=people[wanted.email],
        )


def keep_to_what_is_newer(saved_at: datetime) -> None:
    """What was public before is no news: the index, which then listed it, is made only now."""
    Announcement.objects.filter(
        done_at=None, noted_at__lt=saved_at, listing__in=Listing.objects.public().values("pk")
    ).update(done_at=saved_at)
