"""What the signs in a query mean: quotes, a minus in front, a star behind. Nothing else has a
meaning, and nothing is wrong."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from search.analysis import STOP_WORDS, asked_of, normalise, words_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_PIECE = re.compile(
    r"""(?P<minus>(?<!\S)[-−])?(?:"(?P<a>[^"]*)"|“(?P<b>[^”]*)”|«(?P<c>[^»]*)»|(?P<word>[^\s"“«]+|["“«]))"""
)
_STAR = re.compile(r"\w\*+\W*$")
MOST_PIECES = 600
# Each of these is looked for by itself, in every listing: here is what one query can cost, and for
# pages, alerts and both engines alike which of them count.
MOST_PHRASES = MOST_UNWANTED = 16
MOST_UNWANTED_STARS = 3
# So many words beside a phrase make a sentence.
SENTENCE = 6


class Parsed(NamedTuple):
    """`text` is everything that is looked for, in order, phrases too; `beside` is that without
    them; `typed` is all of it. Of the others there are no more than count, the first ones, and none of them twice."""

    text: str
    beside: str
    phrases: tuple[str, ...]
    beginnings: tuple[str, ...]
    without: tuple[str, ...]
    without_phrases: tuple[str, ...]
    typed: str

    @property
    def has_words_beside(self) -> bool:
        """Whether something is asked for beside phrases: it still is where nothing has them."""
        return bool(self.beside)


class _Piece(NamedTuple):
    text: str
    is_phrase: bool
    is_unwanted: bool


def parse(words: str) -> Parsed:
    pieces = list(_pieces(words))
    wanted = [piece for piece in pieces if not piece.is_unwanted]
    beside = [piece.text for piece in wanted if not piece.is_phrase]
    phrases = _once(piece for piece in wanted if piece.is_phrase)[:MOST_PHRASES]
    unwanted = _unwanted(_once(piece for piece in pieces if piece.is_unwanted))
    return Parsed(
        text=" ".join(piece.text for piece in wanted),
        beside=" ".join(beside),
        phrases=tuple(piece.text for piece in phrases),
        beginnings=tuple(dict.fromkeys(w.rstrip("*") for w in beside if _STAR.search(w))),
        without=tuple(piece.text for piece in unwanted if not piece.is_phrase),
        without_phrases=tuple(piece.text for piece in unwanted if piece.is_phrase),
        typed=words,
    )


def with_wanted(words: str, change: Callable[[str], str]) -> str:
    """What was typed, with each piece changed that is looked for; what is unwanted stays."""
    return _PIECE.sub(lambda piece: piece[0] if piece["minus"] else change(piece[0]), words)


def _pieces(words: str) -> Iterator[_Piece]:
    for found in islice(_PIECE.finditer(words), MOST_PIECES):
        phrase = found["a"] or found["b"] or found["c"]
        text = phrase or found["word"] or ""
        if any(c.isalnum() for c in text):
            is_unwanted = bool(found["minus"])
            if not is_unwanted:
                yield _Piece(text, bool(phrase), is_unwanted)
            elif _has_several_words(text):
                yield _Piece(text.rstrip("*"), True, is_unwanted)
            else:
                yield _Piece(text, False, is_unwanted)


def _has_several_words(text: str) -> bool:
    """Also what is written as one: "wind-diesel", a run of Chinese characters. With a minus it keeps
    out what has it as it stands, not all that has a part; there is no beginning of it, so that a
    star behind means nothing. One word in quotes is that word."""
    return len(asked_of(text, every=True)) > 1


def _once(pieces: Iterable[_Piece]) -> list[_Piece]:
    found: dict[tuple[str, bool], _Piece] = {}
    for piece in pieces:
        found.setdefault((normalise(piece.text), piece.is_phrase), piece)
    return list(found.values())


def _unwanted(pieces: Iterable[_Piece]) -> list[_Piece]:
    """Those that count. A star too many is none; the word itself is unwanted all the same."""
    found: list[_Piece] = []
    stars = 0
    for piece in islice(pieces, MOST_UNWANTED):
        has_star = not piece.is_phrase and bool(starts_of([piece.text]))
        stars += has_star
        is_one_too_many = has_star and stars > MOST_UNWANTED_STARS
        found.append(piece._replace(text=piece.text.rstrip("*")) if is_one_too_many else piece)
    return found


def required_phrases(parsed: Parsed) -> tuple[str, ...]:
    """In a whole sentence quotes are what they are in any text: they ask for nothing."""
    if not parsed.phrases:
        return ()
    others = sum(one.word not in STOP_WORDS for one in asked_of(parsed.beside))
    return parsed.phrases if others < SENTENCE else ()


def starts_of(pieces: Iterable[str]) -> list[str]:
    """Of those with a star behind, how the words begin that are meant."""
    return [word for piece in pieces if piece.endswith("*") for word in words_of(piece)[-1:]]
