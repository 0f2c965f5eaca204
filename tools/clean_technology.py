"""Clean-technology projects of Horizon 2020, from CORDIS (CC BY 4.0, European Union)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tools.files import filled, json_lines

SOURCE = "CORDIS"
FILE = "cordis-h2020-clean-technology-projects.jsonl"


def records(folder: Path) -> Iterator[dict[str, Any]]:
    for row in json_lines(folder / FILE):
        address = f"https://cordis.europa.eu/project/id/{row['id']}"
        yield filled(
            {
                "kind": "offer",
                "type": "rd_cooperation",
                "language": "en",
                "title": _title(row["title"]),
                "description": row["objective"],
                "content_licence": "CC-BY-4.0",
                "cooperation": ["rd_cooperation"],
                "keywords": [row["topic"][:60]] if row["topic"] else [],
                "offer_details": {"partner_sought": _partners(row)},
                # The number of a project is that of its grant agreement.
                "funding_sources": [
                    {"funder": "European Union (Horizon 2020)", "grant": str(row["id"])}
                ],
                "links": [{"kind": "website", "title": row["acronym"], "url": address}],
                "source": {
                    "name": SOURCE,
                    "external_id": str(row["id"]),
                    "url": address,
                    "licence": "CC-BY-4.0",
                },
            }
        )


def _title(title: str) -> str:
    # Some are shouted.
    return title.capitalize() if title.isupper() else title


def _partners(row: dict[str, Any]) -> str:
    """Facts, not a wish: who leads it, with whom, and when."""
    where = row["participant_countries"].replace(";", ", ")
    lines = [
        f"Project {row['acronym']}, {row['start']} – {row['end']}",
        f"Coordinator: {row['coordinator']} ({row['coordinator_country']})",
        f"Participants: {where}" if where else "",
    ]
    return "\n".join(filter(None, lines))
