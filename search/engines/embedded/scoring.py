"""Postings summed up, phrases looked for, words kept out: numbers of entries and nothing else."""

from __future__ import annotations

from array import array
from collections import defaultdict
from typing import TYPE_CHECKING

from django.db import connection

from search.analysis import STOP_WORDS, asked_of
from search.engines.embedded.analysing import HIGHEST_IMPACT
from search.engines.embedded.lookup import PAGE, Budget, Group, affordable, known_terms
from search.engines.embedded.writing import STOP
from search.models import Entry, Posting

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from search.models import Generation

# From five words on a listing has to have two of them: less to count, and nothing lost.
MANY_WORDS, ENOUGH_OF_MANY = 5, 2
FEW = 50
# In so many listings at most is a phrase looked for, the best ones first.
PHRASE_CANDIDATES = 5000
SEVERAL = 5000


def scores(
    groups: Sequence[Group], documents: int, *, best: int = 0, budget: Budget = PAGE
) -> list[tuple[int, int]]:
    """(number, score) of the entries that have the groups' terms; with `best`, the highest only."""
    taken = affordable(groups, documents, budget)
    if not taken:
        return []
    needed = ENOUGH_OF_MANY if len(taken) >= MANY_WORDS else 1
    rows = _summed(taken, needed, best)
    return _summed(taken, 1, best) if needed > 1 and len(rows) < FEW else rows


def _summed(
    taken: Sequence[tuple[Group, int]], needed: int, best: int = 0
) -> list[tuple[int, int]]:
    values = ",".join(
        f"({term.id},{weight},{place})"
        for place, (group, weight) in enumerate(taken)
        for term in group.terms
    )
    alone = all(len(group.terms) == 1 for group, _weight in taken)
    count = "COUNT(*)" if alone else "COUNT(DISTINCT q.place)"
    having = f"HAVING {count} >= {needed}" if needed > 1 else ""
    limit = f"ORDER BY score DESC, p.number LIMIT {best}" if best else ""
    # CROSS JOIN keeps SQLite from turning the two around. Everything written in is a number.
    sql = (
        f"WITH q(term, weight, place) AS (VALUES {values}) "  # noqa: S608
        "SELECT p.number, SUM(q.weight * p.impact) AS score "
        "FROM q CROSS JOIN search_posting p WHERE p.term = q.term "
        f"GROUP BY p.number {having} {limit}"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def scores_of(
    groups: Sequence[Group], documents: int, numbers: Sequence[int], *, budget: Budget
) -> list[tuple[int, int]]:
    """As `scores`, of these entries only: a few postings are read instead of all."""
    weights = _weights(affordable(groups, documents, budget))
    totals: dict[int, int] = defaultdict(int)
    for (term, number), impact in impacts(list(weights), numbers).items():
        totals[number] += weights[term] * impact
    return sorted(totals.items(), key=lambda row: (-row[1], row[0]))


def score_by(own: Mapping[int, int], taken: Sequence[tuple[Group, int]]) -> int:
    """The score of an entry by the impacts of its terms; `taken` as `affordable` gives them."""
    return sum(weight * own.get(term, 0) for term, weight in _weights(taken).items())


def _weights(taken: Sequence[tuple[Group, int]]) -> dict[int, int]:
    weights: dict[int, int] = defaultdict(int)
    for group, weight in taken:
        for term in group.terms:
            weights[term.id] += weight
    return weights


def highest(groups: Sequence[Group], documents: int, *, budget: Budget) -> int:
    """What no score for the groups can exceed: every one of them again and again."""
    return highest_of(affordable(groups, documents, budget))


def highest_of(taken: Sequence[tuple[Group, int]]) -> int:
    return HIGHEST_IMPACT * sum(weight for _group, weight in taken)


def having_any(terms: Iterable[int]) -> set[int]:
    """Entries with at least one of the terms."""
    wanted = list(terms)
    if not wanted:
        return set()
    return set(Posting.objects.filter(term__in=wanted).values_list("number", flat=True))


def impacts(terms: Sequence[int], numbers: Sequence[int]) -> dict[tuple[int, int], int]:
    """(term, number): impact, for a page of entries."""
    if not terms or not numbers:
        return {}
    rows = Posting.objects.filter(term__in=terms, number__in=numbers)
    return {(t, n): i for t, n, i in rows.values_list("term", "number", "impact")}


def with_phrase(generation: Generation, phrase: str, language: str) -> set[int]:
    """Entries in whose texts the words of the phrase follow each other, in one of the languages."""
    asked = asked_of(phrase, language, generation.languages, every=True)
    known = known_terms(generation, [term for one in asked for term in one.terms])
    groups, ids = [], []
    for one in asked:
        terms = [known[t] for t in one.terms if t in known]
        ids.append({term.id for term in terms})
        if one.word in STOP_WORDS:
            ids[-1].add(STOP)
        elif terms:
            groups.append(Group(one.word, terms))
        else:
            return set()
    if not groups:
        return set()
    found = sorted(_summed([(g, 1) for g in groups], len(groups)), key=lambda row: -row[1])
    numbers = [number for number, _score in found[:PHRASE_CANDIDATES]]
    if len(ids) == 1:
        return set(numbers)
    return {n for n, words in _words(generation, numbers) if _follow(words, ids)}


def _words(generation: Generation, numbers: Sequence[int]) -> Iterable[tuple[int, array]]:
    for start in range(0, len(numbers), SEVERAL):
        part = numbers[start : start + SEVERAL]
        rows = Entry.objects.filter(generation=generation.pk, number__in=part)
        for number, words in rows.values_list("number", "words"):
            yield number or 0, array("I", bytes(words))


def _follow(words: array, ids: Sequence[set[int]]) -> bool:
    first, size = ids[0], len(ids)
    return any(
        word in first and all(w in s for w, s in zip(words[at : at + size], ids, strict=False))
        for at, word in enumerate(words[: len(words) - size + 1])
    )
