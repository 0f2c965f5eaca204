"""Which saved searches find new listings. Each is looked up under what it has in common with them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.utils import timezone

from alerts.batch import Batch, numbers_of
from alerts.compiling import Compiled
from alerts.enums import Frequency
from alerts.models import Find, SavedSearch, SearchKey
from partners.models import Membership

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from datetime import datetime
    from uuid import UUID

    from search.documents import Document

# So many of each in one statement.
KEYS, SEARCHES = 5000, 2000
COLUMNS = ("search", "listing", "score", "found_at", "is_handled")


@dataclass
class Found:
    """For each of the listings the keys of the searches that find it, with how well it fits;
    `at_once` has the bits of those that somebody wants to know of at once."""

    listings: Sequence[UUID]
    searches: list[list[tuple[int, int]]]
    at_once: int = 0

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
    batch = Batch(documents)
    found = Found([document.id for document in documents], [[] for _document in documents])
    own = _own(documents)
    keys = candidates(batch.keys)
    for start in range(0, len(keys), SEARCHES):
        for search in _searches(keys[start : start + SEARCHES]):
            fitting = batch.fitting(form := Compiled.from_json(search["compiled"]))
            fitting &= ~own.get(search["person"], 0) & _later(search["created_at"], listed)
            ways = batch.ways(form) if fitting else []
            for number in numbers_of(fitting):
                score = sum(having >> number & 1 for having in ways)
                found.searches[number].append((search["pk"], score))
            if search["frequency"] == Frequency.INSTANT:
                found.at_once |= fitting
    return found


def write(found: Found, numbers: Collection[int]) -> bool:
    """What was found of these; whether somebody wants to know of one of them at once.

    As `bulk_create` that ignores conflicts, in a quarter of the time: a common word is in thousands
    of searches, and nothing is made of each here.
    """
    still_there = _still_there(found, numbers)
    now = _stored("found_at", timezone.now())
    rows = [
        (search, listing, score, now, False)
        for number in numbers
        for listing in [_stored("listing", found.listings[number])]
        for search, score in found.searches[number]
        if search in still_there
    ]
    columns = ", ".join(Find._meta.get_field(name).column for name in COLUMNS)
    into = f"{connection.ops.quote_name(Find._meta.db_table)} ({columns})"
    values = ", ".join(["%s"] * len(COLUMNS))
    with connection.cursor() as cursor:
        sql = f"INSERT INTO {into} VALUES ({values}) ON CONFLICT DO NOTHING"  # noqa: S608
        cursor.executemany(sql, rows)
    return any(found.at_once >> number & 1 for number in numbers)


def _still_there(found: Found, numbers: Iterable[int]) -> set[int]:
    """The searches that nobody has deleted or paused since; nobody does before the transaction ends."""
    keys = sorted({search for number in numbers for search, _score in found.searches[number]})
    there: set[int] = set()
    for start in range(0, len(keys), KEYS):
        rows = SavedSearch.objects.filter(pk__in=keys[start : start + KEYS]).order_by("pk")
        rows = rows.exclude(frequency=Frequency.PAUSED).select_for_update(no_key=True)
        there.update(rows.values_list("pk", flat=True))
    return there


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
