"""Why an entry was found, and in which of its languages."""

from __future__ import annotations

from array import array
from collections import defaultdict
from typing import TYPE_CHECKING

from search.engines.base import Hit, Why, WhyKind
from search.engines.embedded import scoring
from search.models import Entry

if TYPE_CHECKING:
    from collections.abc import Sequence

    from search.engines.embedded.matching import Match
    from search.models import Generation


def explained(generation: Generation, numbers: Sequence[int], match: Match) -> list[Hit]:
    """The entries of a page as hits, in its order."""
    groups = match.lookup.groups
    meaning = {term.id: (group.word, group.kind) for group in groups for term in group.terms}
    had: dict[int, set[int]] = defaultdict(set)
    for term, number in scoring.impacts(list(meaning), numbers):
        had[number].add(term)
    entries = Entry.objects.filter(generation=generation.pk, number__in=numbers)
    rows = {
        number: row
        for number, *row in entries.values_list("number", "listing", "languages", "words")
    }
    hits = []
    for number in numbers:
        if number in rows:
            listing, languages, words = rows[number]
            versions, labels = _parts(array("I", bytes(words)), languages.split(","))
            why = _why(had[number], meaning, labels, versions)
            language = _language(had[number], versions, match.query.language)
            hits.append(Hit(listing, match.scores.get(number, 0) / 10000, language, why))
    return hits


def _parts(words: array, languages: list[str]) -> tuple[dict[str, set[int]], set[int]]:
    """The terms of each language's texts, and those of the labels."""
    versions, at = {}, 0
    for language in languages:
        title = words.index(0, at)
        body = words.index(0, title + 1)
        versions[language] = {*words[at:body]} - {0}
        at = body + 1
    return versions, set(words[at:])


def _why(
    had: set[int],
    meaning: dict[int, tuple[str, WhyKind]],
    labels: set[int],
    versions: dict[str, set[int]],
) -> tuple[Why, ...]:
    words: dict[WhyKind, dict[str, None]] = defaultdict(dict)
    in_texts = set().union(*versions.values())
    for term in sorted(had):
        word, kind = meaning[term]
        if kind == WhyKind.WORDS and term in labels - in_texts:
            kind = WhyKind.LABEL
        words[kind][word] = None
    return tuple(Why(kind, tuple(words[kind])) for kind in WhyKind if kind in words)


def _language(had: set[int], versions: dict[str, set[int]], asked: str) -> str:
    """That of the text with most of the words; of equal ones that of the query, or the original."""
    return max(
        versions,
        key=lambda language: (len(had & versions[language]), language == asked),
        default="",
    )
