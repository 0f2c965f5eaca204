"""Write a public collection in the exchange format: `python -m tools.convert NAME [FOLDER] > FILE`.

FOLDER is TECHACCORD_DATA, or `../shared/data` beside the project.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from tools import (
    agency_needs,
    clean_technology,
    licence_notices,
    public_goods,
    software_catalogue,
)

ROOT = Path(__file__).resolve().parents[1]


class Collection(NamedTuple):
    """`source` and `country` are what the import is told; `records` gives the records."""

    source: str
    country: str
    records: Callable[[Path], Iterator[dict[str, Any]]]


COLLECTIONS = {
    "public-goods": Collection(public_goods.SOURCE, "US", public_goods.records),
    "clean-technology": Collection(clean_technology.SOURCE, "BE", clean_technology.records),
    "software-catalogue": Collection(software_catalogue.SOURCE, "US", software_catalogue.records),
    "licence-notices": Collection(licence_notices.SOURCE, "US", licence_notices.records),
    "agency-needs": Collection(agency_needs.SOURCE, "US", agency_needs.records),
}


def data_folder() -> Path:
    return Path(os.environ.get("TECHACCORD_DATA") or ROOT.parent / "shared" / "data")


def require_data() -> None:
    """End the program where the folder of collections is not there."""
    if not data_folder().is_dir():
        sys.exit(f"{data_folder()} is not there; TECHACCORD_DATA names the folder of records.")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.convert", description=__doc__)
    parser.add_argument("name", choices=COLLECTIONS)
    parser.add_argument("folder", nargs="?", type=Path, default=data_folder())
    options = parser.parse_args()
    try:
        for record in COLLECTIONS[options.name].records(options.folder):
            sys.stdout.write(json.dumps(record, ensure_ascii=False) + "\n")
    except FileNotFoundError as error:
        sys.exit(f"{error.filename} is not there. Name the folder, or set TECHACCORD_DATA.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
