"""Which entries fit a query, in which order, and how many of them each choice would leave."""

from __future__ import annotations

from functools import cached_property
from heapq import nsmallest
from typing import TYPE_CHECKING

from django.utils import timezone

from search.engines.embedded import bitmaps, phrases, scoring, unwanted
from search.engines.embedded.lookup import Lookup, look_up
from search.facets import FACETS, asker_of, conditions
from search.models import Entry
from search.parsing import parse, required_phrases
from search.query import Sort

if TYPE_CHECKING:
    from collections.abc import Iterator

    from search.models import Generation
    from search.query import SearchQuery

# To look an entry up costs about as much as to pass by so many in an index; so many at most are.
LOOKING_UP, MOST_LOOKED_UP = 5, 5000


class Match:
    """A query on one generation. `hidden` are the bits of what must not be told of."""

    def __init__(self, generation: Generation, query: SearchQuery, hidden: int) -> None:
        self.generation, self.query = generation, query
        self.parsed = parse(query.words)
        self.lookup = Lookup()
        self.tokens = bitmaps.tokens_of(generation)
        self.asker = asker_of(query)
        self.size = generation.next_number
        self.scores: dict[int, int] = {}
        self.base = self._by_words(hidden)
        chosen = conditions(query, self.asker)
        self.chosen = {code: self.tokens.meeting(c) for code, c in chosen.items()}
        self.bits = self.base
        for bits in self.chosen.values():
            self.bits &= bits

    @cached_property
    def total(self) -> int:
        return self.bits.bit_count()

    # --- Words ----------------------------------------------------------------------------------

    def _by_words(self, hidden: int) -> int:
        # What others write meanwhile is in what is read from here on: nothing of it is told.
        kept = bitmaps.below(self.size) & ~(hidden | self._unwanted())
        if not self.parsed.text:
            return self.tokens.everything() & kept
        self.lookup = look_up(self.generation, self.parsed, self.query.language, hidden)
        rows = scoring.scores(self.lookup.groups, self.generation.documents)
        self.scores = {number: score for number, score in rows if number < self.size}
        with_phrases = self._with_phrases() & kept
        if with_phrases or not self.parsed.has_words_beside:
            return with_phrases
        return bitmaps.bitmap(self.scores, self.size) & kept

    def _with_phrases(self) -> int:
        wanted = required_phrases(self.parsed)
        if not wanted:
            return bitmaps.bitmap(self.scores, self.size)
        fitting = phrases.with_all(self.generation, wanted, self.query.language)
        found = {number for number in fitting if number < self.size}
        # Some may have too few of the other words for the list, but the phrases are what counts.
        self.scores.update(dict.fromkeys(found - self.scores.keys(), 0))
        return bitmaps.bitmap(found, self.size)

    def _unwanted(self) -> int:
        if not (self.parsed.without or self.parsed.without_phrases):
            return 0
        found = unwanted.numbers(self.generation, self.parsed, self.query.language)
        return bitmaps.bitmap(found, self.size) if found else 0

    # --- Order ----------------------------------------------------------------------------------

    def page(self, start: int, size: int) -> list[int]:
        """The numbers of one page."""
        if self.query.sort == Sort.RELEVANCE and self.parsed.text:
            return self._by_relevance(start, size)
        return self._in_order(start, size)

    def _by_relevance(self, start: int, size: int) -> list[int]:
        field = self.bits.to_bytes((self.size >> 3) + 1, "little")
        rows = [(-s, n) for n, s in self.scores.items() if field[n >> 3] >> (n & 7) & 1]
        return [number for _score, number in nsmallest(start + size, rows)[start:]]

    def _in_order(self, start: int, size: int) -> list[int]:
        if self._are_few(start + size):
            return self._put_in_order()[start : start + size]
        field = self.bits.to_bytes((self.size >> 3) + 1, "little")
        found = []
        passed = 0
        for number in self._ordered():
            if number < self.size and field[number >> 3] >> (number & 7) & 1:
                passed += 1
                if passed > start:
                    found.append(number)
                    if len(found) == size:
                        break
        return found

    def _are_few(self, wanted: int) -> bool:
        """Whether to look them up costs less than to pass by all that come before those wanted."""
        passed = self.generation.documents * min(wanted, self.total) // max(self.total, 1)
        return self.total <= MOST_LOOKED_UP and LOOKING_UP * self.total <= passed

    def _put_in_order(self) -> list[int]:
        numbers = list(bitmaps.numbers_of(self.bits))
        # Put in order by the database, SQLite would go through all entries in that order.
        entries = Entry.objects.filter(generation=self.generation.pk, number__in=numbers).order_by()
        rows = list(entries.values_list("number", "published_at", "closes_on"))
        rows.sort()
        if self.query.sort == Sort.CLOSING:
            today = timezone.now().date()
            rows.sort(key=lambda row: abs(row[2] - today))
            rows.sort(key=lambda row: row[2] < today)
        else:
            rows.sort(key=lambda row: row[1], reverse=True)
        return [number for number, _published_at, _closes_on in rows]

    def _ordered(self) -> Iterator[int]:
        entries = Entry.objects.filter(generation=self.generation.pk, number__isnull=False)
        numbers = entries.values_list("number", flat=True)
        if self.query.sort == Sort.CLOSING:
            today = timezone.now().date()
            coming, past = numbers.filter(closes_on__gte=today), numbers.filter(closes_on__lt=today)
            yield from coming.order_by("closes_on", "number").iterator(chunk_size=2000)
            yield from past.order_by("-closes_on", "number").iterator(chunk_size=2000)
        else:
            yield from numbers.order_by("-published_at", "number").iterator(chunk_size=2000)

    # --- Counts ---------------------------------------------------------------------------------

    def counts(self) -> dict[str, dict[str, int]]:
        """For each facet, what each of its values would leave, whatever is chosen in it now."""
        found = {}
        for code, facet in FACETS.items():
            bits = self._without(code)
            found[code] = {
                value: both.bit_count()
                for value, of_value in self.tokens.values_of(facet, self.asker)
                if (both := bits & of_value)
            }
        return found

    def _without(self, code: str) -> int:
        if code not in self.chosen:
            return self.bits
        bits = self.base
        for other, chosen in self.chosen.items():
            if other != code:
                bits &= chosen
        return bits


def number_of_page(asked: int, total: int, per_page: int) -> int:
    """The page to answer: the last where one beyond it is asked for."""
    return max(min(asked, -(-total // per_page)), 1)
