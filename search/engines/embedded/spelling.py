"""Words that the index does not know: which one was meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.db.models.functions import Length

from search.engines.typed import MOST_RIGHT, allowed, can_be_wrong
from search.models import Term

if TYPE_CHECKING:
    from collections.abc import Sequence

    from search.analysis import Asked
    from search.models import Generation

# No more terms are compared with each word than this.
MOST_TERMS = 3000


def nearest(generation: Generation, asked: Sequence[Asked]) -> dict[str, Term]:
    """For each word the commonest of the nearest terms: one change away, of long words two."""
    words = [one for one in asked if can_be_wrong(one.word)][:MOST_RIGHT]
    found: dict[str, Term] = {}
    if not words:
        return found
    condition = Q()
    for one in words:
        condition |= _near(one.word)
    rows = (
        Term.objects.filter(condition, generation=generation.pk, frequency__gt=0)
        .annotate(size=Length("text"))
        .order_by("-frequency", "pk")[:MOST_TERMS]
    )
    for one in words:
        best = min(((_distance(one, term), -term.frequency, term.pk, term) for term in rows),
                   default=None, key=lambda row: row[:3])  # fmt: skip
        if best and best[0] <= allowed(one.word):
            found[one.word] = best[3]
    return found


def _near(word: str) -> Q:
    """Terms that begin with the same two characters, or with the same but for one of the two."""
    starts = {word[:2], word[1::-1], word[0] + word[2:3], word[1:3]}
    condition = Q()
    for start in starts:
        end = start[:-1] + chr(ord(start[-1]) + 1)
        condition |= Q(text__gte=start, text__lt=end)
    return condition


def _distance(asked: Asked, term: Term) -> int:
    limit = allowed(asked.word)
    return min(
        distance(asked.word, term.shown, limit),
        *(distance(text, term.text, limit) for text in asked.terms),
    )


def distance(one: str, other: str, limit: int) -> int:
    """Insertions, deletions, replacements and swaps of neighbours; `limit` + 1 if more."""
    # Most are turned away here: too many letters that the other lacks.
    if abs(len(one) - len(other)) > limit or len(set(one) ^ set(other)) > 2 * limit:
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
