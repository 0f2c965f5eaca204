"""Words of the field that mean the same: a short list of our own, checked by people.

search/data/synonyms.csv has one group a line, its language first. A group is asked for together
with the word that was typed, at less weight, so that a wrong one does little harm.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from search.analysis import is_cjk, stem, words_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

DATA = Path(__file__).parent / "data" / "synonyms.csv"
LONGEST = 4


def synonyms_of(words: Sequence[str]) -> Iterator[tuple[str, str]]:
    """For the normalised words of a query: (what stands in it, another word for it)."""
    groups = _groups()
    for start in range(len(words)):
        for size in range(min(LONGEST, len(words) - start), 0, -1):
            part = tuple(words[start : start + size])
            others = [o for key in _keys(part) for o in groups.get(key, ())]
            if others:
                yield from ((" ".join(part), other) for other in dict.fromkeys(others))
                break


def _keys(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for language in _languages():
        yield (language, *(w if is_cjk(w) else stem(w, language) for w in words))


@cache
def _languages() -> tuple[str, ...]:
    return tuple(dict.fromkeys(key[0] for key in _groups()))


@cache
def _groups() -> dict[tuple[str, ...], tuple[str, ...]]:
    """By language and stems: the other members of the group."""
    found: dict[tuple[str, ...], list[str]] = defaultdict(list)
    with DATA.open(encoding="utf-8", newline="") as file:
        for language, *members in csv.reader(file):
            for member in members:
                others = [other for other in members if other != member]
                found[language, *_stems(member, language)] += others
    return {key: tuple(others) for key, others in found.items()}


def _stems(text: str, language: str) -> list[str]:
    stems = []
    for word in words_of(text, language):
        if is_cjk(word) and len(word) > 1:
            stems += [word[at : at + 2] for at in range(len(word) - 1)]
        else:
            stems.append(word if is_cjk(word) else stem(word, language))
    return stems
