"""A listing is new to the public once: then every saved search that finds it hears of it.

What changed is written down in the transaction of the change, as an open announcement; the task
that closes it writes what was found in the same transaction. Whenever it is stopped, announcements
stay open or everything about them is done.

A search hears of what the page of results did not list yet when it was saved; the others its page
showed. So nothing is announced before the index that is asked has followed, and what counts is when
it did, by its own word. Where that word was lost and comes again, a search hears of what its page
may have shown; a letter tells a person of a listing once, whatever happens.
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
from core.changes import changed
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
    while announce_some():
        pass


@transaction.atomic
def announce_some(most: int = AT_ONCE) -> int:
    """Close so many announcements at most of listings that are listed; returns how many."""
    public = Listing.objects.public().values("pk")
    waiting = Announcement.objects.filter(
        done_at=None, listed_at__isnull=False, listing__in=public
    ).order_by("noted_at")
    rows = list(waiting.select_for_update(skip_locked=True, of=("self",))[:most])
    listed: dict[UUID, Any] = {row.listing_id: row.listed_at for row in rows}
    documents = documents_of(listed)
    if documents and _find(documents, [listed[document.id] for document in documents]):
        digests.send_soon()
    done = Announcement.objects.filter(pk__in=[document.id for document in documents])
    done.update(done_at=timezone.now())
    return len(documents)


def _find(documents: Sequence[Document], listed: Sequence[datetime]) -> bool:
    """Write down which searches find them; whether somebody wants to know at once."""
    batch, at_once = Batch(documents), False
    own = _own(documents)
    keys = candidates(batch.keys)
    for start in range(0, len(keys), SEARCHES):
        finds = []
        for search in _searches(keys[start : start + SEARCHES]):
            found = batch.fitting(form := Compiled.from_json(search["compiled"]))
            found &= ~own.get(search["person"], 0) & _later(search["created_at"], listed)
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


def _later(created_at: datetime, listed: Sequence[datetime]) -> int:
    """Those that were not listed yet when the search was saved: its page showed the others."""
    if created_at <= min(listed):
        return -1
    return sum(1 << number for number, moment in enumerate(listed) if moment >= created_at)
