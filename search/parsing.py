"""What the signs in a query mean: quotes, a minus in front, a star behind. Nothing else has a
meaning, and nothing is wrong."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from search.analysis import asked_of, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable

_PIECE = re.compile(
    r"""(?P<minus>(?<!\S)[-−])?(?:"(?P<a>[^"]*)"|“(?P<b>[^”]*)”|«(?P<c>[^»]*)»|(?P<word>[^\s"“«]+|["“«]))"""
)
_STAR = re.compile(r"\w\*+\W*$")
MOST_PIECES = 600
# So many words beside a phrase make a sentence.
SENTENCE = 6


class Parsed(NamedTuple):
    """`text` is everything that is looked for, in order, phrases too."""

    text: str
    phrases: tuple[str, ...]
    beginnings: tuple[str, ...]
    without: tuple[str, ...]
    without_phrases: tuple[str, ...]

    @property
    def has_words_beside(self) -> bool:
        """Whether something is asked for beside phrases: it still is where nothing has them."""
        return " ".join(self.phrases) != self.text


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


def required_phrases(parsed: Parsed) -> tuple[str, ...]:
    """In a whole sentence quotes are what they are in any text: they ask for nothing."""
    if not parsed.phrases:
        return ()
    quoted = sum(len(asked_of(phrase)) for phrase in parsed.phrases)
    others = len(asked_of(parsed.text)) - quoted
    return parsed.phrases if others < SENTENCE else ()


def starts_of(pieces: Iterable[str]) -> list[str]:
    """Of those with a star behind, how the words begin that are meant."""
    return [word for piece in pieces if piece.endswith("*") for word in words_of(piece)[-1:]]
