"""Listings of an institution from a file and into one: send it, see what would happen, say yes."""

from __future__ import annotations

import io
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from core.errors import ActionRefused
from marketplace.actions.importing import import_records
from marketplace.enums import ListingKind
from marketplace.exchange import uploads
from marketplace.exchange.problems import Problem, Row, UnreadableFileError
from marketplace.exchange.reading import read
from marketplace.exchange.writing import FORMATS, write
from marketplace.import_form import ImportForm
from marketplace.models import Listing
from partners.views.access import organisation_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest, HttpResponse

    from marketplace.exchange.report import Report
    from partners.models import Organisation

MOST_ROWS = 2000
PROBLEMS_SHOWN = 100
WAITING, DONE = "listing_import", "listing_import_done"
TYPES = {
    "jsonl": "application/jsonl; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def send_listings(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """Choose a file of offers, or of needs; it is kept until the next step."""
    organisation = organisation_for(request, slug, "marketplace.write_for")
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        _forget(request)
        upload = form.cleaned_data["file"]
        request.session[WAITING] = {
            "file": uploads.keep(upload, upload.name),
            "name": upload.name,
            "kind": kind,
            "organisation": organisation.pk,
        }
        return redirect("check_import", slug)
    context = {"organisation": organisation, "form": form, "kind": kind, "formats": FORMATS}
    return render(request, "marketplace/import_send.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def check_import(request: HttpRequest, slug: str) -> HttpResponse:
    """What the file would do; with a yes, do it."""
    organisation = organisation_for(request, slug, "marketplace.write_for")
    waiting = request.session.get(WAITING)
    if not waiting or waiting["organisation"] != organisation.pk:
        messages.warning(request, _("There is no file to import any more. Send it again."))
        return redirect("import_offers", slug)
    back = "import_needs" if waiting["kind"] == ListingKind.NEED else "import_offers"
    if "discard" in request.POST:
        _forget(request)
        return redirect(back, slug)
    report = _run(request, organisation, waiting, dry_run=request.method != "POST")
    if report is None:
        _forget(request)
        return redirect(back, slug)
    told = _told(report)
    if request.method == "POST":
        _forget(request)
        request.session[DONE] = {"organisation": organisation.pk, **told}
        return redirect("show_import", slug)
    context = {**_context(organisation, told), "name": waiting["name"]}
    context["to_do"] = report.created + report.updated
    return render(request, "marketplace/import_check.html", context)


@login_required
@require_safe
def show_import(request: HttpRequest, slug: str) -> HttpResponse:
    """What the last import of this session did; may be looked at again, and does nothing."""
    organisation = organisation_for(request, slug, "marketplace.write_for")
    told = request.session.get(DONE)
    if not told or told["organisation"] != organisation.pk:
        return redirect("import_offers", slug)
    return render(request, "marketplace/import_done.html", _context(organisation, told))


def _run(
    request: HttpRequest, organisation: Organisation, waiting: dict[str, Any], *, dry_run: bool
) -> Report | None:
    """The report, or None with the reason on the next page."""
    stream = uploads.open_kept(waiting["file"])
    if stream is None:
        messages.warning(request, _("There is no file to import any more. Send it again."))
        return None
    try:
        with stream:
            return import_records(
                _at_most(read(stream, waiting["name"])),
                organisation=organisation,
                by=request.user,
                kind=waiting["kind"],
                dry_run=dry_run,
            )
    except (UnreadableFileError, ActionRefused) as error:
        messages.warning(request, str(error))
        return None


def _at_most(rows: Iterator[Row]) -> Iterator[Row]:
    """The first rows, and one that says that there are more."""
    yield from islice(rows, MOST_ROWS)
    more = next(rows, None)
    if more is not None:
        sentence = _("Only %(most)d rows are taken at a time. Send the rest in another file.")
        yield Row(more.line, None, (Problem(more.line, "", sentence % {"most": MOST_ROWS}),))


def _told(report: Report) -> dict[str, Any]:
    """Of a report what is shown, in values that a session can keep."""
    rows = [[p.line, p.field or "–", str(p.sentence)] for p in report.problems[:PROBLEMS_SHOWN]]
    return {
        "report": report.numbers(),
        "rows": rows,
        "left_out": len(report.problems) - len(rows),
    }


def _context(organisation: Organisation, told: dict[str, Any]) -> dict[str, Any]:
    left_out = told["left_out"]
    more = ngettext("%(number)d more is not shown.", "%(number)d more are not shown.", left_out)
    return {
        "organisation": organisation,
        "report": told["report"],
        "columns": [_("Line"), _("Field"), _("What to do")],
        "rows": told["rows"],
        "more": more % {"number": left_out} if left_out else "",
    }


def _forget(request: HttpRequest) -> None:
    waiting = request.session.pop(WAITING, None)
    if waiting:
        uploads.forget(waiting["file"])


@login_required
@require_safe
def export_listings(request: HttpRequest, slug: str, format_: str) -> HttpResponse:
    """All listings of the institution, the newest state of each, as a file to import again."""
    organisation = organisation_for(request, slug, "marketplace.write_for")
    if format_ not in FORMATS:
        raise Http404(format_)
    stream = io.BytesIO()
    write(
        Listing.objects.visible_to(request.user).filter(organisation=organisation), format_, stream
    )
    stream.seek(0)
    return FileResponse(
        stream,
        as_attachment=True,
        filename=f"{organisation.slug}.{format_}",
        content_type=TYPES[format_],
        headers={"Cache-Control": "private, no-store"},
    )
