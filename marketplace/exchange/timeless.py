"""Workbooks without the time at which they were made: the same bytes for the same cells."""

from __future__ import annotations

import datetime as dt
import shutil
import zipfile
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from openpyxl.writer.excel import ExcelWriter

if TYPE_CHECKING:
    from openpyxl import Workbook

# The first day that a ZIP archive can name.
LONG_AGO = dt.datetime(1980, 1, 1)  # noqa: DTZ001 - a workbook keeps its days without a zone
_READABLE = 0o644 << 16


class _Archive(zipfile.ZipFile):
    """Every entry is of the same day, whatever the clock and the file it comes from say."""

    def writestr(self, zinfo_or_arcname: Any, data: Any, *args: Any, **kwargs: Any) -> None:
        super().writestr(_entry(zinfo_or_arcname), data, *args, **kwargs)

    def write(self, filename: Any, arcname: Any = None, *args: Any, **kwargs: Any) -> None:
        path, entry = Path(filename), _entry(arcname)
        entry.file_size = path.stat().st_size  # beyond some size another form is needed
        with path.open("rb") as source, self.open(entry, "w") as target:
            shutil.copyfileobj(source, target)


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, LONG_AGO.timetuple()[:6])
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = _READABLE
    return entry


def save_timeless(book: Workbook, stream: IO[bytes]) -> None:
    """As `book.save`, which would write the time of day into it."""
    book.properties.created = book.properties.modified = LONG_AGO
    ExcelWriter(book, _Archive(stream, "w", zipfile.ZIP_DEFLATED)).save()
