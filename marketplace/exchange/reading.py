"""Files as records, one at a time: JSON Lines, CSV, XLSX.

A file that is not one of these, or not what its name says, raises `UnreadableFileError` before
any record is given; what is wrong with one row is said of that row. Never more than one row is in
memory, whatever the file holds.
"""

from __future__ import annotations

import codecs
import csv
import difflib
import json
from decimal import Decimal
from pathlib import PurePath
from typing import IO, TYPE_CHECKING

from django.utils.translation import gettext as _

from marketplace.exchange.flat import Unflattener, column_names, is_column
from marketplace.exchange.problems import Problem, Row, UnreadableFileError
from marketplace.exchange.texts import as_written
from marketplace.exchange.workbooks import sheet_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

LONGEST_LINE = 1024 * 1024
LONGEST_CELL = 128 * 1024
CHUNK = 1024 * 1024
SUFFIXES = (".jsonl", ".csv", ".xlsx")
NEEDED = ("title", "language")
_OTHER_ENCODINGS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def read(stream: IO[bytes], name: str) -> Iterator[Row]:
    """The rows of a file named `name`, whose ending says what it is."""
    suffix = PurePath(name).suffix.lower()
    if suffix == ".xlsx":
        rows = _table(sheet_rows(stream))
    elif suffix in (".jsonl", ".csv"):
        require_utf8(stream)
        rows = _json_lines(stream) if suffix == ".jsonl" else _table(_csv_rows(stream))
    else:
        raise UnreadableFileError(
            _("This kind of file is not known. Send a file that ends in %(endings)s.")
            % {"endings": ", ".join(SUFFIXES)}
        )
    return rows


def require_utf8(stream: IO[bytes]) -> None:
    """Read the file through once. Raises `UnreadableFileError`, naming the line, unless UTF-8."""
    head = stream.read(4)
    stream.seek(0)
    if head.startswith(_OTHER_ENCODINGS) or (len(head) > 1 and 0 in head[:2]):
        raise UnreadableFileError(
            _("The file is in UTF-16. Save it again as UTF-8; Excel calls this “CSV UTF-8”.")
        )
    if head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")):
        raise UnreadableFileError(
            _("The file is not what its ending says. Save it as JSON Lines, CSV or XLSX.")
        )
    decoder = codecs.getincrementaldecoder("utf-8")()
    line = 1
    while chunk := stream.read(CHUNK):
        try:
            decoder.decode(chunk)
        except UnicodeDecodeError as error:
            line += chunk[: max(error.start, 0)].count(b"\n")
            raise UnreadableFileError(
                _("The file is not in UTF-8: line %(line)d. Save it again as UTF-8.")
                % {"line": line}
            ) from None
        line += chunk.count(b"\n")
    stream.seek(0)


def _lines(stream: IO[bytes]) -> Iterator[tuple[int, str | None]]:
    """Numbered lines; None for one that is too long to be read, of which the rest is passed."""
    number = 0
    while raw := stream.readline(LONGEST_LINE + 1):
        number += 1
        if len(raw) > LONGEST_LINE:
            while raw and not raw.endswith(b"\n"):
                raw = stream.readline(LONGEST_LINE)
            yield number, None
        else:
            yield number, raw.decode("utf-8-sig" if number == 1 else "utf-8")


# --- JSON Lines ------------------------------------------------------------------------------


def _json_lines(stream: IO[bytes]) -> Iterator[Row]:
    for number, line in _lines(stream):
        if line is None:
            yield _bad(number, _("This line is longer than 1 MB. Shorten it."))
        elif line.strip():
            yield _json_row(number, line)


def _json_row(number: int, line: str) -> Row:
    try:
        record = json.loads(line, parse_float=Decimal, parse_constant=_no_number)
    except (ValueError, RecursionError):
        return _bad(number, _("This line is no JSON. Write one object on one line."))
    if not isinstance(record, dict):
        return _bad(number, _("This line is no JSON object. Write one record in braces."))
    return Row(number, record)


def _no_number(word: str) -> None:
    raise ValueError(word)


def _bad(line: int, sentence: str, field: str = "") -> Row:
    return Row(line, None, (Problem(line, field, sentence),))


# --- Tables ----------------------------------------------------------------------------------


def _table(rows: Iterator[tuple[int, list[str] | None]]) -> Iterator[Row]:
    """Checks the head at once, so that a wrong file is told before any of it is used."""
    header: list[str] = []
    for _number, cells in rows:
        header = [cell.strip() for cell in cells or ()]
        if any(header):
            break
    while header and not header[-1]:
        header.pop()
    _require_columns(header)
    return _records(rows, header)


def _records(rows: Iterator[tuple[int, list[str] | None]], header: list[str]) -> Iterator[Row]:
    unflattener = Unflattener(header)
    for number, cells in rows:
        if cells is None:
            yield _bad(number, _("A cell of this row is too long to be read. Shorten it."))
        elif any(cell.strip() for cell in cells[len(header) :]):
            yield _bad(
                number, _("This row has more cells than the first. Are there quotes missing?")
            )
        elif any(cell.strip() for cell in cells):
            texts = [as_written(cell) for cell in cells]
            yield Row(number, unflattener.record(texts + [""] * (len(header) - len(texts))))


def _require_columns(header: list[str]) -> None:
    if not any(is_column(name) for name in header):
        raise UnreadableFileError(
            _("The first row has to name the columns, such as title, description, language.")
        )
    for name in header:
        if not is_column(name):
            raise UnreadableFileError(_unknown_column(name))
    twice = next((name for name in header if header.count(name) > 1), None)
    if twice:
        raise UnreadableFileError(
            _("The column “%(column)s” is there twice. Remove one of the two.") % {"column": twice}
        )
    missing = [name for name in NEEDED if name not in header and "id" not in header]
    if not missing and not {"description", "summary", "id"} & set(header):
        missing = ["description"]
    if missing:
        raise UnreadableFileError(
            _("The column “%(column)s” is missing. Add it; each row needs it.")
            % {"column": missing[0]}
        )


def _unknown_column(name: str) -> str:
    near = difflib.get_close_matches(name, column_names(), n=1)
    if near:
        return _("The column “%(column)s” is not known. Did you mean “%(near)s”?") % {
            "column": name[:60],
            "near": near[0],
        }
    return _("The column “%(column)s” is not known. Remove it, or see docs/formats.") % {
        "column": name[:60]
    }


def _csv_rows(stream: IO[bytes]) -> Iterator[tuple[int, list[str] | None]]:
    head = stream.readline(LONGEST_LINE).decode("utf-8-sig", errors="replace")
    stream.seek(0)
    delimiter = max(",;\t", key=lambda sign: sum(map(is_column, _split_head(head, sign))))
    lines = _Numbered(_lines(stream))
    reader = csv.reader(lines, delimiter=delimiter)
    csv.field_size_limit(LONGEST_CELL)
    while True:
        number = lines.number + 1
        try:
            cells: list[str] | None = next(reader)
        except StopIteration:
            return
        except csv.Error:
            cells = None
        yield number, None if lines.take_fault() else cells


def _split_head(head: str, delimiter: str) -> list[str]:
    return [cell.strip().strip('"') for cell in head.rstrip("\r\n").split(delimiter)]


class _Numbered:
    """Lines for the csv module, which counts none of them and knows no bad one."""

    def __init__(self, lines: Iterable[tuple[int, str | None]]) -> None:
        self.lines = iter(lines)
        self.number = 0
        self.fault = False

    def __iter__(self) -> _Numbered:
        return self

    def __next__(self) -> str:
        self.number, line = next(self.lines)
        if line is None:
            self.fault = True
            return "\n"
        return line

    def take_fault(self) -> bool:
        fault, self.fault = self.fault, False
        return fault
