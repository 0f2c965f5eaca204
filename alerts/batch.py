"""New listings, turned round: which of them have a term, a token, a word that begins so.

A set of listings is one number with a bit for each, so a search is held against all of a batch in
the time it takes for one.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from alerts.compiling import STOP
from alerts.keys import keys_carried
from search.engines.embedded.analysing import analyse
from search.engines.embedded.bitmaps import numbers_of
from search.facets import asker_of, conditions
from search.query import SearchQuery

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from alerts.compiling import Compiled, Phrase
    from search.documents import Document
    from search.engines.embedded.analysing import Analysed
    from search.facets import Asker, Condition


class Batch:
    """Documents by number, and what is true on the day it is made."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self.documents = documents
        self.all = (1 << len(documents)) - 1
        self.keys: set[str] = set()
        self._askers: dict[str, Asker] = {"": asker_of(SearchQuery())}
        self._by_facets: dict[tuple, int] = {}
        self._terms: dict[str, int] = defaultdict(int)
        self._texts: dict[str, int] = defaultdict(int)
        self._tokens: dict[str, int] = defaultdict(int)
        self._words: list[list[str | None]] = []
        for number, document in enumerate(documents):
            self._add(1 << number, document)

    def _add(self, bit: int, document: Document) -> None:
        analysed = analyse(document)
        terms = {term for version in analysed.versions for term in version.weights}
        terms.update(analysed.labels)
        words = set(analysed.shown.values())
        for term in terms:
            self._terms[term] |= bit
        for text in terms | words:
            self._texts[text] |= bit
        for token in document.tokens:
            self._tokens[token] |= bit
        self._words.append(list(_in_order(analysed)))
        self.keys |= keys_carried(document, terms, words, self._askers[""].geography)

    # --- Sets of listings -----------------------------------------------------------------------

    def fitting(self, search: Compiled) -> int:
        """Those that the search finds."""
        found = self._by_facet(search)
        if found and search.has_words:
            found &= self._by_words(search)
        if found and (search.without or search.without_beginnings or search.without_phrases):
            found &= ~self._unwanted(search)
        return found

    def ways(self, search: Compiled) -> list[int]:
        """For each word of the search, beginning of one, and what else stands for one, those that
        have it: how many of them a listing has says how well it fits."""
        return [*self._words_of(search), *map(self._having_all, search.others)]

    def _words_of(self, search: Compiled) -> list[int]:
        return [
            *map(self._having, search.groups),
            *map(self._beginning_with, search.beginnings),
        ]

    def _by_facet(self, search: Compiled) -> int:
        found = self.all
        if search.facets or search.readiness_from or search.readiness_to:
            chosen = search.query
            key = (
                *((code, *values) for code, values in chosen.facets.items()),
                (chosen.readiness_from, chosen.readiness_to, chosen.my_country),
            )
            if key not in self._by_facets:
                for condition in conditions(chosen, self._asker(chosen.my_country)).values():
                    found &= self._meeting(condition)
                self._by_facets[key] = found
            found = self._by_facets[key]
        return found

    def _asker(self, country: str) -> Asker:
        if country not in self._askers:
            self._askers[country] = asker_of(replace(SearchQuery(), my_country=country))
        return self._askers[country]

    def _meeting(self, condition: Condition) -> int:
        found = 0 if condition.any_of else self.all
        for token in condition.any_of:
            found |= self._tokens.get(token, 0)
        for token in condition.none_of:
            found &= ~self._tokens.get(token, 0)
        return found

    def _by_words(self, search: Compiled) -> int:
        if search.phrases:
            found = self.all
            for phrase in search.phrases:
                found &= self._with_phrase(phrase)
            return found
        once = twice = 0
        for having in self._words_of(search):
            twice |= once & having
            once |= having
        found = twice if search.needed > 1 else once
        for other in search.others:
            found |= self._having_all(other)
        return found

    def _unwanted(self, search: Compiled) -> int:
        found = self._having(search.without)
        for word in search.without_beginnings:
            found |= self._beginning_with(word)
        for phrase in search.without_phrases:
            found |= self._with_phrase(phrase)
        return found

    def _having(self, terms: Iterable[str]) -> int:
        found = 0
        for term in terms:
            found |= self._terms.get(term, 0)
        return found

    def _having_all(self, groups: Iterable[Iterable[str]]) -> int:
        found = self.all
        for terms in groups:
            found &= self._having(terms)
        return found

    @cached_property
    def _sorted_texts(self) -> list[str]:
        return sorted(self._texts)

    def _beginning_with(self, start: str) -> int:
        found, texts = 0, self._sorted_texts
        for text in texts[bisect_left(texts, start) :]:
            if not text.startswith(start):
                break
            found |= self._texts[text]
        return found

    def _with_phrase(self, phrase: Phrase) -> int:
        looked_for = [place for place in phrase if STOP not in place]
        found = self.all if looked_for else 0
        for place in looked_for:
            found &= self._having(place)
        if len(phrase) == 1 or not found:
            return found
        places = [set(place) for place in phrase]
        following = 0
        for number in numbers_of(found):
            if _follow(self._words[number], places):
                following |= 1 << number
        return following


def _in_order(analysed: Analysed) -> Iterator[str | None]:
    """The texts as an entry of the index keeps them: None between them."""
    for version in analysed.versions:
        for part in (version.title, version.body):
            yield from part
            yield None


def _follow(words: list[str | None], places: list[set[str]]) -> bool:
    first, size = places[0], len(places)
    return any(
        word in first and all(w in s for w, s in zip(words[at : at + size], places, strict=True))
        for at, word in enumerate(words[: len(words) - size + 1])
    )
