"""Topics of small-business research programmes of civil US agencies (Government works)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tools.files import english_date, filled, json_lines, web_address

SOURCE = "US civil SBIR and STTR topics"
FILE = "needs-us-civil-sbir-topics.jsonl"


def records(folder: Path) -> Iterator[dict[str, Any]]:
    for row in json_lines(folder / FILE):
        # Some addresses lost their slashes on the way.
        address = web_address(row["source_url"])
        yield filled(
            {
                "kind": "need",
                "type": "challenge",
                "language": "en",
                "title": row["title"],
                "description": row["description"],
                "content_licence": "CC0-1.0",
                "keywords": [row["agency"], row["program"], row["phase"]],
                "cooperation": ["contract_research"],
                "places": ["US"],
                "need_brief": filled(
                    {"funding": "secured", "deadline": english_date(row["close_date"])}
                ),
                "source": {
                    "name": SOURCE,
                    "external_id": row["id"],
                    "url": address,
                    "licence": "US Government work",
                    "date": english_date(row["release_date"]),
                },
            }
        )
