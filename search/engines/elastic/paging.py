"""Any page of any number of results, in bounded time.

The first hits are asked for with an offset. Those at the end are asked for from the end, in the
opposite order. What lies further in than both reach is come to in steps, each from the last hit of
the one before; the steps bring nothing but the place where they end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from elasticsearch.dsl import Q

from search.engines.elastic.mapping import WINDOW
from search.engines.elastic.requests import whole
from search.query import Sort

if TYPE_CHECKING:
    from datetime import date

    from elasticsearch.dsl import Search
    from elasticsearch.dsl.query import Query

STEP = 10_000
MOST_STEPS = 200
SORT_ALONE = "timed_out,_shards,hits.total,hits.hits.sort"
Order = list[dict[str, str]]


def order_of(sort: Sort, *, has_words: bool) -> Order:
    """The last one is different for every listing: no two pages have the same."""
    newest = [{"published_at": "desc"}, {"key": "asc"}]
    if sort == Sort.CLOSING:
        return [{"_score": "desc"}, {"closes_on": "asc"}, *newest]
    if sort == Sort.RELEVANCE and has_words:
        return [{"_score": "desc"}, *newest]
    return newest


def still_open_first(query: Query, today: date) -> Query:
    """For the order of closing: all that `query` finds; what is past its day has the lower score,
    and the lower the longer ago that was."""
    day = today.isoformat()
    is_open = Q("constant_score", filter=Q("range", closes_on={"gte": day}))
    # From 1, for today, towards 0; days of a whole century differ in what a score can hold.
    since = Q("distance_feature", field="closes_on", origin=day, pivot="365d")
    is_past = Q("bool", must=[since], filter=[Q("range", closes_on={"lt": day})])
    return Q("bool", filter=[query], should=[is_open, is_past])


def reversed_order(order: Order) -> Order:
    opposite = {"asc": "desc", "desc": "asc"}
    return [{name: opposite[way] for name, way in part.items()} for part in order]


class Place(NamedTuple):
    page: int
    start: int
    size: int


def place_of(page: int, per_page: int, total: int) -> Place:
    """The last page there is where one beyond it is asked for."""
    last = max((total + per_page - 1) // per_page, 1)
    page = min(page, last)
    start = (page - 1) * per_page
    return Place(page, start, min(per_page, max(total - start, 0)))


def far_hits(search: Search, order: Order, place: Place, total: int) -> list[Any]:
    """The hits at a place; `search` comes without aggregations and without an order."""
    if not place.size:
        return []
    from_end = total - place.start - place.size
    if place.start + place.size <= WINDOW:
        return _hits(search.sort(*order), place.start, place.size)
    if from_end + place.size <= WINDOW:
        return _hits(search.sort(*reversed_order(order)), from_end, place.size)[::-1]
    if from_end < place.start:
        found = _stepping(search.sort(*reversed_order(order)), from_end, place.size)
        return found[::-1]
    return _stepping(search.sort(*order), place.start, place.size)


def _hits(search: Search, start: int, size: int, **options: Any) -> list[Any]:
    place = {"size": size, "from": start} if start else {"size": size}
    return whole(search.extra(**place), **options)["hits"].get("hits", [])


def _stepping(search: Search, start: int, size: int) -> list[Any]:
    # One hit, at the end of what an offset reaches.
    at = min(start, WINDOW)
    last = _hits(search, at - 1, 1)
    for _step in range(MOST_STEPS):
        if not last:
            return []
        after = search.extra(search_after=last[-1]["sort"])
        if at == start:
            return _hits(after, 0, size)
        step = min(STEP, start - at)
        last = _hits(after, 0, step, filter_path=SORT_ALONE)
        at += step
    return []
