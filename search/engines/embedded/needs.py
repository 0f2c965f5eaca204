"""A long text as a query: a need that looks for offers, or an offer for needs."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from search.analysis import LATIN, asked_of, script_of, words_of
from search.engines.base import NEED_TERMS, Hit, Likeness, Why, WhyKind
from search.engines.embedded import scoring
from search.engines.embedded.lookup import Group, known_terms
from search.models import Entry

if TYPE_CHECKING:
    from collections.abc import Sequence

    from search.models import Generation

TITLE_TIMES = 3


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


def need_of(generation: Generation, like: Likeness) -> list[Group]:
    """The words of the need, the title's three times, as often as they stand there.

    Repetition marks the subject: counting each word once was measured to lose a fifth.
    """
    text = " \n".join([like.title] * TITLE_TIMES + [like.description])
    times = Counter(asked_of(text, language_of(like), generation.languages))
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
    generation: Generation,
    groups: Sequence[Group],
    found: Sequence[tuple[int, int]],
    highest: int,
) -> list[Hit]:
    """Hits with the five words that weigh most in each; `highest` is what a score cannot exceed."""
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
            why = (Why(WhyKind.WORDS, tuple(dict.fromkeys(heaviest))[:5]),)
            listing, languages = about[number]
            share = min(score / highest, 1.0)
            hits.append(Hit(listing, score / 10000, languages.split(",")[0], why, share))
    return hits
