"""The engine for many listings; ELASTICSEARCH_URL switches it on."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from elasticsearch.dsl import Q

from search.analysis import VERSION, fold
from search.engines.base import (
    PER_PAGE,
    EngineUnavailableError,
    Hit,
    Likeness,
    Results,
    Why,
    WhyKind,
)
from search.engines.breaker import Breaker
from search.engines.elastic import needs, spelling, writing
from search.engines.elastic.client import client, in_time
from search.engines.elastic.question import Question
from search.engines.elastic.requests import (
    NAME,
    column,
    not_hidden,
    present_groups,
    searching,
    whole,
)
from search.engines.typed import unfinished

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    from search.documents import Document
    from search.query import SearchQuery


class ElasticEngine:
    """See `search.engines.base.Engine`."""

    name = NAME

    def __init__(self) -> None:
        self.breaker = Breaker()

    # --- Asking ---------------------------------------------------------------------------------

    def search(
        self, query: SearchQuery, *, per_page: int = PER_PAGE, with_facets: bool = True
    ) -> Results:
        with self.breaker.guarding(), in_time():
            return Question(query, per_page, with_facets=with_facets).answered()

    def similar(
        self,
        like: Likeness,
        *,
        kind: str = "",
        without_organisation: int | None = None,
        among: Collection[UUID] | None = None,
        limit: int = 100,
    ) -> list[Hit]:
        with self.breaker.guarding(), in_time():
            fields = needs.fields_of(like, present_groups())
            told = client().termvectors(index=writing.alias(), **needs.request_of(fields))
            if not isinstance(told.body, dict) or not told.body.get("found"):
                raise EngineUnavailableError("answered something else")
            terms = needs.heaviest(told.body, fields)
            if not terms:
                return []
            search = searching().query(needs.query_of(terms)).extra(size=limit)
            search = search.filter(not_hidden())
            if kind:
                search = search.filter("term", tokens=f"kind:{kind}")
            if without_organisation is not None:
                search = search.filter(~Q("term", organisation=without_organisation))
            if among is not None:
                search = search.filter("ids", values=sorted(map(str, among)))
            hits = whole(search)["hits"]["hits"]
        highest = needs.highest(terms)
        found = []
        for hit in hits:
            words = needs.reasons(terms, hit.get("matched_queries", ()))
            why = (Why(WhyKind.WORDS, words),)
            share, language = min(hit["_score"] / highest, 1.0), column(hit, "original")
            found.append(Hit(UUID(hit["_id"]), hit["_score"], language, why, share))
        return found

    def nearness(self, likes: Sequence[Likeness], key: UUID) -> list[Hit | None]:
        found = (self.similar(like, among=[key], limit=1) for like in likes)
        return [hits[0] if hits else None for hits in found]

    def suggest(self, beginning: str, *, limit: int = 8) -> list[str]:
        parts = unfinished(beginning)
        if parts is None:
            return []
        before, last = parts
        with self.breaker.guarding(), in_time():
            found = whole(spelling.completing(searching().filter(not_hidden()), last))
        words: dict[str, str] = {}
        for word in spelling.completions(found):
            words.setdefault(fold(word), word)
        return [before + word for word in words.values()][:limit]

    # --- Keeping --------------------------------------------------------------------------------

    # A worker writes one change after another, and sends mail between them: it may not wait for
    # a node that does not answer with each.

    def index(self, documents: Iterable[Document]) -> None:
        with self.breaker.guarding():
            writing.index(documents)

    def delete(self, keys: Iterable[UUID], *, version: int) -> None:
        with self.breaker.guarding():
            writing.delete(keys, version=version)

    def rebuild(
        self,
        keys: Callable[[], Sequence[UUID]],
        documents_of: Callable[[list[UUID]], list[Document]],
        *,
        progress: Callable[[int], None] | None = None,
    ) -> int:
        return writing.rebuild(keys, documents_of, progress=progress)

    def clear(self) -> None:
        writing.rebuild(list, lambda _keys: [])

    def drop(self) -> None:
        writing.drop()

    def wear(self) -> float:
        return 0.0

    def is_outdated(self) -> bool:
        return writing.analysis_in_use() != VERSION

    def count(self) -> int:
        return writing.count()

    def latest(self, keys: Sequence[UUID]) -> int:
        return writing.latest(keys)

    def ids_and_hashes(self) -> Iterator[tuple[UUID, str]]:
        for key, content in writing.everything("key", "hash"):
            yield UUID(key), content
