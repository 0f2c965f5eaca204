"""Digital public goods: the candidates and goods of the Digital Public Goods Alliance (Unlicense)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from marketplace.vocabulary.spdx import OPEN_LICENCES
from tools.files import country_codes, filled, json_lines, web_address

SOURCE = "Digital Public Goods Alliance"
FILE = "digital-public-goods.jsonl"
ADDRESS = "https://digitalpublicgoods.net/"
# Identifiers that the SPDX list has given up, by those it now has for the same text.
RENAMED = {
    "GPL-2.0": "GPL-2.0-only",
    "GPL-3.0": "GPL-3.0-only",
    "AGPL-3.0": "AGPL-3.0-only",
    "LGPL-3.0": "LGPL-3.0-only",
}
ASSETS = {"software": "software", "data": "data", "aimodel": "software"}


def records(folder: Path) -> Iterator[dict[str, Any]]:
    codes = country_codes(folder)
    for row in json_lines(folder / FILE):
        yield filled(
            {
                "kind": "offer",
                "type": "technology",
                "language": "en",
                "title": row["name"],
                "description": row["description"],
                "content_licence": "CC0-1.0",
                # Only goals are named there, no targets.
                "sdg_targets": sorted({str(goal["SDGNumber"]) for goal in row["SDGs"]}, key=int),
                "keywords": [word for word in row.get("sectors", []) if word],
                "cooperation": ["licence"],
                "assets": sorted({ASSETS[kind] for kind in row["type"] if kind in ASSETS}),
                "places": _places(row, codes),
                "licence_terms": _terms(row),
                "links": _links(row),
                "source": {
                    "name": SOURCE,
                    "external_id": row["_slug"],
                    "url": ADDRESS,
                    "licence": "Unlicense",
                },
            }
        )


def _terms(row: dict[str, Any]) -> dict[str, Any]:
    names = [licence["spdx"] for licence in row["license"]]
    known = [name for name in (RENAMED.get(n, n) for n in names) if name in OPEN_LICENCES]
    terms = {
        "open_licence": known[0] if known else "",
        "territory_scope": "worldwide" if known else "",
        "note": "SPDX: " + ", ".join(names),
    }
    return filled({"kinds": ["open"] if known else [], **terms})


def _places(row: dict[str, Any], codes: dict[str, str]) -> list[str]:
    where = (row.get("_screening") or {}).get("locations") or {}
    names = where.get("deploymentCountries") or []
    return sorted({codes[name.casefold()] for name in names if name.casefold() in codes})


def _links(row: dict[str, Any]) -> list[dict[str, str]]:
    found = [("website", row["name"], row.get("website"))]
    found += [("code", one.get("name") or row["name"], one["url"])
              for one in row.get("repositories", [])]  # fmt: skip
    found += [("website", one["name"], one.get("website")) for one in row["organizations"]]
    links = (
        {"kind": kind, "title": title[:300], "url": web_address(url)} for kind, title, url in found
    )
    return [link for link in links if link["url"] and len(link["url"]) <= 300]
