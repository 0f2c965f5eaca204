"""Why an entry was found, and in which of its languages."""

from __future__ import annotations

import sys
from array import array
from collections import defaultdict
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection

from search.engines.base import Hit, Why, WhyKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from search.engines.embedded.lookup import Group
    from search.engines.embedded.matching import Match
    from search.models import Generation

# Of a key in `Entry.words`, in bytes.
WIDTH = 4


def explained(generation: Generation, numbers: Sequence[int], match: Match) -> list[Hit]:
    """The entries of a page as hits, in its order."""
    groups = match.lookup.groups
    every = {term.id for group in groups for term in group.terms}
    rows = {number: row for number, *row in _entries(generation, numbers)}
    hits = []
    for number in numbers:
        if number in rows:
            listing, languages, terms, words = rows[number]
            own = every.intersection(array("I", bytes(terms)))
            meaning = _meaning(groups, own)
            had = meaning.keys() & own
            texts = Texts(bytes(words), languages.split(","))
            language = texts.language_of(had, match.query.language)
            score = match.scores.get(number, 0) / 10000
            hits.append(Hit(_key(listing), score, language, _why(had, meaning, texts)))
    return hits


def _meaning(groups: Sequence[Group], own: AbstractSet[int]) -> dict[int, tuple[str, WhyKind]]:
    """By term, what it stands for in an entry that has these; itself before anything else."""
    return {
        term.id: (group.word, group.kind)
        for group in reversed(groups)
        if group.is_had(own)
        for term in group.terms
    }


def _entries(generation: Generation, numbers: Iterable[int]) -> list[tuple[Any, ...]]:
    wanted = ",".join(map(str, numbers))
    if not wanted:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT number, listing, languages, terms, words FROM search_entry "  # noqa: S608
            f"WHERE generation = {generation.pk} AND number IN ({wanted})"  # numbers alone
        )
        return cursor.fetchall()


def _key(listing: Any) -> UUID:
    # A database without UUIDs keeps them as text.
    return listing if isinstance(listing, UUID) else UUID(listing)


class Texts:
    """`Entry.words`, looked through as bytes: that is much faster than making numbers of all."""

    def __init__(self, words: bytes, languages: Sequence[str]) -> None:
        self.words = words
        self.spans: dict[str, tuple[int, int]] = {}
        at = 0
        for language in languages:
            end_of_title = self._find(0, at)
            end = self._find(0, end_of_title + WIDTH)
            self.spans[language] = (at, end)
            at = end + WIDTH
        self.labels = at

    def _find(self, key: int, start: int) -> int:
        """Where the key comes first from there on, or -1."""
        wanted = key.to_bytes(WIDTH, sys.byteorder)
        at = self.words.find(wanted, start)
        while at % WIDTH and at > 0:
            # The end of one key and the beginning of the next.
            at = self.words.find(wanted, at + 1)
        return at

    @property
    def alone(self) -> bytes:
        """The texts without the names of classes, of which each word stands there but once."""
        return self.words[: self.labels]

    def is_label_only(self, term: int) -> bool:
        return self._find(term, 0) >= self.labels

    def language_of(self, had: AbstractSet[int], asked: str) -> str:
        """That of the text with most of the terms; of equal ones that of the query, or the
        original."""
        if len(self.spans) == 1:
            return next(iter(self.spans))
        return max(
            self.spans,
            key=lambda language: (self._number_in(language, had), language == asked),
            default="",
        )

    def _number_in(self, language: str, had: Iterable[int]) -> int:
        start, end = self.spans[language]
        return sum(0 <= self._find(term, start) < end for term in had)


def _why(
    had: Iterable[int], meaning: Mapping[int, tuple[str, WhyKind]], texts: Texts
) -> tuple[Why, ...]:
    words: dict[WhyKind, dict[str, None]] = defaultdict(dict)
    for term in sorted(had):
        word, kind = meaning[term]
        if kind == WhyKind.WORDS and texts.is_label_only(term):
            kind = WhyKind.LABEL
        words[kind][word] = None
    return tuple(Why(kind, tuple(words[kind])) for kind in WhyKind if kind in words)
