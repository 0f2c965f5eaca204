"""What the converters share: reading a file of records, and values in their normal form."""

from __future__ import annotations

import csv
import datetime as dt
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_WEB = re.compile(r"https?://[^\s<>\"]{4,490}\Z")
# Columns of the UN's and others' names of countries, in the order in which they are believed.
_NAMES = ("CLDR display name", "UNTERM English Short", "official_name_en", "UNTERM English Formal")


def json_lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)


def web_address(*candidates: object) -> str:
    """The first that is one, else ""."""
    texts = (str(one or "").strip() for one in candidates)
    return next((text for text in texts if _WEB.match(text)), "")


def english_date(text: str) -> str:
    """ "March 09, 2018" as 2018-03-09; "" for anything else."""
    try:
        # The days of a calendar have no zone.
        return dt.datetime.strptime(text.strip(), "%B %d, %Y").date().isoformat()  # noqa: DTZ007
    except ValueError:
        return ""


def filled(record: dict[str, Any]) -> dict[str, Any]:
    """Without what is empty."""
    return {name: value for name, value in record.items() if value not in ("", None, [], {})}


def country_codes(folder: Path) -> dict[str, str]:
    """English names of countries to codes by ISO 3166-1; empty where the table is not there."""
    table = folder / "reference" / "un-m49" / "country-codes.csv"
    if not table.exists():
        return {}
    codes: dict[str, str] = {}
    with table.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for column in _NAMES:
                name, code = row.get(column), row.get("ISO3166-1-Alpha-2")
                if name and code:
                    codes.setdefault(name.casefold(), code)
    return codes
