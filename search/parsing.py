"""What the signs in a query mean: quotes, a minus in front, a star behind. Nothing else has a
meaning, and nothing is wrong."""

from __future__ import annotations

import re
from typing import NamedTuple

_PIECE = re.compile(
    r"""(?P<minus>(?<!\S)[-−])?(?:"(?P<a>[^"]*)"|“(?P<b>[^”]*)”|«(?P<c>[^»]*)»|(?P<word>[^\s"“«]+|["“«]))"""
)
_STAR = re.compile(r"\w\*+\W*$")
MOST_PIECES = 600


class Parsed(NamedTuple):
    """`text` is everything that is looked for, in order, phrases too."""

    text: str
    phrases: tuple[str, ...]
    beginnings: tuple[str, ...]
    without: tuple[str, ...]
    without_phrases: tuple[str, ...]


def parse(words: str) -> Parsed:
    wanted, phrases, beginnings, without, without_phrases = [], [], [], [], []
    for found in list(_PIECE.finditer(words))[:MOST_PIECES]:
        phrase = found["a"] or found["b"] or found["c"]
        word = found["word"] or ""
        if not any(c.isalnum() for c in phrase or word):
            continue
        if found["minus"]:
            (without_phrases if phrase else without).append(phrase or word)
            continue
        if phrase:
            phrases.append(phrase)
        elif _STAR.search(word):
            beginnings.append(word.rstrip("*"))
        wanted.append(phrase or word)
    lists = (phrases, beginnings, without, without_phrases)
    return Parsed(" ".join(wanted), *map(tuple, lists))
