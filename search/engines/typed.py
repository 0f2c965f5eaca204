"""Words as somebody types them: unfinished, or not quite right. Both engines see them alike."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from search.analysis import LONGEST_TERM, is_cjk, normalise, word_spans, words_of
from search.parsing import with_wanted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from search.parsing import Parsed

SHORTEST = 4
# No more words of a query are put right than this.
MOST_RIGHT = 4


def can_be_wrong(word: str) -> bool:
    return len(word) >= SHORTEST and word.isalpha() and not is_cjk(word)


def allowed(word: str) -> int:
    """How many changes away the word may be that was meant."""
    return 1 if len(word) < 8 else 2


def put_right(parsed: Parsed, right: Mapping[str, str]) -> str:
    """The words of the query with some replaced, everything else as it was typed."""

    def replaced(match: re.Match[str]) -> str:
        return right.get(normalise(match[0]), match[0])

    def put(piece: str) -> str:
        pieces, at = [], 0
        for match in word_spans(piece):
            pieces += [piece[at : match.start()], replaced(match)]
            at = match.end()
        return "".join([*pieces, piece[at:]])

    return with_wanted(parsed.typed, put)


def unfinished(beginning: str) -> tuple[str, str] | None:
    """What stands before the last word, and that word, normalised; None where it is finished."""
    words = words_of(beginning)
    if not words or not beginning[-1:].isalnum():
        return None
    before = normalise(beginning)
    return before[: before.rfind(words[-1])], words[-1][:LONGEST_TERM]
