"""Results as a file: what the page shows of each, no more."""

from __future__ import annotations

import json
from typing import IO, TYPE_CHECKING, Any

from django.conf import settings

from marketplace.exchange.texts import harmless, join_list
from marketplace.exchange.writing import write_csv, write_workbook
from search.asking import ask
from search.engines.base import EngineUnavailableError
from search.showing import licence_kinds
from search.standing_in import StandIn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from search.query import SearchQuery

    Record = dict[str, Any]

# The first so many; more is what the interface for programs is for.
MOST = 500
COLUMNS = (
    "id", "address", "kind", "type", "language", "title", "summary", "organisation", "country",
    "verified_until", "readiness", "licence_kinds", "published_on", "last_day",
)  # fmt: skip


def records(query: SearchQuery, user: Any) -> list[Record]:
    """The first results in their order, each with COLUMNS; codes and days as ISO has them.

    Raises `EngineUnavailableError` where but the list stands in: it takes no notice of words, and a
    file cannot say so.
    """
    answer = ask(query, user, per_page=MOST, with_facets=False)
    if answer.stand_in == StandIn.LIST:
        raise EngineUnavailableError
    kinds = licence_kinds(answer.found)
    return [_record(found.listing, kinds) for found in answer.found]


def _record(listing: Any, kinds: dict[Any, tuple[str, ...]]) -> Record:
    organisation, until = listing.organisation, listing.verified_until
    published, last = listing.first_published_at, listing.expires_on
    values = (
        str(listing.pk), settings.SITE_URL + listing.get_absolute_url(), listing.kind,
        listing.type, listing.language, listing.title, listing.summary, organisation.name,
        organisation.country_id, until and until.isoformat(), listing.readiness,
        list(kinds.get(listing.pk, ())), published and published.date().isoformat(),
        last and last.isoformat(),
    )  # fmt: skip
    return dict(zip(COLUMNS, values, strict=True))


def _write_json(found: Sequence[Record], stream: IO[bytes]) -> None:
    stream.write(json.dumps(found, ensure_ascii=False, indent=1).encode())


def _rows(found: Sequence[Record]) -> Iterator[list[str]]:
    yield list(COLUMNS)
    for record in found:
        yield [harmless(_cell(value)) for value in record.values()]


def _cell(value: Any) -> str:
    if isinstance(value, list):
        return join_list(value)
    return "" if value is None else str(value)


def write(found: Sequence[Record], format_: str, stream: IO[bytes]) -> None:
    """Raises KeyError for a format that is not in FORMATS."""
    FORMATS[format_](found, stream)


FORMATS: dict[str, Callable[[Sequence[Record], IO[bytes]], None]] = {
    "csv": lambda found, stream: write_csv(_rows(found), stream),
    "xlsx": lambda found, stream: write_workbook(_rows(found), stream),
    "json": _write_json,
}
