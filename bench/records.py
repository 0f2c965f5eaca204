"""Records as an outside source has them, made from a seed: the same ones every time."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

SEED = 2016
SOURCE = "Bench register"
WORDS = [
    "water",
    "pump",
    "solar",
    "grid",
    "power",
    "village",
    "workshop",
    "sensor",
    "membrane",
    "filter",
    "sand",
    "steel",
    "battery",
    "crop",
    "soil",
    "drying",
    "storage",
    "cold",
    "chain",
    "transport",
    "engine",
    "valve",
    "turbine",
    "heat",
    "light",
    "glass",
    "fibre",
    "yield",
]
THEMES = ("robotics", "new_materials", "biotechnology", "nanotechnology")
COUNTRIES = ("KE", "UG", "TZ", "IN", "BR", "FR", "DE", "CN", "US", "ZA")


def records(count: int) -> Iterator[dict[str, Any]]:
    chance = random.Random(SEED)  # noqa: S311 - nothing secret
    for number in range(count):
        yield _record(number, chance)


def _record(number: int, chance: random.Random) -> dict[str, Any]:
    return {
        "kind": "need" if number % 3 == 0 else "offer",
        "title": " ".join(chance.sample(WORDS, 6)).capitalize(),
        "description": " ".join(chance.choices(WORDS, k=200)),
        "language": "en",
        "keywords": chance.sample(WORDS, 3),
        "themes": [chance.choice(THEMES)],
        "ipc": [f"C02F {chance.randint(1, 11)}/00"],
        "places": chance.sample(COUNTRIES, 2),
        "licence_terms": {"kinds": ["non_exclusive"], "territory_scope": "worldwide"},
        "rights": [
            {
                "kind": "patent",
                "office": "KE",
                "countries": [
                    {"country": country, "state": "in_force"}
                    for country in chance.sample(COUNTRIES, 2)
                ],
            }
        ],
        "links": [{"kind": "website", "title": "Page", "url": f"https://example.org/{number}"}],
        "source": {"name": SOURCE, "external_id": str(number)},
    }
