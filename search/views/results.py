"""The page of results, and words to go on with while typing."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlencode

from django.conf import settings
from django.core.paginator import Paginator
from django.http import JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.limits import limited
from core.addresses import of_slug, of_view
from core.languages import settled
from marketplace.enums import ListingKind
from marketplace.reading.places import places
from search import exporting, standing_in
from search.asking import ask
from search.choices import Board, Names, chosen, hidden, ways_wider
from search.engines.base import PER_PAGE
from search.facets import FACETS
from search.query import SearchQuery, Sort, clean_words
from search.showing import lines

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from search.asking import Answer

# Of an empty result: so many filters are tried for what the search would find without them.
MOST_TRIED = 6
LONGEST_TITLE = 120
LONGEST_BEGINNING = 200


class Way(NamedTuple):
    """How many there would be without one filter."""

    label: str
    address: str
    number: int


@require_safe
@limited("search_listings", in_process=True)
@settled()
def search_listings(request: HttpRequest) -> HttpResponse:
    query = SearchQuery.from_querydict(request.GET)
    began = time.monotonic()
    answer = ask(query, request.user)
    took = time.monotonic() - began
    query = replace(query, page=answer.results.page)
    names, show = Names(), request.GET.get("show", "")
    asked = replace(query, page=1).to_query_string()
    board = Board(query, answer.results.facets, names, asked, show if show in FACETS else "")
    context = {
        "query": query,
        "answer": answer,
        "asked": asked,
        "page": Paginator(range(answer.results.total), PER_PAGE).get_page(query.page),
        "lines": lines(answer),
        "board": board,
        "flags": board.flags(),
        "countries": places().options_with(query.my_country),
        "ends": _ends(query),
        "hidden": hidden(query),
        "chosen": chosen(query, names),
        "sorts": _sorts(query),
        "suggestion": _suggestion(query, answer),
        "exports": _exports(asked),
        "exported_of_more": exporting.MOST if answer.results.total > exporting.MOST else None,
    }
    if not answer.results.total:
        # One that takes as long as the answer did ends when its reader still waits.
        last = began + settings.ELASTICSEARCH["timeout"] - took
        context |= {"ways": _ways(query, names, last=last), "post": _post(query)}
    return render(request, "search/results.html", context)


@require_safe
@limited("suggest_words", in_process=True)
def suggest_words(request: HttpRequest) -> HttpResponse:
    """Words of public listings that go on from what is typed."""
    # A blank at the end says that the last word is whole.
    typed = request.GET.get("q", "")[:LONGEST_BEGINNING]
    beginning = clean_words(typed) if not typed.endswith(" ") else ""
    words = standing_in.suggest(beginning) if beginning else []
    return JsonResponse({"words": words}, headers={"Cache-Control": "public, max-age=60"})


def _ends(query: SearchQuery) -> list[tuple[str, str, int | None]]:
    return [
        ("readiness_from", _("Readiness from"), query.readiness_from),
        ("readiness_to", _("Readiness to"), query.readiness_to),
    ]


def _sorts(query: SearchQuery) -> list[tuple[str, str, bool]]:
    """Label, address, whether it is the present one. Without words nothing is more relevant."""
    labels = {Sort.NEWEST: _("Newest"), Sort.CLOSING: _("Closing date")}
    present = query.sort
    if query.words:
        labels = {Sort.RELEVANCE: _("Relevance"), **labels}
    elif present == Sort.RELEVANCE:
        present = Sort.NEWEST
    first = replace(query, page=1)
    return [
        (label, f"?{replace(first, sort=sort).to_query_string()}", sort == present)
        for sort, label in labels.items()
    ]


def _suggestion(query: SearchQuery, answer: Answer) -> tuple[str, str] | None:
    """The words put right, and the address that asks for them."""
    words = answer.results.suggestion
    if not words or words == query.words:
        return None
    return words, f"?{replace(query, words=words, page=1).to_query_string()}"


def _exports(asked: str) -> list[tuple[str, str]]:
    return [
        (format_.upper(), f"{of_slug('export_results', format_)}?{asked}")
        for format_ in ("csv", "xlsx", "json")
    ]


# --- Nothing found ------------------------------------------------------------------------------


def _ways(query: SearchQuery, names: Names, *, last: float) -> list[Way]:
    """Without which filter there would be something, most first. None is tried after `last`."""
    found = []
    wider = ways_wider(query, names)
    for one in wider[:MOST_TRIED] if len(wider) > 1 else ():
        if time.monotonic() > last:
            break
        results, _stand_in = standing_in.search(one.rest, per_page=1, with_facets=False)
        if results.total:
            found.append(Way(one.label, one.address, results.total))
    return sorted(found, key=lambda way: -way.number)


def _post(query: SearchQuery) -> dict[str, str]:
    """Where it can be posted for others to find, with the words taken over."""
    is_offer = query.facets.get("kind") == (ListingKind.NEED.value,)
    address = of_view("start_offer" if is_offer else "start_need")
    title = query.words[:LONGEST_TITLE]
    return {
        "kind": "offer" if is_offer else "need",
        "address": f"{address}?{urlencode({'title': title})}" if title else address,
    }
