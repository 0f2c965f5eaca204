"""Words that the index does not know: which one was meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

from search.analysis import fold
from search.engines.typed import MOST_RIGHT, allowed, can_be_wrong

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from search.analysis import Asked
    from search.models import Generation

    Row = tuple[str, str, int, int]

# No more terms are compared with each word than this.
MOST_TERMS = 3000


def nearest(generation: Generation, asked: Sequence[Asked]) -> dict[str, tuple[int, int, str]]:
    """For each word the commonest of the nearest terms: one change away, of long words two.

    A term is its key, its frequency and its word.
    """
    words = [one for one in asked if can_be_wrong(one.word)][:MOST_RIGHT]
    rows = _beginning_alike(generation, [fold(one.word) for one in words]) if words else []
    right = {one.word: _nearest(one, rows) for one in words}
    return {word: term for word, term in right.items() if term}


def _nearest(asked: Asked, rows: Iterable[Row]) -> tuple[int, int, str] | None:
    """Of terms that come the commonest first, the first of those with the fewest changes; a letter
    left out is likelier than one too many."""
    best, word, limit = None, fold(asked.word), allowed(asked.word)
    fewest = limit + 1
    for text, shown, key, frequency in rows:
        # An accent is no change, as it is none between terms.
        plain = fold(shown)
        of_word = distance(word, plain, limit)
        changes = min([of_word, *(distance(one, text, limit) for one in asked.terms)])
        if changes > limit:
            continue
        # What is as near still counts where this one has fewer letters, or its stem alone is near.
        is_doubtful = len(plain) < len(word) or of_word > changes
        if changes < fewest or not is_doubtful:
            best, fewest = (key, frequency, shown), changes
            limit = changes if is_doubtful else changes - 1
        if limit < 0:
            break
    return best


def _beginning_alike(generation: Generation, words: Iterable[str]) -> list[Row]:
    ranges = list(dict.fromkeys(part for word in words for part in _near(word)))
    condition = " OR ".join(["text >= %s AND text < %s"] * len(ranges))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT text, shown, id, frequency FROM search_term "  # noqa: S608 - places alone
            f"WHERE generation = %s AND frequency > 0 AND ({condition}) "
            f"ORDER BY frequency DESC, id LIMIT {MOST_TERMS}",
            [generation.pk, *(end for part in ranges for end in part)],
        )
        return cursor.fetchall()


def _near(word: str) -> Iterator[tuple[str, str]]:
    """Terms that begin with the same two characters, or with the same but for one of the two."""
    for start in (word[:2], word[1::-1], word[0] + word[2:3], word[1:3]):
        yield start, start[:-1] + chr(ord(start[-1]) + 1)


def distance(one: str, other: str, limit: int) -> int:
    """Insertions, deletions, replacements and swaps of neighbours; `limit` + 1 if more."""
    # Most are turned away here: too many letters that the other lacks.
    if abs(len(one) - len(other)) > limit or len({*one} ^ {*other}) > 2 * limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        last, before, row = before, row, [i]
        for j, b in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
    return min(row[-1], limit + 1)
