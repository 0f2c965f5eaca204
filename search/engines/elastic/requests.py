"""What all requests to the index in use have in common."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import timezone
from elasticsearch import ApiError
from elasticsearch.dsl import A, Q, Search

from core.prepared import prepared
from search.engines.base import EngineUnavailableError
from search.engines.elastic.client import client
from search.engines.elastic.mapping import OTHER, group_of
from search.engines.elastic.writing import alias
from search.visibility import no_longer_public

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.db.models import QuerySet
    from elasticsearch.dsl.query import Query

NAME = "elasticsearch"
COLUMNS = ["original", "languages"]
# More than that cannot be named in a request; the worker is then far behind.
MOST_HIDDEN = 60_000
REMEMBERED_SECONDS = 60


def searching() -> Search:
    return Search().extra(docvalue_fields=COLUMNS)


def whole(search: Search, **options: Any) -> dict[str, Any]:
    """The answer; raises `EngineUnavailableError` for half of one."""
    # An answer from a part of the index is none.
    answer = client().search(
        index=alias(), body=search.to_dict(), allow_partial_search_results=False, **options
    )
    return _checked(answer.body)


def wholes(searches: Iterable[Search], **options: Any) -> list[dict[str, Any]]:
    """The same for several at once."""
    bodies = [search.to_dict() for search in searches]
    header = {"allow_partial_search_results": False}
    answer = client().msearch(
        index=alias(), searches=[part for body in bodies for part in (header, body)], **options
    )
    found = answer.body.get("responses") if isinstance(answer.body, dict) else None
    if not isinstance(found, list) or len(found) != len(bodies):
        raise EngineUnavailableError("answered something else")
    for one in found:
        if isinstance(one, dict) and "error" in one:
            # The request as a whole was answered, with 200.
            status = one.get("status", answer.meta.status)
            raise ApiError("refused", meta=replace(answer.meta, status=status), body=one)
    return [_checked(one) for one in found]


def _checked(answer: Any) -> dict[str, Any]:
    if not isinstance(answer, dict) or "hits" not in answer:
        raise EngineUnavailableError("answered something else")
    if answer.get("timed_out") or answer.get("_shards", {}).get("failed"):
        raise EngineUnavailableError("answered in part")
    return answer


_present: dict[str, tuple[float, tuple[str, ...]]] = {}


def present_groups() -> tuple[str, ...]:
    """The groups of fields that there are texts in; a new one is noticed within a minute.

    Every group costs time, asked in vain or not, and most sites have few of them.
    """
    kept = _present.get(alias())
    if kept and time.monotonic() < kept[0] + REMEMBERED_SECONDS and not forgets():
        return kept[1]
    search = Search().extra(size=0, track_total_hits=False)
    search.aggs.bucket("languages", A("terms", field="languages", size=200))
    buckets = whole(search).get("aggregations", {}).get("languages", {}).get("buckets", [])
    groups = tuple(dict.fromkeys(group_of(bucket["key"]) for bucket in buckets)) or (OTHER,)
    _present[alias()] = time.monotonic(), groups
    return groups


def forgets() -> bool:
    """Whether nothing of the index is to be remembered: it changes under a test's hands."""
    return settings.ELASTICSEARCH["forget"]


def not_hidden() -> Query:
    """Without what is not public any more, whatever the index says."""
    hidden = [str(key) for (key,) in _hidden(timezone.now().date())]
    return ~Q("ids", values=sorted(hidden)) if hidden else Q("match_all")


@prepared
def _hidden(today: date) -> QuerySet:
    first, *others = no_longer_public(today, NAME)
    return first.values_list("listing").union(*(part.values_list("pk") for part in others))[
        :MOST_HIDDEN
    ]


def column(hit: dict[str, Any], name: str) -> str:
    return (hit.get("fields", {}).get(name) or [""])[0]
