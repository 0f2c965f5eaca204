"""Postings summed up: numbers of entries and nothing else."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from django.db import connection

from search.engines.embedded.analysing import HIGHEST_IMPACT
from search.engines.embedded.lookup import Group, affordable
from search.models import Posting

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

# From five words on a listing has to have two of them: less to count, and nothing lost.
MANY_WORDS, ENOUGH_OF_MANY = 5, 2
FEW = 50


def scores(groups: Sequence[Group], documents: int, *, best: int = 0) -> list[tuple[int, int]]:
    """(number, score) of the entries that have the groups' terms; with `best`, the highest only."""
    taken = affordable(groups, documents)
    if not taken:
        return []
    many = sum(group.is_own for group, _weight in taken) >= MANY_WORDS
    needed = ENOUGH_OF_MANY if many else 1
    rows = summed(taken, needed, best)
    return summed(taken, 1, best) if needed > 1 and len(rows) < FEW else rows


def summed(taken: Sequence[tuple[Group, int]], needed: int, best: int = 0) -> list[tuple[int, int]]:
    """(number, score) of the entries that have so many of the groups, or something else that stands
    for one of them."""
    simple = [(group, weight) for group, weight in taken if not group.parts]
    wholes = [group for group, _weight in taken if group.parts]
    tables, rows = [], []
    if simple:
        tables.append(f"q(term, weight, place) AS (VALUES {_terms(simple)})")
        # CROSS JOIN keeps SQLite from turning the two around. Everything written in is a number.
        rows.append(
            "SELECT p.number AS number, q.weight * p.impact AS worth, q.place AS place "
            "FROM q CROSS JOIN search_posting p WHERE p.term = q.term"
        )
    if wholes:
        tables.append(f"w(term, weight, part, whole, size) AS (VALUES {_parts(wholes)})")
        rows.append(
            "SELECT p.number AS number, SUM(w.weight * p.impact) AS worth, NULL AS place "
            "FROM w CROSS JOIN search_posting p WHERE p.term = w.term "
            "GROUP BY p.number, w.whole HAVING COUNT(DISTINCT w.part) = MAX(w.size)"
        )
    limit = f"ORDER BY score DESC, number LIMIT {best}" if best else ""
    terms = f"WITH {', '.join(tables)}"
    sums = (
        f"SELECT number, SUM(worth) AS score FROM ({' UNION ALL '.join(rows)}) AS found "  # noqa: S608
        f"GROUP BY number {_having(simple, needed)} {limit}"
    )
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite" and not best:
            return _as_one_row(cursor, terms, sums)
        cursor.execute(f"{terms} {sums}")
        return cursor.fetchall()


def _terms(simple: Sequence[tuple[Group, int]]) -> str:
    return ",".join(
        f"({term.id},{weight},{place if group.is_own else 'NULL'})"
        for place, (group, weight) in enumerate(simple)
        for term in group.terms
    )


def _parts(wholes: Sequence[Group]) -> str:
    return ",".join(
        f"({term.id},{weight},{number},{place},{len(whole.parts)})"
        for place, whole in enumerate(wholes)
        for number, (part, weight) in enumerate(whole.parts)
        for term in part.terms
    )


def _having(simple: Sequence[tuple[Group, int]], needed: int) -> str:
    """What stands for a word has no place, and is enough by itself."""
    if needed == 1:
        return ""
    alone = all(len(group.terms) == 1 for group, _weight in simple)
    count = "COUNT(place)" if alone else "COUNT(DISTINCT place)"
    return f"HAVING {count} >= {needed} OR COUNT(*) > COUNT(place)"


def _as_one_row(cursor: Any, terms: str, sums: str) -> list[tuple[int, int]]:
    """SQLite's driver lets go of the interpreter for every row it steps to: threads that search at
    the same time would wait for each other as often as they have hits."""
    packed = "SELECT GROUP_CONCAT(number), GROUP_CONCAT(score)"
    cursor.execute(f"{terms} {packed} FROM ({sums})")
    numbers, found = cursor.fetchone()
    if numbers is None:
        return []
    return list(zip(map(int, numbers.split(",")), map(int, found.split(",")), strict=True))


def scores_by(
    own: Mapping[int, Mapping[int, int]], taken: Sequence[tuple[Group, int]]
) -> dict[int, int]:
    """By number the scores of entries by the impacts of their terms; `taken` as `weighed` gives
    them."""
    weights = _weights(taken)
    return {
        number: sum(weights.get(term, 0) * impact for term, impact in impacts.items())
        for number, impacts in own.items()
    }


def _weights(taken: Sequence[tuple[Group, int]]) -> dict[int, int]:
    weights: dict[int, int] = defaultdict(int)
    for group, weight in taken:
        for term in group.terms:
            weights[term.id] += weight
    return weights


def highest(taken: Sequence[tuple[Group, int]]) -> int:
    """What no score by `scores_by` can exceed: every one of the words again and again."""
    return HIGHEST_IMPACT * sum(weight for _group, weight in taken)


def having_any(terms: Collection[int]) -> set[int]:
    """Entries with at least one of the terms; each is told of once, whatever number it has."""
    if not terms:
        return set()
    rows = Posting.objects.filter(term__in=terms).order_by()
    return set(rows.values_list("number", flat=True).distinct())


def impacts(terms: Sequence[int], numbers: Sequence[int]) -> dict[tuple[int, int], int]:
    """(term, number): impact, for a page of entries."""
    if not terms or not numbers:
        return {}
    rows = Posting.objects.filter(term__in=terms, number__in=numbers)
    return {(t, n): i for t, n, i in rows.values_list("term", "number", "impact")}
