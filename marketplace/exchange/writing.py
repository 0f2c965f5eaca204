"""Listings as files, byte for byte the same for the same content."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from typing import IO, TYPE_CHECKING, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from marketplace.enums import ListingStatus
from marketplace.exchange.fields import RELATIONS
from marketplace.exchange.flat import column_names, flatten, in_order, is_column
from marketplace.exchange.records import canonical, content_of, written
from marketplace.exchange.texts import INVISIBLE, harmless
from marketplace.exchange.timeless import save_timeless
from marketplace.models import Listing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django.db.models import QuerySet

FORMATS = ("jsonl", "csv", "xlsx")
# Columns of an empty table, which then says what could be filled in.
ALWAYS = ("id", "kind", "type", "language", "title", "summary", "description")
AT_ONCE = 200
IN_MEMORY = 8 * 1024 * 1024


def records(listings: QuerySet) -> Iterator[dict[str, Any]]:
    """Each listing's newest state as a record, ordered by key; archived ones are left out."""
    found = (
        listings.exclude(status=ListingStatus.ARCHIVED)
        .select_related("organisation", "latest_revision", "source")
        .prefetch_related(*RELATIONS)
        .order_by("pk")
    )
    for listing in found.iterator(chunk_size=AT_ONCE):
        yield record_of(listing)


def record_of(listing: Listing) -> dict[str, Any]:
    content = content_of(newest(listing))
    content |= {"id": listing.pk, "organisation": listing.organisation.slug}
    source = getattr(listing, "source", None)
    if source is not None:
        content["source"] = {
            "name": source.name,
            "external_id": source.external_id,
            "url": source.url,
            "licence": source.licence,
            "date": source.harvested_on,
        }
    return written(content)


def newest(listing: Listing) -> Listing:
    """The draft where one is newer than what is public, else the row itself."""
    revision = listing.latest_revision
    if revision is None or (listing.live and not listing.has_unpublished_changes):
        return listing
    return listing.with_content_json(revision.content)


def write(listings: QuerySet, format_: str, stream: IO[bytes]) -> int:
    """Write all of `listings` to `stream`; returns how many."""
    if format_ == "jsonl":
        return write_json_lines(records(listings), stream)
    return write_table(records(listings), format_, stream)


def write_json_lines(lines: Iterable[dict[str, Any]], stream: IO[bytes]) -> int:
    count = 0
    for record in lines:
        stream.write(canonical(record).encode() + b"\n")
        count += 1
    return count


def write_table(lines: Iterable[dict[str, Any]], format_: str, stream: IO[bytes]) -> int:
    """Only columns that something stands in; found in a first pass, which waits on disk."""
    columns = set(ALWAYS)
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as waiting:
        count = 0
        for record in lines:
            columns.update(name for name, _cell in flatten(record))
            waiting.write(json.dumps(record).encode() + b"\n")
            count += 1
        waiting.seek(0)
        rows = _rows(map(json.loads, waiting), in_order(columns))
        (write_csv if format_ == "csv" else write_workbook)(rows, stream)
    return count


def _rows(lines: Iterable[dict[str, Any]], columns: list[str]) -> Iterator[list[str]]:
    yield columns
    for record in lines:
        cells = dict(flatten(record))
        yield [harmless(cells.get(name, "")) for name in columns]


def write_csv(rows: Iterable[list[str]], stream: IO[bytes]) -> None:
    """Cells as they are: whoever writes what others wrote makes them `harmless`."""
    # The mark of UTF-8 in front: without it Excel reads another encoding.
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="", write_through=True)
    csv.writer(text).writerows(rows)
    text.detach()


def write_workbook(rows: Iterable[list[str]], stream: IO[bytes]) -> None:
    """One sheet; every cell is text, whatever it looks like, with a blank for what no workbook can
    hold. It says nothing of when it was made."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Listings")
    for row in rows:
        cells = []
        for value in (INVISIBLE.sub(" ", text) for text in row):
            cell = WriteOnlyCell(sheet, value=value or None)
            if value:
                cell.data_type = "s"
            cells.append(cell)
        sheet.append(cells)
    save_timeless(book, stream)


def template_columns() -> list[str]:
    """Every column of a table once, for people who begin with an empty one."""
    return in_order(name for name in column_names() if is_column(name))
