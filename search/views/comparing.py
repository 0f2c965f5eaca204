"""Listings side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlencode

from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.languages import settled
from search.comparison import MOST, keys_of, listings_of, rows_of
from search.query import SearchQuery

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


class Column(NamedTuple):
    """One listing, and the address of the comparison without it."""

    listing: Any
    without: str


@require_safe
@settled()
def compare_listings(request: HttpRequest) -> HttpResponse:
    keys = keys_of(request.GET.getlist("id")[: MOST * 5])
    my_country = SearchQuery.from_querydict(request.GET).my_country
    listings = listings_of(keys, request.user)
    context = {
        "columns": [Column(one, _address(listings, one, my_country)) for one in listings],
        "rows": rows_of(listings, my_country) if len(listings) > 1 else [],
        "too_many": len(keys) > MOST,
        "missing": len(listings) < len(keys[:MOST]),
    }
    return render(request, "search/compare.html", context)


def _address(listings: list[Any], without: Any, my_country: str) -> str:
    pairs = [("id", str(one.pk)) for one in listings if one is not without]
    return f"?{urlencode([*pairs, *([('my_country', my_country)] if my_country else [])])}"
