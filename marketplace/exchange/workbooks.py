"""The first sheet of an XLSX file, row by row, every cell as the text it shows."""

from __future__ import annotations

import datetime as dt
import zipfile
from typing import IO, TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from marketplace.exchange.problems import UnreadableFileError

if TYPE_CHECKING:
    from collections.abc import Iterator

# What is packed into a few kilobytes may be gigabytes.
MOST_UNPACKED = 256 * 1024 * 1024
# Bad XML is a SyntaxError whichever parser openpyxl has found: that of lxml, or Python's own.
DAMAGED = (SyntaxError, ValueError, KeyError, zipfile.BadZipFile)


def sheet_rows(stream: IO[bytes]) -> Iterator[tuple[int, list[str] | None]]:
    """Numbered rows. Raises `UnreadableFileError` unless it is a workbook of a sensible size."""
    try:
        with zipfile.ZipFile(stream) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
        if unpacked > MOST_UNPACKED:
            raise UnreadableFileError(_("The file is too large when unpacked. Split it."))
        stream.seek(0)
        # Computed cells come as what they last showed, never as formulas.
        book = load_workbook(stream, read_only=True, data_only=True)
        sheet = book.worksheets[0]
    except (*DAMAGED, InvalidFileException, IndexError, OSError):
        raise _no_workbook() from None
    return _rows(sheet)


def _no_workbook() -> UnreadableFileError:
    return UnreadableFileError(
        _("The file is not what its ending says. Save it as JSON Lines, CSV or XLSX.")
    )


def _rows(sheet: Any) -> Iterator[tuple[int, list[str] | None]]:
    sheet.reset_dimensions()
    rows = sheet.iter_rows(values_only=True)
    number = 0
    while True:
        try:
            cells = next(rows)
        except StopIteration:
            return
        except DAMAGED:
            raise _no_workbook() from None
        number += 1
        yield number, [_text(cell) for cell in cells]


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, dt.datetime):
        return (cell.date() if cell.time() == dt.time() else cell).isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
