"""One search: from the words to the page, with what is known of each hit."""

from __future__ import annotations

from collections import defaultdict
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from elasticsearch.dsl import A, Q, Search

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
    from collections.abc import Iterator, Mapping, Sequence

    from elasticsearch.dsl.query import Query

    from search.query import SearchQuery

# Fewer than that, and the demand for two of many words is dropped.
FEW = 50
MANY_WORDS = 5
# How many the words find, whatever is chosen: a choice that would drop the demand would leave more
# than its count says.
BY_WORDS = "by_words"
# Hits then say how well they fit the parts of a query that have a name.
NAMED = {"include_named_queries_score": True}


class _Answer(NamedTuple):
    """Of Elasticsearch: what it counted, the best hits, and what was looked up beside them."""

    counted: dict[str, Any]
    hits: list[dict[str, Any]]
    looked_up: list[dict[str, Any]]


class Question:
    """Asked in a bounded number of requests: one where every word is known, else some more."""

    def __init__(self, query: SearchQuery, per_page: int, *, with_facets: bool) -> None:
        self.query, self.per_page, self.with_facets = query, per_page, with_facets
        self.asked = asking.asked(parse(query.words), query.language, present_groups())
        self.asker = asker_of(query)
        self.chosen = conditions(query, self.asker)
        self.not_hidden = not_hidden()
        self.order = paging.order_of(query.sort, has_words=bool(self.asked.text))
        # Where a phrase is asked for it is what counts.
        self.enough = asking.ONE if self.asked.phrases else asking.TWO_OF_MANY
        self.parts: dict[str, asking.Reason] = {}
        self.suggestion = ""
        self.marks = [other.text for other in self.asked.others]

    def answered(self) -> Results:
        answer, phrases, missing = self._first()
        if self._without_phrases(phrases) | self._completed(missing) | self._put_right(missing):
            answer = self._ask()
        if self._demands_two() and answer.counted["aggregations"][BY_WORDS]["doc_count"] < FEW:
            self.enough = asking.ONE
            answer = self._ask()
        total, hits = _total(answer.counted), answer.hits
        place = paging.place_of(self.query.page, self.per_page, total)
        if place.page != self.query.page or self._is_far(place.start):
            hits = paging.far_hits(self._narrowed(self._wanted()), self.order, place, total)
            self._name(hits)
        return Results(
            hits=[self._hit(hit) for hit in hits],
            total=total,
            page=place.page,
            facets=counting.counts(answer.counted.get("aggregations", {}), self.chosen, self.asker),
            suggestion=self.suggestion,
            marks=tuple(dict.fromkeys(self.marks)),
        )

    # --- The hits -------------------------------------------------------------------------------

    def _first(self) -> tuple[_Answer, bool, list[str]]:
        """The answer as far as it is known what to ask; whether any listing has the phrases; and
        the words that none has."""
        doubtful = spelling.without_known(spelling.in_doubt(self.asked))
        looks = [self._look(word) for word in doubtful]
        if self.asked.phrases and self.asked.parsed.has_words_beside:
            looks.append(spelling.any_of(asking.with_phrases(self.asked)).filter(self.not_hidden))
        answer = self._ask(looks)
        found = [bool(_total(one)) for one in answer.looked_up]
        missing = [word for word, is_known in zip(doubtful, found, strict=False) if not is_known]
        spelling.remember(word for word in doubtful if word not in missing)
        return answer, all(found[len(doubtful) :]), missing

    def _ask(self, looks: Sequence[Search] = ()) -> _Answer:
        """By one request.

        All that fits is counted by a search of its own, which needs no score of it; the other then
        finds the best without looking at the rest.
        """
        self.parts = asking.reasons(self.asked) if self.asked.text else {}
        start, wanted = (self.query.page - 1) * self.per_page, self._wanted()
        near = [] if self._is_far(start) else [self._ranking(wanted, start)]
        counted, *told = wholes([self._counting(wanted), *near, *looks], **NAMED)
        hits = told.pop(0)["hits"]["hits"] if near else []
        return _Answer(counted, hits, told)

    def _counting(self, wanted: Query) -> Search:
        """Facets are counted before what is chosen in them has an effect."""
        search = self._visible(wanted).extra(size=0, track_total_hits=True)
        if self.chosen:
            search = search.post_filter(self._is_chosen())
        if self.with_facets:
            for name, aggregation in counting.aggregations(self.chosen, self.asker).items():
                search.aggs.bucket(name, aggregation)
        if self._demands_two():
            search.aggs.bucket(BY_WORDS, A("filter", Q("match_all")))
        return search

    def _ranking(self, wanted: Query, start: int) -> Search:
        """The page of hits, each of which says which of `parts` it fits.

        That is asked beside a filter, where nothing hangs on it: it is looked up for those that
        are shown, and for no other.
        """
        place = {"size": self.per_page, "from": start} if start else {"size": self.per_page}
        search = self._narrowed(wanted).sort(*self.order).extra(track_total_hits=False, **place)
        if not self.parts:
            return search
        named = asking.named(self.asked, self.parts)
        return search.post_filter(Q("bool", filter=[Q("match_all")], should=named))

    def _demands_two(self) -> bool:
        return self.enough != asking.ONE and len(self.asked.words) >= MANY_WORDS

    def _is_far(self, start: int) -> bool:
        return start + self.per_page > WINDOW

    def _wanted(self) -> Query:
        """All that fits the words, whatever is chosen."""
        return asking.query_of(self.asked, enough=self.enough)

    def _visible(self, wanted: Query) -> Search:
        return searching().query(wanted).filter(self.not_hidden)

    def _narrowed(self, wanted: Query) -> Search:
        """What is chosen as well, with the scores that the order asks for."""
        if self.query.sort == Sort.CLOSING:
            wanted = paging.still_open_first(wanted, self.asker.today)
        search = self._visible(wanted)
        return search.filter(self._is_chosen()) if self.chosen else search

    def _is_chosen(self) -> Query:
        return Q("bool", filter=[counting.filter_of(one) for one in self.chosen.values()])

    # --- Words no listing has -------------------------------------------------------------------

    def _without_phrases(self, found: bool) -> bool:
        """Whether the words beside them are asked for alone, for nothing has the phrases."""
        if not found:
            self.asked.phrases, self.enough = (), asking.TWO_OF_MANY
        return not found

    def _completed(self, missing: list[str]) -> bool:
        """Whether a word can be asked for as the beginning of others. A star says so; the last
        word may be unfinished."""
        starred = list(self.asked.beginnings)
        last = [w for w in missing if w == self.asked.words[-1] and w not in starred]
        changed = False
        for word in (*starred, *last):
            answer = whole(spelling.completing(searching().filter(self.not_hidden), word))
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
        right = self._in_sight(spelling.suggested(words, answer["suggest"]))
        for word, other in right.items():
            self.asked.others.append(asking.Other(WhyKind.SPELLING, word, other, asking.CORRECTED))
            self.marks.append(other)
        if right:
            self.suggestion = put_right(self.asked.parsed, right)
        return bool(right)

    def _look(self, word: str) -> Search:
        """Finds something if a listing has the word that may be told of."""
        return spelling.known(word, self.asked).filter(self.not_hidden)

    def _in_sight(self, options: Mapping[str, Sequence[str]]) -> dict[str, str]:
        """For each word the first that a listing has which may be told of: they come from the
        whole index, which knows words of what is hidden and of what was deleted lately."""
        every = list(dict.fromkeys(chain.from_iterable(options.values())))
        if not every:
            return {}
        told = wholes(spelling.in_use(other).filter(self.not_hidden) for other in every)
        written = {
            other: next(iter(spelling.as_written(one)), other)
            for other, one in zip(every, told, strict=True)
            if _total(one)
        }
        firsts = {word: [o for o in others if o in written][:1] for word, others in options.items()}
        return {word: written[other] for word, first in firsts.items() for other in first}

    # --- Why ------------------------------------------------------------------------------------

    def _name(self, hits: list[dict[str, Any]]) -> None:
        """Ask of hits that came without it which of `parts` they fit."""
        if not (hits and self.parts):
            return
        told = searching().filter("ids", values=[hit["_id"] for hit in hits])
        told = told.query(Q("bool", should=asking.named(self.asked, self.parts)))
        named = whole(told.extra(size=len(hits)), **NAMED)["hits"]["hits"]
        fits = {hit["_id"]: _fits(hit) for hit in named}
        for hit in hits:
            hit["matched_queries"] = fits.get(hit["_id"], {})

    def _hit(self, hit: dict[str, Any]) -> Hit:
        fits = _fits(hit)
        language = _language(hit["fields"], fits)
        why = tuple(_whys(self.parts, fits))
        return Hit(UUID(hit["_id"]), hit.get("_score") or 0.0, language, why)


def _fits(hit: dict[str, Any]) -> dict[str, float]:
    return hit.get("matched_queries") or {}


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
