"""The texts of the two, and the languages in which they can be read."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from matching.enums import Part
from matching.parts.finding import clashes, fits, is_open
from matching.parts.words import worth_telling

if TYPE_CHECKING:
    from matching.parts.finding import Finding
    from matching.sides import Side

# From this share of the need on, and this many words that say something, texts are a reason by
# themselves. The share was chosen on the demonstration data: below it are shared phrases.
ENOUGH, ENOUGH_WORDS = 0.11, 2


class Likeness(NamedTuple):
    """How much of the need's text the offer answers, from 0 to 1, and by which words most."""

    share: float = 0.0
    words: tuple[str, ...] = ()


def text(likeness: Likeness) -> Finding:
    words = worth_telling(likeness.words)
    if likeness.share >= ENOUGH and len(words) >= ENOUGH_WORDS:
        return fits(Part.TEXT, words=words)
    return is_open(Part.TEXT, words=words)


def language(need: Side, offer: Side) -> Finding | None:
    if not (need.languages and offer.languages):
        return None
    if both := [code for code in need.languages if code in offer.languages]:
        return fits(Part.LANGUAGE, shared=both)
    return clashes(Part.LANGUAGE, offered=list(offer.languages), needed=list(need.languages))
