"""What all requests to the index in use have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from elasticsearch.dsl import MultiSearch, Q, Search

from search.engines.base import EngineUnavailableError
from search.engines.elastic.client import client
from search.engines.elastic.writing import alias
from search.visibility import no_longer_public

if TYPE_CHECKING:
    from collections.abc import Iterable

    from elasticsearch.dsl.query import Query

COLUMNS = ["original", "languages"]
# More than that cannot be named in a request; the worker is then far behind.
MOST_HIDDEN = 20_000


def searching() -> Search:
    search = Search(using=client(), index=alias())
    # An answer from a part of the index is none.
    search = search.params(allow_partial_search_results=False)
    return search.extra(docvalue_fields=COLUMNS)


def whole(search: Search) -> dict[str, Any]:
    """The answer; raises `EngineUnavailableError` for half of one."""
    return _checked(search.execute().to_dict())


def wholes(searches: Iterable[Search]) -> list[dict[str, Any]]:
    """The same for several at once."""
    several = MultiSearch(using=client(), index=alias())
    for search in searches:
        several = several.add(search)
    return [_checked(answer.to_dict()) for answer in several.execute()]


def _checked(answer: dict[str, Any]) -> dict[str, Any]:
    if answer.get("timed_out") or answer.get("_shards", {}).get("failed"):
        raise EngineUnavailableError("answered in part")
    return answer


def not_hidden() -> Query:
    """Without what is not public any more, whatever the index says."""
    parts = no_longer_public(timezone.now().date())
    hidden = {str(row["pk"]) for part in parts for row in part[:MOST_HIDDEN]}
    return ~Q("ids", values=sorted(hidden)) if hidden else Q("match_all")


def column(hit: dict[str, Any], name: str) -> str:
    return (hit.get("fields", {}).get(name) or [""])[0]
