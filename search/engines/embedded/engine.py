"""The engine that needs nothing installed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Max
from django.utils import timezone

from core.prepared import prepared
from search.analysis import VERSION, asked_of, fold
from search.engines.base import PER_PAGE, Hit, Likeness, Results
from search.engines.embedded import bitmaps, rebuilding, scoring, writing
from search.engines.embedded.explaining import explained
from search.engines.embedded.lookup import (
    Group,
    Known,
    beginning_with,
    in_sight,
    known_terms,
)
from search.engines.embedded.matching import Match, number_of_page
from search.engines.embedded.needs import in_order, nearness, need_of
from search.engines.typed import unfinished
from search.models import Entry, Generation
from search.visibility import no_longer_public

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
    from datetime import date
    from uuid import UUID

    from django.db.models import QuerySet

    from search.documents import Document
    from search.query import SearchQuery

# So many of the best for a need by its rarest words are put in order by all of them.
CANDIDATES = 500
# Of fewer listings an average says little, and there is little to be put in a better order.
FEWEST = 100


def current() -> Generation | None:
    return next(iter(_current()), None)


@prepared
def _current() -> QuerySet:
    return Generation.objects.filter(state=Generation.State.CURRENT)


class EmbeddedEngine:
    """See `search.engines.base.Engine`."""

    name = "embedded"

    # --- Asking ---------------------------------------------------------------------------------

    def search(
        self, query: SearchQuery, *, per_page: int = PER_PAGE, with_facets: bool = True
    ) -> Results:
        generation = current()
        if generation is None:
            return Results([], 0)
        match = Match(generation, query, hidden(generation))
        page = number_of_page(query.page, match.total, per_page)
        numbers = match.page((page - 1) * per_page, per_page)
        return Results(
            hits=explained(generation, numbers, match),
            total=match.total,
            page=page,
            facets=match.counts() if with_facets else {},
            suggestion=match.lookup.suggestion,
            marks=tuple(match.lookup.marks),
        )

    def similar(
        self,
        like: Likeness,
        *,
        kind: str = "",
        without_organisation: int | None = None,
        among: Collection[UUID] | None = None,
        limit: int = 100,
    ) -> list[Hit]:
        generation = current()
        if generation is None:
            return []
        allowed = self._allowed(generation, kind, without_organisation)
        if not allowed:
            return []
        groups = need_of(generation, like)
        if among is None:
            numbers = self._candidates(groups, generation, allowed, limit)
        else:
            # With a condition on the number SQLite would go through all entries.
            entries = Entry.objects.filter(generation=generation.pk, listing__in=list(among))
            named = entries.order_by().values_list("number", flat=True)
            numbers = [n for n in named if n is not None and allowed >> n & 1]
        return in_order(generation, groups, numbers, limit)

    def nearness(self, likes: Sequence[Likeness], key: UUID) -> list[Hit | None]:
        generation = current()
        if generation is None:
            return [None for _like in likes]
        return nearness(generation, likes, key)

    def _allowed(self, generation: Generation, kind: str, without_organisation: int | None) -> int:
        tokens = bitmaps.tokens_of(generation)
        allowed = tokens.whole.get(f"kind:{kind}", 0) if kind else tokens.everything()
        # What others write meanwhile is in what is read from here on: nothing of it is told.
        allowed &= bitmaps.below(generation.next_number) & ~hidden(generation)
        if without_organisation is not None:
            own = Entry.objects.filter(
                generation=generation.pk, organisation=without_organisation, number__isnull=False
            )
            numbers = list(own.values_list("number", flat=True))
            allowed &= ~bitmaps.bitmap(numbers, generation.next_number)
        return allowed

    def _candidates(
        self, groups: Sequence[Group], generation: Generation, allowed: int, fewest: int
    ) -> list[int]:
        """The best by the rarest words, of all that is allowed."""
        size, most = generation.next_number, max(fewest, CANDIDATES)
        field = allowed.to_bytes((size >> 3) + 1, "little")
        # Where few are of the right kind, as many more have to be looked at.
        best = 3 * most * generation.documents // allowed.bit_count()
        while True:
            rows = scoring.scores(groups, generation.documents, best=best)
            kept = [n for n, _score in rows if n < size and field[n >> 3] >> (n & 7) & 1]
            if len(kept) >= fewest or len(rows) < best:
                return kept[:most]
            best *= 8

    def suggest(self, beginning: str, *, limit: int = 8) -> list[str]:
        generation, parts = current(), unfinished(beginning)
        if generation is None or parts is None:
            return []
        before, last = parts
        start = fold(last)
        terms = _going_on(generation, last)
        seen = in_sight(terms, hidden(generation))
        # One of those that differ in their accents: the commonest.
        words: dict[str, str] = {}
        for term in terms:
            if term.id in seen and (plain := fold(term.shown)).startswith(start):
                words.setdefault(plain, term.shown)
        return [before + word for word in words.values()][:limit]

    # --- Keeping --------------------------------------------------------------------------------

    def index(self, documents: Iterable[Document]) -> None:
        writing.index(documents)

    def delete(self, keys: Iterable[UUID], *, version: int) -> None:
        writing.delete(keys, version=version)

    def rebuild(
        self,
        keys: Callable[[], Sequence[UUID]],
        documents_of: Callable[[list[UUID]], list[Document]],
        *,
        progress: Callable[[int], None] | None = None,
    ) -> int:
        return rebuilding.rebuild(keys, documents_of, progress)

    def clear(self) -> None:
        rebuilding.rebuild(list, lambda _keys: [])

    def drop(self) -> None:
        self.clear()

    def wear(self) -> float:
        """Of the average length, which is frozen in every posting."""
        generation = current()
        if generation is None or generation.documents < FEWEST:
            return 0.0
        average = generation.total_length / generation.documents
        return abs(average / generation.average_length - 1)

    def is_outdated(self) -> bool:
        generation = current()
        return generation is not None and generation.analysis != VERSION

    def count(self) -> int:
        generation = current()
        return 0 if generation is None else generation.documents

    def latest(self, keys: Sequence[UUID]) -> int:
        generation = current()
        if generation is None:
            return 0
        held = Entry.objects.filter(generation=generation.pk, listing__in=keys)
        return held.aggregate(latest=Max("version", default=0))["latest"]

    def ids_and_hashes(self) -> Iterator[tuple[UUID, str]]:
        generation = current()
        if generation is not None:
            entries = Entry.objects.filter(generation=generation.pk, number__isnull=False)
            yield from entries.values_list("listing", "hash").iterator(chunk_size=2000)


def _going_on(generation: Generation, start: str) -> list[Known]:
    """The commonest terms of words that may begin so; also those by whose stem a word stands
    there that is not shown, than which the beginning may be longer."""
    rows = beginning_with(generation, start)
    stems = [stem for one in asked_of(start, "", generation.languages) for stem in one.terms]
    found = {Known(*row) for row in rows} | {*known_terms(generation, stems).values()}
    return sorted(found, key=lambda term: (-term.frequency, term.shown))


def hidden(generation: Generation) -> int:
    """The bits of entries whose listings are not public any more."""
    rows = _hidden(timezone.now().date(), generation=generation.pk)
    numbers = [number for (number,) in rows if number is not None]
    return bitmaps.bitmap(numbers, generation.next_number) if numbers else 0


@prepared
def _hidden(today: date, *, generation: int) -> QuerySet:
    # Looked up from the listings. With a condition on the number SQLite would start with that, and
    # go through all entries.
    entries = Entry.objects.filter(generation=generation).order_by()
    first, *others = (
        entries.filter(listing__in=part).values_list("number")
        for part in no_longer_public(today, EmbeddedEngine.name)
    )
    return first.union(*others)
