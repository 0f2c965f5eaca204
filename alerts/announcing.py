"""A listing is new to the public once: then every saved search that finds it hears of it.

What changed is written down in the transaction of the change, as an open announcement; the
transaction that closes it writes what was found. Whenever the task is stopped, announcements stay
open or everything about them is done. Searches are tried before that transaction, which would keep
all others from writing meanwhile; what changed since stays open.

A search hears of what the page of results did not list yet when it was saved; the others its page
showed. So nothing is announced before the index that is asked has followed, and what counts is when
it did, by its own word. Where that word was lost and comes again, a search hears of what its page
may have shown; a letter tells a person of a listing once, whatever happens.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from alerts import digests
from alerts.finding import finds_of, write
from alerts.indexing import refresh
from alerts.models import Announcement
from core.changes import changed
from marketplace.models import Listing
from search.documents import documents_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from uuid import UUID

    from django.db.models import QuerySet

    from alerts.finding import Found

# So many in a statement.
LISTINGS = 1000
# So many listings are tried together, and so that about so many finds are in memory; so many finds
# are written in a transaction, beside which nobody else can write to SQLite.
FIRST, AT_ONCE, FINDS, WRITTEN = 10, 500, 5_000_000, 50_000
# So long ago may be published what nobody told us of.
OVERLOOKED = timedelta(days=7)
# After so long the index is asked to follow once more.
OVERDUE = timedelta(hours=1)


# --- What is new --------------------------------------------------------------------------------


def listings_changed(keys: Sequence[UUID]) -> None:
    """These may be public now. Called in the transaction of the change."""
    now = timezone.now()
    for part in _parts(keys):
        # What was listed before may not have been public since: the index has to follow again.
        Announcement.objects.bulk_create(
            [Announcement(listing_id=key, noted_at=now) for key in _to_announce(part)],
            update_conflicts=True,
            unique_fields=["listing"],
            update_fields=["noted_at", "listed_at"],
        )


def _parts(keys: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    return (keys[start : start + LISTINGS] for start in range(0, len(keys), LISTINGS))


def _to_announce(keys: Sequence[UUID]) -> list[UUID]:
    """Those that exist, and that nobody was told of."""
    listings = Listing.objects.filter(pk__in=keys).exclude(announcement__done_at__isnull=False)
    return list(listings.order_by("pk").values_list("pk", flat=True))


def organisations_changed(keys: Sequence[int]) -> None:
    """With its organisation a listing may become public."""
    listings = Listing.objects.filter(
        organisation__in=keys, live=True, first_published_at__isnull=False
    )
    listings_changed(list(listings.order_by("pk").values_list("pk", flat=True)))


def listings_indexed(keys: Sequence[UUID]) -> None:
    """The page of results lists these from now on, if they are public; then searches are tried."""
    listed = 0
    for part in _parts(keys):
        public = Listing.objects.public().filter(pk__in=part).values("pk")
        new = Announcement.objects.filter(done_at=None, listing__in=public).order_by("pk")
        found = [row.pk for row in new.select_for_update(of=("self",))]
        listed += Announcement.objects.filter(pk__in=found).update(listed_at=timezone.now())
    if listed:
        announce.enqueue()


def note_overlooked() -> None:
    """Say of what became public lately, and nobody said so of, that it changed; and say it again of
    what the index has not followed for long: whoever was to do that may have been killed."""
    now, public = timezone.now(), Listing.objects.public()
    new = public.filter(announcement=None, first_published_at__gte=now - OVERLOOKED)
    late = Announcement.objects.filter(
        done_at=None, listed_at=None, noted_at__lt=now - OVERDUE, listing__in=public.values("pk")
    )
    with transaction.atomic():
        keys = {*new.values_list("pk", flat=True), *late.values_list("pk", flat=True)}
        changed("marketplace.listing", sorted(keys))


# --- Who is to hear of it -----------------------------------------------------------------------


@task()
def announce() -> None:
    """Try every search on all that is open; a second one at the same time finds nothing to do."""
    refresh()
    turn = announce_some(FIRST)
    while turn.closed:
        turn = announce_some(turn.following)


class Turn(NamedTuple):
    """Of so many announcements that were tried, so many were closed; so many finds there were."""

    tried: int = 0
    closed: int = 0
    finds: int = 0

    @property
    def following(self) -> int:
        """So many listings have about `FINDS`; twice as many as this turn at most."""
        return min(max(self.tried * FINDS // max(self.finds, FINDS // 2), 1), AT_ONCE)


def announce_some(most: int = AT_ONCE) -> Turn:
    """Close so many announcements at most of listings that are listed."""
    waiting = _waiting().order_by("noted_at")[:most]
    listed: dict[UUID, Any] = dict(waiting.values_list("listing", "listed_at"))
    documents = documents_of(listed)
    if not documents:
        return Turn()
    found = finds_of(documents, [listed[document.id] for document in documents])
    closed = sum(_close(found, numbers, listed) for numbers in found.parts(WRITTEN))
    return Turn(len(documents), closed, len(found))


def _waiting() -> QuerySet[Announcement]:
    public = Listing.objects.public().values("pk")
    return Announcement.objects.filter(done_at=None, listed_at__isnull=False, listing__in=public)


@transaction.atomic
def _close(found: Found, numbers: Sequence[int], listed: dict[UUID, Any]) -> int:
    """Those of the numbers that are as they were when their searches were looked for."""
    rows = _waiting().filter(pk__in=[found.listings[number] for number in numbers]).order_by("pk")
    rows = rows.select_for_update(skip_locked=True, of=("self",))
    same = {row.pk for row in rows if row.listed_at == listed[row.pk]}
    if write(found, [number for number in numbers if found.listings[number] in same]):
        digests.send_soon()
    Announcement.objects.filter(pk__in=same).update(done_at=timezone.now())
    return len(same)
