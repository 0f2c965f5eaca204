"""Results to take away."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING

from django.http import FileResponse, Http404
from django.views.decorators.http import require_safe

from accounts.limits import limited
from search.exporting import FORMATS, records, write
from search.query import SearchQuery

if TYPE_CHECKING:
    from django.http import HttpRequest

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}


@require_safe
@limited("export_results")
def export_results(request: HttpRequest, format_: str) -> FileResponse:
    """The first results of the search in the address, whatever page it names."""
    if format_ not in FORMATS:
        raise Http404(format_)
    query = replace(SearchQuery.from_querydict(request.GET), page=1)
    stream = io.BytesIO()
    write(records(query, request.user), format_, stream)
    stream.seek(0)
    return FileResponse(
        stream,
        as_attachment=True,
        filename=f"results.{format_}",
        content_type=TYPES[format_],
        headers={"Cache-Control": "private, no-store", "X-Robots-Tag": "noindex"},
    )
