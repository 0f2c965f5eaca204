"""A long text as a question: what both engines read in it alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from search.analysis import LATIN, script_of, words_of

if TYPE_CHECKING:
    from search.engines.base import Likeness

# Measured: docs/search-quality.md.
TITLE_TIMES = 3
# So many of the words that weigh most are told for each hit.
REASONS = 5


def text_of(like: Likeness) -> str:
    """All of it, the title as often as it counts; a phrase does not reach over the seams."""
    return ". \n".join([*[like.title] * TITLE_TIMES, like.description])


def language_of(like: Likeness) -> str:
    """The given one; else that of Latin languages whose stop words are the most, or "".

    A long text tells its language; taking one language for another costs more than not knowing.
    """
    if like.language:
        return like.language
    words = words_of(f"{like.title} {like.description}"[:4000])
    if not words or script_of(words[0]) not in ("latin", ""):
        return ""
    counts = {code: sum(word in _FREQUENT[code] for word in words) for code in LATIN}
    best = max(counts, key=lambda code: counts[code])
    others = max(number for code, number in counts.items() if code != best)
    return best if counts[best] >= 5 and counts[best] >= 2 * others else ""


_FREQUENT = {
    "en": frozenset(("the", "of", "and", "to", "in", "for", "is", "that", "with", "this", "be")),
    "fr": frozenset(("le", "la", "les", "des", "et", "du", "une", "est", "dans", "pour", "qui")),
    "es": frozenset(
        ("el", "la", "los", "las", "y", "del", "una", "es", "en", "para", "que", "con")
    ),
}
