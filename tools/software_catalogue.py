"""NASA's software catalogue (United States Government works)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from marketplace.vocabulary.spdx import OPEN_LICENCES
from tools.files import filled, json_lines, web_address

SOURCE = "NASA Software Catalog"
FILE = "nasa-software-catalog.jsonl"
RELEASES = (
    "Open Source",
    "General Public Release",
    "U.S. and Foreign Release",
    "U.S. Release Only",
    "U.S. Government Purpose Release",
)
# As the catalogue abbreviates them.
LICENCES = {"GPLv3": "GPL-3.0-only", "GPLv2": "GPL-2.0-only", "MPLv2": "MPL-2.0"}
KEYWORDS = 8


def records(folder: Path) -> Iterator[dict[str, Any]]:
    for row in json_lines(folder / FILE):
        address = web_address(row["repositoryURL"], row.get("homepageURL"))
        yield filled(
            {
                "kind": "offer",
                "type": "technology",
                "language": "en",
                "title": row["name"],
                "description": row["description"],
                "content_licence": "CC0-1.0",
                "keywords": _keywords(row),
                "assets": ["software"],
                "cooperation": ["licence"],
                "licence_terms": _terms(row),
                "links": _links(row),
                "source": {
                    "name": SOURCE,
                    "external_id": row["local-id"],
                    "url": address,
                    "licence": "US Government work",
                },
            }
        )


def _keywords(row: dict[str, Any]) -> list[str]:
    found = [word.removeprefix("nlp:") for word in row.get("sti_keywords_passed_thresholds") or []]
    return [word for word in found if len(word) <= 60][:KEYWORDS]


def _terms(row: dict[str, Any]) -> dict[str, Any]:
    release = next((tag for tag in row["tags"] if tag in RELEASES), "")
    licences = row["permissions"]["licenses"]
    names = [licence["name"] for licence in licences if licence.get("name")]
    known = [name for name in (LICENCES.get(n, n) for n in names) if name in OPEN_LICENCES]
    is_open = bool(known) or release == "Open Source"
    note = [
        f"Release: {release}" if release else "",
        f"Licence: {', '.join(names)}" if names else "",
    ]
    terms = {
        "kinds": ["open"] if is_open else [],
        "open_licence": known[0] if known else "",
        # Released to persons of the United States and nobody else.
        "territory_scope": "listed" if release == "U.S. Release Only" else "",
        "territories": ["US"] if release == "U.S. Release Only" else [],
        "note": "\n".join(filter(None, note)),
    }
    return filled(terms)


def _links(row: dict[str, Any]) -> list[dict[str, str]]:
    found = (
        ("code", "Repository", web_address(row["repositoryURL"])),
        ("website", "Home page", web_address(row.get("homepageURL"))),
    )
    once = {url: (kind, title) for kind, title, url in reversed(found) if url and len(url) <= 300}
    return [{"kind": kind, "title": title, "url": url} for url, (kind, title) in once.items()]
