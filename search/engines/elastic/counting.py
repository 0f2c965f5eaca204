"""Facets: filters on tokens, and how many listings there are behind each choice."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from elasticsearch.dsl import A, Q

from search.facets import FACETS, WITHIN_DAYS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from elasticsearch.dsl.aggs import Agg
    from elasticsearch.dsl.query import Query

    from search.facets import Asker, Condition, Facet

MOST_VALUES = 300
# A listing has one of them, so counting the values is counting the listings.
ONE_EACH = {"region": "country", "income": "country"}


def filter_of(condition: Condition) -> Query:
    any_of = [Q("terms", tokens=list(condition.any_of))] if condition.any_of else []
    none_of = [Q("terms", tokens=list(condition.none_of))] if condition.none_of else []
    return Q("bool", filter=any_of, must_not=none_of)


def aggregations(chosen: Mapping[str, Condition], asker: Asker) -> dict[str, Any]:
    """By name. Facets with the same filters share them, and what is counted for several is counted
    once; one in which something is chosen is counted as if nothing were."""
    found = {}
    for name, (within, facets) in _groups(chosen, asker).items():
        filters = [filter_of(chosen[code]) for code in within]
        outer = A("filter", Q("bool", filter=filters) if filters else Q("match_all"))
        for facet in {_source(facet): facet for facet in facets}.values():
            outer.bucket(_source(facet), _count(facet, asker))
        found[name] = outer
    return found


def _groups(
    chosen: Mapping[str, Condition], asker: Asker
) -> dict[str, tuple[tuple[str, ...], list[Facet]]]:
    """By the name of their aggregation: facets that are counted within the same others."""
    shared: dict[tuple[str, ...], list[Facet]] = {}
    for code, facet in FACETS.items():
        if asker.facts or not facet.needs_country:
            within = tuple(other for other in chosen if other != code)
            shared.setdefault(within, []).append(facet)
    return {f"with:{number}": group for number, group in enumerate(shared.items())}


def _source(facet: Facet) -> str:
    return ONE_EACH.get(facet.code, facet.code)


def _count(facet: Facet, asker: Asker) -> Agg:
    if facet.code in ONE_EACH:
        return _values(ONE_EACH[facet.code])
    if facet.means is None:
        return _values(facet.code)
    if facet.code == "date":
        return _days(asker.today)
    filters = {value: filter_of(condition) for value, condition in facet.choices(asker)}
    return A("filters", filters=filters)


@cache
def _values(code: str) -> Agg:
    return A("terms", field=f"facet_{code}", size=MOST_VALUES)


def _days(today: date) -> Agg:
    """As the facet means them, which would have to name every day."""
    ends = (today + timedelta(days=1)).isoformat()
    ranges = [
        {"key": value, "from": (today - timedelta(days=int(value) - 1)).isoformat(), "to": ends}
        for value in WITHIN_DAYS
    ]
    return A("date_range", field="facet_day", ranges=ranges)


def counts(
    answer: Mapping[str, Any], chosen: Mapping[str, Condition], asker: Asker
) -> dict[str, dict[str, int]]:
    """By facet and value, without those that have nothing behind them; {} of an answer to a
    request without `aggregations`."""
    found: dict[str, dict[str, int]] = {}
    for name, (_within, facets) in _groups(chosen, asker).items():
        if name in answer:
            for facet in facets:
                found[facet.code] = _read(facet, answer[name][_source(facet)]["buckets"], asker)
    return {code: found[code] for code in FACETS if code in found}


def _read(facet: Facet, buckets: Any, asker: Asker) -> dict[str, int]:
    if isinstance(buckets, dict):
        numbers = {value: bucket["doc_count"] for value, bucket in buckets.items()}
    else:
        numbers = {bucket["key"]: bucket["doc_count"] for bucket in buckets}
    if facet.code in ONE_EACH:
        numbers = _summed(facet, numbers, asker)
    return {value: number for value, number in numbers.items() if number}


def _summed(facet: Facet, numbers: Mapping[str, int], asker: Asker) -> dict[str, int]:
    geography = asker.geography
    members = geography.regions if facet.code == "region" else geography.incomes
    return {
        value: sum(numbers[code] for code in codes & numbers.keys())
        for value, codes in members.items()
    }
