"""A listing is new to the public once: then every saved search that finds it hears of it.

What changed is written down in the transaction of the change, as an open announcement; the task
that closes it writes what was found in the same transaction. Whenever it is stopped, announcements
stay open or everything about them is done.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from alerts import digests
from alerts.batch import Batch, numbers_of
from alerts.compiling import Compiled
from alerts.enums import Frequency
from alerts.indexing import refresh
from alerts.models import Announcement, Find, SavedSearch, SearchKey
from marketplace.models import Listing
from partners.models import Membership
from search.documents import documents_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime
    from uuid import UUID

    from search.documents import Document

AT_ONCE = 500
# So many of each in one statement.
KEYS, SEARCHES, LISTINGS = 5000, 2000, 1000
# So long ago may be published what nobody told us of.
OVERLOOKED = timedelta(days=7)


# --- What is new --------------------------------------------------------------------------------


def listings_changed(keys: Sequence[UUID]) -> None:
    """These may be public now. Called in the transaction of the change."""
    waiting = [key for part in _parts(keys) for key in _to_announce(part)]
    now = timezone.now()
    # What was noted before it was public counts from now on.
    for part in _parts(waiting):
        Announcement.objects.bulk_create(
            [Announcement(listing_id=key, noted_at=now) for key in part],
            update_conflicts=True,
            unique_fields=["listing"],
            update_fields=["noted_at"],
        )
    if waiting:
        announce.enqueue()


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


def note_overlooked() -> None:
    """Announce what became public lately without anybody saying so."""
    since = timezone.now() - OVERLOOKED
    with transaction.atomic():
        new = Listing.objects.public().filter(announcement=None, first_published_at__gte=since)
        listings_changed(list(new.order_by("pk").values_list("pk", flat=True)))


# --- Who is to hear of it -----------------------------------------------------------------------


@task()
def announce() -> None:
    """Try every search on all that is open; a second one at the same time finds nothing to do."""
    refresh()
    while announce_some():
        pass


@transaction.atomic
def announce_some(most: int = AT_ONCE) -> int:
    """Close so many announcements at most of listings that are public; returns how many."""
    public = Listing.objects.public().values("pk")
    waiting = Announcement.objects.filter(done_at=None, listing__in=public).order_by("noted_at")
    rows = list(waiting.select_for_update(skip_locked=True, of=("self",))[:most])
    noted = {row.listing_id: row.noted_at for row in rows}
    documents = documents_of(noted)
    if documents and _find(documents, [noted[document.id] for document in documents]):
        digests.send_soon()
    done = Announcement.objects.filter(pk__in=[document.id for document in documents])
    done.update(done_at=timezone.now())
    return len(documents)


def _find(documents: Sequence[Document], noted: Sequence[datetime]) -> bool:
    """Write down which searches find them; whether somebody wants to know at once."""
    batch, at_once = Batch(documents), False
    own = _own(documents)
    keys = candidates(batch.keys)
    for start in range(0, len(keys), SEARCHES):
        finds = []
        for search in _searches(keys[start : start + SEARCHES]):
            found = batch.fitting(form := Compiled.from_json(search["compiled"]))
            found &= ~own.get(search["person"], 0) & _later(search["created_at"], noted)
            ways = batch.ways(form) if found else []
            for number in numbers_of(found):
                score = sum(having >> number & 1 for having in ways)
                key = documents[number].id
                finds.append(Find(search_id=search["pk"], listing_id=key, score=score))
            at_once |= bool(found) and search["frequency"] == Frequency.INSTANT
        Find.objects.bulk_create(finds, ignore_conflicts=True, batch_size=2000)
    return at_once


def candidates(keys: Iterable[str]) -> list[int]:
    """The searches that share one of the keys: all that can fit."""
    ordered = sorted(keys)
    found: set[int] = set()
    for start in range(0, len(ordered), KEYS):
        rows = SearchKey.objects.filter(key__in=ordered[start : start + KEYS])
        found.update(rows.values_list("search", flat=True))
    return sorted(found)


def _searches(keys: Sequence[int]) -> Iterator[dict[str, Any]]:
    awake = SavedSearch.objects.awake().filter(pk__in=keys)
    columns = ("pk", "person", "frequency", "created_at", "compiled")
    return awake.values(*columns).iterator(chunk_size=SEARCHES)


def _own(documents: Sequence[Document]) -> dict[int, int]:
    """By person, the listings of their own organisations: nobody needs to hear of those."""
    organisations: dict[int, int] = {}
    for number, document in enumerate(documents):
        organisations[document.organisation] = (
            organisations.get(document.organisation, 0) | 1 << number
        )
    own: dict[int, int] = {}
    seats = Membership.objects.filter(organisation__in=organisations)
    for person, organisation in seats.values_list("user", "organisation"):
        own[person] = own.get(person, 0) | organisations[organisation]
    return own


def _later(created_at: datetime, noted: Sequence[datetime]) -> int:
    """Those that were not public yet when the search was saved: its page showed the others."""
    if created_at <= min(noted):
        return -1
    return sum(1 << number for number, moment in enumerate(noted) if moment >= created_at)
