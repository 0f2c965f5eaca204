"""A long text as a query: a need that looks for offers, or an offer for needs."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from search.analysis import asked_of
from search.engines.base import NEED_TERMS, Hit, Likeness, Why, WhyKind
from search.engines.embedded import scoring
from search.engines.embedded.lookup import Group, known_terms
from search.engines.likeness import REASONS, language_of, text_of
from search.models import Entry

if TYPE_CHECKING:
    from collections.abc import Sequence

    from search.models import Generation


def need_of(generation: Generation, like: Likeness) -> list[Group]:
    """The words of the need, as often as they stand there.

    Repetition marks the subject: counting each word once was measured to lose a fifth.
    """
    times = Counter(asked_of(text_of(like), language_of(like), generation.languages))
    known = known_terms(generation, [term for one in times for term in one.terms])
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
    generation: Generation, groups: Sequence[Group], found: Sequence[tuple[int, int]]
) -> list[Hit]:
    """Hits with the five words that weigh most in each."""
    weighed = sorted(((g.weight(generation.documents), g) for g in groups), key=lambda p: -p[0])
    numbers = [number for number, _score in found]
    shared: dict[int, list[tuple[int, str]]] = {number: [] for number in numbers}
    words = {t.id: (w, g.word) for w, g in weighed[:NEED_TERMS] for t in g.terms}
    for (term, number), impact in scoring.impacts(list(words), numbers).items():
        weight, word = words[term]
        shared[number].append((weight * impact, word))
    entries = Entry.objects.filter(generation=generation.pk, number__in=numbers)
    about = {number: row for number, *row in entries.values_list("number", "listing", "languages")}
    hits = []
    for number, score in found:
        if number in about:
            heaviest = [word for _worth, word in sorted(shared[number], reverse=True)]
            why = (Why(WhyKind.WORDS, tuple(dict.fromkeys(heaviest))[:REASONS]),)
            listing, languages = about[number]
            hits.append(Hit(listing, score / 10000, languages.split(",")[0], why))
    return hits
