"""A long text as a query: a need that looks for offers, or an offer for needs."""

from __future__ import annotations

from array import array
from collections import Counter
from typing import TYPE_CHECKING

from search.analysis import Asked, asked_of
from search.engines.base import NEED_TERMS, Hit, Likeness, Why, WhyKind
from search.engines.embedded import scoring
from search.engines.embedded.lookup import NEED, Group, Known, known_terms
from search.engines.likeness import REASONS, language_of, text_of
from search.models import Entry

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from uuid import UUID

    from search.models import Generation


def need_of(generation: Generation, like: Likeness) -> list[Group]:
    """The words of the need, as often as they stand there.

    Repetition marks the subject: counting each word once was measured to lose a fifth.
    """
    times = _asked(generation, like)
    return _groups(times, known_terms(generation, _terms(times)))


def _asked(generation: Generation, like: Likeness) -> Counter[Asked]:
    return Counter(asked_of(text_of(like), language_of(like), generation.languages))


def _terms(asked: Iterable[Asked]) -> list[str]:
    return [term for one in asked for term in one.terms]


def _groups(times: Counter[Asked], known: Mapping[str, Known]) -> list[Group]:
    groups = [
        Group(one.word, terms, times=number)
        for one, number in times.items()
        if (terms := [known[t] for t in one.terms if t in known])
    ]
    return _merged(groups)


def _merged(groups: list[Group]) -> list[Group]:
    """Words with the same terms are one: forms of a word count together."""
    found: dict[tuple, Group] = {}
    for group in groups:
        key = tuple(term.id for term in group.terms)
        if key in found:
            found[key].times += group.times
        else:
            found[key] = group
    return list(found.values())


def explained_need(
    generation: Generation,
    groups: Sequence[Group],
    found: Sequence[tuple[int, int]],
    highest: int,
) -> list[Hit]:
    """Hits with the five words that weigh most in each; `highest` is what a score cannot exceed."""
    numbers = [number for number, _score in found]
    weighed = _weighed(groups, generation.documents)
    own: dict[int, dict[int, int]] = {number: {} for number in numbers}
    terms = [term.id for _weight, group in weighed for term in group.terms]
    for (term, number), impact in scoring.impacts(terms, numbers).items():
        own[number][term] = impact
    entries = Entry.objects.filter(generation=generation.pk, number__in=numbers)
    about = {number: row for number, *row in entries.values_list("number", "listing", "languages")}
    return [
        _hit(*about[number], score, highest, _heaviest(weighed, own[number]))
        for number, score in found
        if number in about
    ]


def nearness(generation: Generation, likes: Sequence[Likeness], listing: UUID) -> list[Hit | None]:
    """One entry as each of the texts finds it, in as many statements for one text as for many."""
    entries = Entry.objects.filter(generation=generation.pk, listing=listing, number__isnull=False)
    entry = entries.first()
    if entry is None or entry.number is None:
        return [None for _like in likes]
    asked = [_asked(generation, like) for like in likes]
    known = known_terms(generation, {term for times in asked for term in _terms(times)})
    own = scoring.impacts(list(array("I", bytes(entry.terms))), [entry.number])
    impacts = {term: impact for (term, _number), impact in own.items()}
    found: list[Hit | None] = []
    for times in asked:
        groups = _groups(times, known)
        score = scoring.score_by(impacts, groups, generation.documents, budget=NEED)
        if not score:
            found.append(None)
            continue
        highest = scoring.highest(groups, generation.documents, budget=NEED)
        words = _heaviest(_weighed(groups, generation.documents), impacts)
        found.append(_hit(listing, entry.languages, score, highest, words))
    return found


def _weighed(groups: Iterable[Group], documents: int) -> list[tuple[int, Group]]:
    """The heaviest `NEED_TERMS` with their weights."""
    weighed = [(group.weight(documents), group) for group in groups]
    return sorted(weighed, key=lambda pair: -pair[0])[:NEED_TERMS]


def _heaviest(weighed: Iterable[tuple[int, Group]], impacts: Mapping[int, int]) -> tuple[str, ...]:
    """The five words that weigh most in an entry."""
    worth = [
        (weight * impacts[term.id], group.word)
        for weight, group in weighed
        for term in group.terms
        if term.id in impacts
    ]
    return tuple(dict.fromkeys(word for _worth, word in sorted(worth, reverse=True)))[:REASONS]


def _hit(listing: UUID, languages: str, score: int, highest: int, words: tuple[str, ...]) -> Hit:
    why = (Why(WhyKind.WORDS, words),)
    share = min(score / highest, 1.0)
    return Hit(listing, score / 10000, languages.split(",")[0], why, share)
