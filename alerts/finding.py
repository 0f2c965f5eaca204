"""Which saved searches find new listings. Each is looked up under what it has in common with them."""

from __future__ import annotations

from array import array
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.utils import timezone

from alerts.batch import Batch
from alerts.compiling import Compiled
from alerts.enums import Frequency
from alerts.models import Find, SavedSearch, SearchKey
from partners.models import Membership
from search.engines.embedded.bitmaps import numbers_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime
    from uuid import UUID

    from search.documents import Document

# So many of each in one statement.
KEYS, SEARCHES = 5000, 2000
COLUMNS = ("listing", "score", "found_at", "is_handled", "search")


class Found:
    """For each of the listings the keys of the searches that find it, and how well it fits each of
    them. There may be millions, so they are kept as bare numbers. `at_once` has the bits of those
    listings that somebody wants to know of at once."""

    def __init__(self, listings: Sequence[UUID]) -> None:
        self.listings = listings
        self.searches = [array("q") for _listing in listings]
        self.scores = [array("H") for _listing in listings]
        self.at_once = 0

    def __len__(self) -> int:
        return sum(map(len, self.searches))

    def add(self, number: int, search: int, score: int) -> None:
        self.searches[number].append(search)
        self.scores[number].append(score)

    def parts(self, most: int) -> Iterator[list[int]]:
        """The numbers of listings, so many together as have so many finds, one at least."""
        part: list[int] = []
        left = most
        for number, searches in enumerate(self.searches):
            if part and len(searches) > left:
                yield part
                part, left = [], most
            part.append(number)
            left -= len(searches)
        yield part


def finds_of(documents: Sequence[Document], listed: Sequence[datetime]) -> Found:
    """Writes nothing. `listed` says since when the page of results has each."""
    batch, found = Batch(documents), Found([document.id for document in documents])
    own = _own(documents)
    keys = candidates(batch.keys)
    for start in range(0, len(keys), SEARCHES):
        for search in _searches(keys[start : start + SEARCHES]):
            fitting = batch.fitting(form := Compiled.from_json(search["compiled"]))
            fitting &= ~own.get(search["person"], 0) & _later(search["created_at"], listed)
            ways = batch.ways(form) if fitting else []
            for number in numbers_of(fitting):
                score = sum(having >> number & 1 for having in ways)
                found.add(number, search["pk"], score)
            if search["frequency"] == Frequency.INSTANT:
                found.at_once |= fitting
    return found


def write(found: Found, numbers: Sequence[int]) -> bool:
    """What was found of these; whether somebody wants to know of one of them at once.

    As `bulk_create` that ignores conflicts, but nothing is made of each: a common word is in thousands
    of searches. Those that were deleted or paused meanwhile are left out.
    """
    now, rows = _stored("found_at", timezone.now()), []
    for number in numbers:
        listing = _stored("listing", found.listings[number])
        for search, score in zip(found.searches[number], found.scores[number], strict=True):
            rows.append((listing, score, now, False, search, Frequency.PAUSED.value))
    # In the order of the index of searches: each of its pages is written once for all listings.
    rows.sort(key=itemgetter(4))
    with connection.cursor() as cursor:
        cursor.executemany(_insert(), rows)
    return any(found.at_once >> number & 1 for number in numbers)


def _insert() -> str:
    columns = ", ".join(Find._meta.get_field(name).column for name in COLUMNS)
    return (
        f"INSERT INTO {Find._meta.db_table} ({columns}) SELECT %s, %s, %s, %s, id "  # noqa: S608
        f"FROM {SavedSearch._meta.db_table} WHERE id = %s AND frequency <> %s ON CONFLICT DO NOTHING"
    )


def _stored(name: str, value: object) -> Any:
    """As the database keeps it."""
    return Find._meta.get_field(name).get_db_prep_save(value, connection)


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
