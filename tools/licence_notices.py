"""Notices of the US Federal Register that an invention may be licensed (Government works)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tools.files import filled, json_lines

SOURCE = "US Federal Register"
FILE = "us-federal-register-licence-notices.jsonl"


def records(folder: Path) -> Iterator[dict[str, Any]]:
    for row in json_lines(folder / FILE):
        number = row["document_number"]
        address = f"https://www.federalregister.gov/d/{number}"
        yield filled(
            {
                "kind": "offer",
                "type": "technology",
                "language": "en",
                "title": row["title"],
                "description": row["abstract"],
                "content_licence": "CC0-1.0",
                "cooperation": ["licence"],
                "assets": ["patent"]
                if "patent" in (row["title"] + row["abstract"]).lower()
                else [],
                "licence_terms": {
                    "kinds": _kinds(row["title"]),
                    "note": f"Federal Register {number}, {row['published']}",
                },
                "links": [{"kind": "website", "title": f"Notice {number}", "url": address}],
                "source": {
                    "name": SOURCE,
                    "external_id": number,
                    "url": address,
                    "licence": "US Government work",
                    "date": row["published"],
                },
            }
        )


def _kinds(title: str) -> list[str]:
    """As the title says; "partially exclusive" is exclusive in a field of use."""
    words = title.lower()
    if re.search(r"partial(ly)?[- ]exclusive", words):
        return ["exclusive_in_field"]
    if re.search(r"non-?exclusive", words):
        return ["non_exclusive"]
    # A co-exclusive licence, to a few, has no word of its own.
    return ["exclusive"] if re.search(r"(?<!co-)(?<!co)\bexclusive", words) else []
