"""One search: from the words to the page, with what is known of each hit."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any
from uuid import UUID

from elasticsearch.dsl import Q, Search

from search.analysis import base
from search.engines.base import Hit, Results, Why, WhyKind
from search.engines.elastic import asking, counting, paging, spelling
from search.engines.elastic.mapping import WINDOW, group_of
from search.engines.elastic.requests import (
    not_hidden,
    present_groups,
    searching,
    whole,
    wholes,
)
from search.engines.typed import put_right
from search.facets import asker_of, conditions
from search.parsing import parse
from search.query import Sort

if TYPE_CHECKING:
    from collections.abc import Iterator

    from search.query import SearchQuery

# Fewer than that, and the demand for two of many words is dropped.
FEW = 50
MANY_WORDS = 5


class Question:
    """Asked in a bounded number of requests: two where every word is known, else some more."""

    def __init__(self, query: SearchQuery, per_page: int, *, with_facets: bool) -> None:
        self.query, self.per_page, self.with_facets = query, per_page, with_facets
        self.asked = asking.asked(parse(query.words), query.language, present_groups())
        self.asker = asker_of(query)
        self.chosen = conditions(query, self.asker)
        self.not_hidden = not_hidden()
        self.order = paging.order_of(query.sort, has_words=bool(self.asked.text))
        self.enough = asking.TWO_OF_MANY
        self.suggestion = ""
        self.marks = [other.text for other in self.asked.others]

    def answered(self) -> Results:
        answer, missing = self._first()
        if self._completed(missing) | self._put_right(missing):
            answer = whole(self._main())
        if len(self.asked.words) >= MANY_WORDS and _total(answer) < FEW:
            self.enough = asking.ONE
            answer = whole(self._main())
        total = _total(answer)
        place = paging.place_of(self.query.page, self.per_page, total)
        hits = answer["hits"]["hits"]
        if place.page != self.query.page or self._is_far(place.start):
            hits = paging.far_hits(self._listed(), self.order, place, total)
        return Results(
            hits=self._explained(hits),
            total=total,
            page=place.page,
            facets=counting.counts(answer.get("aggregations", {}), self.asker),
            suggestion=self.suggestion,
            marks=tuple(dict.fromkeys(self.marks)),
        )

    # --- The hits -------------------------------------------------------------------------------

    def _first(self) -> tuple[dict[str, Any], list[str]]:
        """The answer as far as it is known what to ask, and the words that no listing has."""
        doubtful = spelling.in_doubt(self.asked)
        looks = [spelling.known(word, self.asked) for word in doubtful]
        answer, *known = wholes([self._main(), *looks])
        pairs = zip(doubtful, known, strict=True)
        return answer, [word for word, told in pairs if not _total(told)]

    def _main(self) -> Search:
        start = (self.query.page - 1) * self.per_page
        size = 0 if self._is_far(start) else self.per_page
        search = self._listed().sort(*self.order)
        search = search.extra(size=size, track_total_hits=True, **({"from": start} if size else {}))
        if self.with_facets:
            for name, aggregation in counting.aggregations(self.chosen, self.asker).items():
                search.aggs.bucket(name, aggregation)
        return search

    def _is_far(self, start: int) -> bool:
        return start + self.per_page > WINDOW

    def _listed(self) -> Search:
        """All that fits. Facets are counted before what is chosen in them has an effect."""
        wanted = asking.query_of(self.asked, enough=self.enough)
        if self.query.sort == Sort.CLOSING:
            wanted = paging.still_open_first(wanted, self.asker.today)
        search = searching().query(wanted).filter(self.not_hidden)
        filters = [counting.filter_of(condition) for condition in self.chosen.values()]
        return search.post_filter(Q("bool", filter=filters)) if filters else search

    # --- Words no listing has -------------------------------------------------------------------

    def _completed(self, missing: list[str]) -> bool:
        """Whether a word can be asked for as the beginning of others. A star says so; the last
        word may be unfinished."""
        starred = list(self.asked.beginnings)
        last = [w for w in missing if w == self.asked.words[-1] and w not in starred]
        changed = False
        for word in (*starred, *last):
            answer = whole(spelling.completing(searching(), word))
            if _total(answer):
                self.marks += spelling.completions(answer)
                if word in last:
                    self.asked.beginnings.append(word)
                    changed = True
            missing[:] = [m for m in missing if m != word or not _total(answer)]
        return changed

    def _put_right(self, missing: list[str]) -> bool:
        """Whether something was found that one of the words was meant to be."""
        words = spelling.may_be_wrong(missing)
        if not words:
            return False
        answer = whole(spelling.with_suggestions(searching().extra(size=0), words))
        right = spelling.suggested(answer["suggest"])
        for word, other in right.items():
            self.asked.others.append(asking.Other(WhyKind.SPELLING, word, other, asking.CORRECTED))
            self.marks.append(other)
        if right:
            self.suggestion = put_right(self.asked.parsed, right)
        return bool(right)

    # --- Why ------------------------------------------------------------------------------------

    def _explained(self, hits: list[dict[str, Any]]) -> list[Hit]:
        matched: dict[str, dict[str, float]] = {}
        languages = {language for hit in hits for language in hit["fields"]["languages"]}
        parts = asking.reasons(self.asked, languages)
        if hits and self.asked.text:
            told = searching().filter("ids", values=[hit["_id"] for hit in hits])
            # In which language it is found is a question only where there are several.
            groups = self.asked.groups if any(map(_has_several, hits)) else ()
            told = told.query(asking.named(self.asked, parts, groups)).extra(size=len(hits))
            named = whole(told, include_named_queries_score=True)["hits"]["hits"]
            matched = {hit["_id"]: hit.get("matched_queries", {}) for hit in named}
        found = []
        for hit in hits:
            fits = matched.get(hit["_id"], {})
            language = _language(hit["fields"], fits)
            why = tuple(_whys(parts, fits))
            found.append(Hit(UUID(hit["_id"]), hit.get("_score") or 0.0, language, why))
        return found


def _has_several(hit: dict[str, Any]) -> bool:
    return len(hit["fields"]["languages"]) > 1


def _total(answer: dict[str, Any]) -> int:
    return answer["hits"]["total"]["value"]


def _language(fields: dict[str, list[str]], fits: dict[str, float]) -> str:
    """That of the text which fits best; the original's where none does."""
    original = fields["original"][0]
    in_order = [original, *(code for code in fields["languages"] if code != original)]
    return max(in_order, key=lambda code: fits.get(f"{asking.IN}{group_of(base(code))}", 0.0))


def _whys(parts: dict[str, asking.Reason], fits: dict[str, float]) -> Iterator[Why]:
    words: dict[WhyKind, dict[str, None]] = defaultdict(dict)
    for name, part in parts.items():
        if name in fits:
            words[part.kind][part.word] = None
    # A name says nothing of a word that stands in the text.
    for word in words[WhyKind.WORDS]:
        words[WhyKind.LABEL].pop(word, None)
    yield from (Why(kind, tuple(words[kind])) for kind in WhyKind if words[kind])
