"""Marking in a text the words that were asked for: whole words, by their stem, and always escaped."""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING

from django.utils.safestring import SafeString

from search.analysis import (
    LATIN,
    LONGEST_TERM,
    asked_of,
    base,
    is_cjk,
    normalise,
    tokens_of,
    word_spans,
    words_as_written,
    words_of,
)
from search.parsing import parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from search.engines.base import Results
    from search.query import SearchQuery

NEVER = re.compile(r"(?!)")


class Marker:
    """Knows the words of one query, and what an engine put beside them."""

    def __init__(self, query: SearchQuery, results: Results | None = None) -> None:
        parsed = parse(query.words)
        texts = [parsed.text, *(results.marks if results else ())]
        self.terms = {
            term for text in texts for one in asked_of(text, query.language) for term in one.terms
        }
        self.beginnings = tuple(w for b in parsed.beginnings for w in words_of(b)[-1:])
        self._wanted: dict[str, _Wanted] = {}

    def mark(self, text: str, language: str) -> SafeString:
        """All of the text, with `<mark>` around the words."""
        return self._marked(text, self._spans(text, language))

    def _spans(self, text: str, language: str) -> Iterator[tuple[int, int]]:
        if language not in self._wanted:
            self._wanted[language] = _Wanted(self.terms, self.beginnings, language)
        wanted = self._wanted[language]
        for match in wanted.candidates(text):
            written = match[0]
            if not wanted[written]:
                continue
            if not written.isascii() and is_cjk(written):
                yield from self._pairs(written, match.start())
            else:
                yield match.span()

    def _pairs(self, run: str, start: int) -> Iterator[tuple[int, int]]:
        """Neighbouring pairs that were asked for, joined; single characters where one was."""
        covered = {
            at + step
            for at in range(len(run))
            for size in (1, 2)
            if run[at : at + size] in self.terms and at + size <= len(run)
            for step in range(size)
        }
        begin = None
        for at in range(len(run) + 1):
            if at in covered and begin is None:
                begin = at
            elif at not in covered and begin is not None:
                yield start + begin, start + at
                begin = None

    def _marked(self, text: str, spans: Iterable[tuple[int, int]]) -> SafeString:
        pieces, at = [], 0
        for begin, end in spans:
            pieces.append(f"{escape(text[at:begin])}<mark>{escape(text[begin:end])}</mark>")
            at = end
        return SafeString("".join([*pieces, escape(text[at:])]))


class _Wanted(dict[str, bool]):
    """Whether a word, as it is written in a text of one language, has to be looked at: that it was
    asked for, or that it is a run of characters of which some may have been."""

    def __init__(self, terms: set[str], beginnings: tuple[str, ...], language: str) -> None:
        self.terms, self.beginnings, self.language = terms, beginnings, language
        self._led = _led({word[0] for word in (*terms, *beginnings) if word}, language)

    def __missing__(self, written: str) -> bool:
        self[written] = found = self._is_wanted(written)
        return found

    def candidates(self, text: str) -> Iterable[re.Match[str]]:
        """All words of the text that may be wanted, and perhaps others."""
        if self._led and text.isascii():
            return self._led.finditer(text)
        # To look at each word where it stands takes longer than to look at all of them.
        if any(map(self.__getitem__, set(words_as_written(text)))):
            return word_spans(text)
        return ()

    def _is_wanted(self, written: str) -> bool:
        if not written.isascii() and is_cjk(written):
            return True
        found_by = _kept if len(written) <= LONGEST_TERM else _found_by
        word, terms = found_by(written, self.language)
        return not self.terms.isdisjoint(terms) or word.startswith(self.beginnings)


def _led(leads: Iterable[str], language: str) -> re.Pattern[str] | None:
    """Finds in a text of ASCII the words that begin with one of these characters; None where that
    says nothing of their terms: not every stemmer leaves the beginning of a word alone."""
    if base(language) not in LATIN:
        return None
    letters = "".join(f"{lead}{lead.upper()}" for lead in leads if lead.isascii())
    # The letter first, what must not be in front of it second: most are passed over at once.
    if not letters:
        return NEVER
    return re.compile(rf"[{re.escape(letters)}](?<![A-Za-z0-9].)[A-Za-z0-9]*", re.DOTALL)


def _found_by(written: str, language: str) -> tuple[str, tuple[str, ...]]:
    """A word of a text, normalised, and the terms that find it."""
    word = normalise(written, language)
    terms = [term for token in tokens_of(word, language) for term in (token.term, *token.also)]
    return word, tuple(terms)


# A page has some eight hundred words, and most pages have the same ones.
_kept = lru_cache(maxsize=1 << 14)(_found_by)
