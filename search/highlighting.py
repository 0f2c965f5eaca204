"""Marking in a text the words that were asked for: whole words, by their stem, and always escaped."""

from __future__ import annotations

from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING

from django.utils.safestring import SafeString

from search.analysis import (
    LONGEST_TERM,
    asked_of,
    is_cjk,
    normalise,
    tokens_of,
    word_spans,
    words_of,
)
from search.parsing import parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from search.engines.base import Results
    from search.query import SearchQuery

SNIPPET = 240
# How far the beginning of a snippet is moved to start with a whole word.
WORD = 20


class Marker:
    """Knows the words of one query, and what an engine put beside them."""

    def __init__(self, query: SearchQuery, results: Results | None = None) -> None:
        parsed = parse(query.words)
        texts = [parsed.text, *(results.marks if results else ())]
        self.terms = {
            term for text in texts for one in asked_of(text, query.language) for term in one.terms
        }
        self.beginnings = tuple(w for b in parsed.beginnings for w in words_of(b)[-1:])

    def mark(self, text: str, language: str) -> SafeString:
        """All of the text, with `<mark>` around the words."""
        return self._marked(text, self._spans(text, language))

    def snippet(self, text: str, language: str, size: int = SNIPPET) -> SafeString:
        """The part of the text with the most of the words, "…" where something is left out."""
        spans = list(self._spans(text, language))
        start = self._best_start(text, spans, size)
        end = min(start + size, len(text))
        if end < len(text) and (space := text.rfind(" ", start + size // 2, end)) > 0:
            end = space
        inside = [(a - start, b - start) for a, b in spans if a >= start and b <= end]
        marked = self._marked(text[start:end], inside)
        return SafeString(f"{'…' if start else ''}{marked}{'…' if end < len(text) else ''}")

    def _best_start(self, text: str, spans: list[tuple[int, int]], size: int) -> int:
        if not spans or len(text) <= size:
            return 0
        best, last = (0, 0), 0
        for first, (begin, _end) in enumerate(spans):
            while last < len(spans) and spans[last][1] <= begin + size * 3 // 4:
                last += 1
            best = max(best, (last - first, -begin))
        start = max(-best[1] - size // 4, 0)
        space = text.find(" ", start, start + WORD)
        return space + 1 if start and space > 0 else start

    def _spans(self, text: str, language: str) -> Iterator[tuple[int, int]]:
        for match in word_spans(text):
            written = match[0]
            if not written.isascii() and is_cjk(written):
                yield from self._pairs(written, match.start())
                continue
            found_by = _kept if len(written) <= LONGEST_TERM else _found_by
            word, terms = found_by(written, language)
            if not self.terms.isdisjoint(terms) or word.startswith(self.beginnings):
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


def _found_by(written: str, language: str) -> tuple[str, tuple[str, ...]]:
    """A word of a text, normalised, and the terms that find it."""
    word = normalise(written, language)
    terms = [term for token in tokens_of(word, language) for term in (token.term, *token.also)]
    return word, tuple(terms)


# A page has some eight hundred words, and most pages have the same ones.
_kept = lru_cache(maxsize=1 << 14)(_found_by)
