"""Needs and offers with words as real texts have them, made from a seed: always the same ones.

Words are as frequent as their place in the list says (Zipf); each record speaks of one subject, in
words that other subjects hardly use.
"""

from __future__ import annotations

import itertools
import random
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

SEED = 2016
SYLLABLES = (
    "ba",
    "ce",
    "di",
    "fo",
    "gu",
    "ha",
    "ke",
    "li",
    "mo",
    "nu",
    "pa",
    "re",
    "si",
    "to",
    "vu",
)
VOCABULARY, SUBJECTS, WORDS_OF_A_SUBJECT = 20_000, 400, 40
LENGTH, ABOUT_THE_SUBJECT = 150, 0.3
THEMES = ("robotics", "new_materials", "biotechnology", "nanotechnology", "water")
COUNTRIES = ("KE", "UG", "TZ", "IN", "BR", "FR", "DE", "CN", "US", "ZA")
KINDS = ("exclusive", "non_exclusive", "sole", "open")


def records(kind: str, count: int) -> Iterator[dict[str, Any]]:
    """Of one kind; offers and needs of the same subjects."""
    chance = random.Random(f"{SEED} {kind}")  # noqa: S311 - nothing secret
    words = _vocabulary()
    weights = list(itertools.accumulate(1 / place for place in range(1, VOCABULARY + 1)))
    for number in range(count):
        subject = chance.randrange(SUBJECTS)
        rare = words[VOCABULARY // 2 + subject * WORDS_OF_A_SUBJECT % (VOCABULARY // 2) :]
        special = rare[:WORDS_OF_A_SUBJECT]
        about = round(LENGTH * ABOUT_THE_SUBJECT)
        text = chance.choices(special, k=about)
        text += chance.choices(words, cum_weights=weights, k=LENGTH - about)
        chance.shuffle(text)
        yield _record(kind, number, " ".join(chance.sample(special, 5)), " ".join(text), chance)


def _vocabulary() -> list[str]:
    return ["".join(parts) for parts in itertools.islice(
        itertools.product(SYLLABLES, repeat=4), VOCABULARY
    )]  # fmt: skip


def _record(kind: str, number: int, title: str, text: str, chance: random.Random) -> dict[str, Any]:
    return {
        "kind": kind,
        "title": title.capitalize(),
        "description": text,
        "language": "en",
        "readiness": chance.randint(1, 9),
        "themes": [chance.choice(THEMES)],
        "ipc": [f"C02F {chance.randint(1, 11)}/00"],
        "places": chance.sample(COUNTRIES, 2),
        "licence_terms": {"kinds": chance.sample(KINDS, 2), "territory_scope": "worldwide"},
        "source": {"name": f"Bench {kind}s", "external_id": str(number)},
    }
