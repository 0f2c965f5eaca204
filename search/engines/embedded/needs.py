"""A long text as a query: a need that looks for offers, or an offer for needs."""

from __future__ import annotations

import math
from array import array
from collections import Counter, defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from search.analysis import Asked, asked_of
from search.engines.base import NEED_TERMS, Hit, Likeness, Why, WhyKind
from search.engines.embedded import scoring
from search.engines.embedded.lookup import (
    Group,
    Known,
    known_terms,
    weighed,
    weight_of,
)
from search.engines.likeness import REASONS, language_of, text_of
from search.models import Entry

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from uuid import UUID

    from search.models import Generation


def need_of(generation: Generation, like: Likeness) -> list[Group]:
    """The words of the need that weigh most, as often as they stand there.

    Repetition marks the subject: counting each word once was measured to lose a fifth.
    """
    times = _asked(generation, like)
    return [group for group, _weight in _Meanings(generation, [times]).weighed(times)]


def _asked(generation: Generation, like: Likeness) -> Counter[Asked]:
    return _words_of(like, tuple(generation.languages))


# The same needs are asked of one new offer after the other.
@lru_cache(maxsize=1024)
def _words_of(like: Likeness, languages: tuple[str, ...]) -> Counter[Asked]:
    return Counter(asked_of(text_of(like), language_of(like), languages))


def _terms(asked: Iterable[Asked]) -> list[str]:
    return [term for one in asked for term in one.terms]


def in_order(
    generation: Generation, groups: Sequence[Group], numbers: Sequence[int], limit: int
) -> list[Hit]:
    """The best of these entries by all of the groups, each with the five words that weigh most in
    it: what is too common to be looked for tells apart what was found."""
    weights = weighed(groups, generation.documents)
    terms = [term.id for group, _weight in weights for term in group.terms]
    own: dict[int, dict[int, int]] = defaultdict(dict)
    for (term, number), impact in scoring.impacts(terms, numbers).items():
        own[number][term] = impact
    scores = scoring.scores_by(own, weights)
    best = sorted(scores.items(), key=lambda row: (-row[1], row[0]))[:limit]
    entries = Entry.objects.filter(generation=generation.pk, number__in=[n for n, _score in best])
    about = {number: row for number, *row in entries.values_list("number", "listing", "languages")}
    highest = scoring.highest(weights)
    return [
        _hit(*about[number], score, highest, _heaviest(weights, own[number]))
        for number, score in best
        if number in about
    ]


def nearness(generation: Generation, likes: Sequence[Likeness], listing: UUID) -> list[Hit | None]:
    """One entry as each of the texts finds it, in as many statements for one text as for many."""
    entries = Entry.objects.filter(generation=generation.pk, listing=listing, number__isnull=False)
    entry = entries.first()
    if entry is None or entry.number is None:
        return [None for _like in likes]
    asked = [_asked(generation, like) for like in likes]
    meanings = _Meanings(generation, asked)
    own = scoring.impacts(list(array("I", bytes(entry.terms))), [entry.number])
    impacts = {term: impact for (term, _number), impact in own.items()}
    found: list[Hit | None] = []
    for times in asked:
        weights = meanings.weighed(times)
        score = scoring.scores_by({entry.number: impacts}, weights)[entry.number]
        if not score:
            found.append(None)
            continue
        words = _heaviest(weights, impacts)
        found.append(_hit(listing, entry.languages, score, scoring.highest(weights), words))
    return found


class _Meaning(NamedTuple):
    """The terms that a word stands for, and how rare they are."""

    terms: list[Known]
    ids: tuple[int, ...]
    rarity: float
    emphasis: float


class _Meanings:
    """The words of many texts, each looked up and weighed once."""

    def __init__(self, generation: Generation, texts: Sequence[Counter[Asked]]) -> None:
        words = {one for times in texts for one in times}
        known = known_terms(generation, _terms(words))
        self._of: dict[Asked, _Meaning] = {}
        for one in words:
            if terms := [known[term] for term in one.terms if term in known]:
                group, documents = Group(one.word, terms), generation.documents
                rarity, emphasis = group.rarity(documents), _emphasis(group.frequency, documents)
                self._of[one] = _Meaning(terms, tuple(t.id for t in terms), rarity, emphasis)

    def weighed(self, times: Counter[Asked]) -> list[tuple[Group, int]]:
        """The heaviest groups of a text with their weights, heaviest first, as `lookup.weighed`.

        Words with the same terms are one: forms of a word count together.
        """
        found: dict[tuple[int, ...], tuple[int, str, _Meaning]] = {}
        for one, number in times.items():
            if meaning := self._of.get(one):
                before, word, _same = found.get(meaning.ids, (0, one.word, meaning))
                found[meaning.ids] = before + number, word, meaning
        every = [
            (weight_of(number * meaning.emphasis, meaning.rarity), word, number, meaning)
            for number, word, meaning in found.values()
        ]
        every.sort(key=lambda one: (-one[0], one[1]))
        return [
            (Group(word, meaning.terms, times=number, factor=meaning.emphasis), weight)
            for weight, word, number, meaning in every[:NEED_TERMS]
        ]


def _emphasis(frequency: int, documents: int) -> float:
    """How much more a rare word of a need is worth than its idf says: what Elasticsearch makes of
    the terms of a long text, so that both engines weigh them alike (docs/search-quality.md)."""
    return 1 + math.log((documents + 1) / (min(frequency, documents) + 1))


def _heaviest(weights: Iterable[tuple[Group, int]], impacts: Mapping[int, int]) -> tuple[str, ...]:
    """The five words that weigh most in an entry."""
    worth = [
        (weight * impacts[term.id], group.word)
        for group, weight in weights
        for term in group.terms
        if term.id in impacts
    ]
    return tuple(dict.fromkeys(word for _worth, word in sorted(worth, reverse=True)))[:REASONS]


def _hit(listing: UUID, languages: str, score: int, highest: int, words: tuple[str, ...]) -> Hit:
    why = (Why(WhyKind.WORDS, words),)
    share = min(score / highest, 1.0)
    return Hit(listing, score / 10000, languages.split(",")[0], why, share)
