"""How a word may be written whose accents are not known: the index compares without them, and has
its words to be shown with them."""

from __future__ import annotations

import re

from search.analysis import fold, normalise

# So many letters are compared: with all its accents each takes up to forty characters of a pattern,
# of which Elasticsearch allows a thousand.
MOST_LETTERS = 25
# What becomes the same without accents: "é" is under "e", "œ" under "oe".
ACCENTED: dict[str, str] = {}
for _letter in map(chr, (*range(0xC0, 0x250), *range(0x1E00, 0x1F00))):
    if normalise(_letter) == _letter != (_plain := fold(_letter)):
        ACCENTED[_plain] = ACCENTED.get(_plain, "") + _letter
_LETTERS = re.compile("|".join([*(plain for plain in ACCENTED if len(plain) > 1), "."]))


def alike(word: str) -> str:
    """A pattern of the word with any accents."""
    # In brackets nothing that a word may have in it means anything else.
    return _LETTERS.sub(_in_any_way, fold(word)[:MOST_LETTERS])


def _in_any_way(found: re.Match[str]) -> str:
    each = "".join(f"[{letter}{ACCENTED.get(letter, '')}]" for letter in found[0])
    return each if len(found[0]) == 1 else f"({each}|[{ACCENTED[found[0]]}])"
