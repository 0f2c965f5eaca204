"""Results to take away."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING

from django.http import FileResponse, Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.limits import limited
from search.engines.base import EngineUnavailableError
from search.engines.breaker import LONGEST_PAUSE
from search.exporting import FORMATS, records, write
from search.query import SearchQuery

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}


@require_safe
@limited("export_results")
def export_results(request: HttpRequest, format_: str) -> FileResponse | HttpResponse:
    """The first results of the search in the address, whatever page it names; 503 where nothing
    answers that knows of its words."""
    if format_ not in FORMATS:
        raise Http404(format_)
    query = replace(SearchQuery.from_querydict(request.GET), page=1)
    try:
        found = records(query, request.user)
    except EngineUnavailableError:
        return _no_file(request, query)
    stream = io.BytesIO()
    write(found, format_, stream)
    stream.seek(0)
    return FileResponse(
        stream,
        as_attachment=True,
        filename=f"results.{format_}",
        content_type=TYPES[format_],
        headers={"Cache-Control": "private, no-store", "X-Robots-Tag": "noindex"},
    )


def _no_file(request: HttpRequest, query: SearchQuery) -> HttpResponse:
    context = {"asked": query.to_query_string()}
    answer = render(request, "search/no_file.html", context, status=503)
    # By then the engine has been asked anew.
    answer["Retry-After"] = str(int(LONGEST_PAUSE))
    return answer
