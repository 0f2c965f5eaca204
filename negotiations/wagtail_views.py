"""The screens on which staff decide about reports of abuse."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin import messages
from wagtail.admin.views import generic

from core.http import attempt_form
from negotiations.actions import safety
from negotiations.downloads import handed_out
from negotiations.enums import ReportStatus
from negotiations.forms import DecideReportForm
from negotiations.models import MessageAttachment, Report

if TYPE_CHECKING:
    import uuid

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

PERMISSION = "negotiations.handle_report"


class ReportListView(generic.IndexView):
    def get_base_queryset(self) -> QuerySet:
        rows = Report.objects.visible_to(self.request.user)
        return rows.select_related("request__listing", "author")


@require_http_methods(["GET", "HEAD", "POST"])
def decide_report(request: HttpRequest, pk: int) -> HttpResponse:
    """One report with the request and its messages, and what can be decided about it."""
    report = _seen(request, pk)
    form = None
    if report.status == ReportStatus.WAITING or request.method == "POST":
        form = DecideReportForm(request.POST or None)
    sent = form is not None and form.is_valid()
    if sent and attempt_form(form, safety.decide_report, report, by=request.user, **_asked(form)):
        messages.success(request, _("It is decided, and those who reported are told."))
        return redirect("reports:index")
    context = {
        "report": report,
        "asked": report.request,
        "thread": report.request.messages.select_related("author").prefetch_related("attachments"),
        "form": form,
        "breadcrumbs_items": [
            {"url": reverse("reports:index"), "label": _("Reports of abuse")},
            {"url": "", "label": str(report.request)},
        ],
        "page_title": str(report.request),
        "header_icon": "warning",
    }
    return render(request, "wagtailadmin/negotiations/decide_report.html", context)


@require_POST
def open_file(request: HttpRequest, pk: int, file: uuid.UUID) -> HttpResponseBase:
    """A file of the thread, as both sides get it. By POST, for it leaves a trace in the record."""
    report = _seen(request, pk)
    found = get_object_or_404(
        MessageAttachment.objects.filter(message__request=report.request_id), pk=file
    )
    return handed_out(safety.open_file(report, found, by=request.user))


def _seen(request: HttpRequest, pk: int) -> Report:
    """Without the permission 403; a report that somebody else has to decide is 404."""
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    rows = Report.objects.visible_to(request.user).select_related(
        "request__listing", "request__sender", "request__recipient", "request__intention",
        "author", "decided_by",
    )  # fmt: skip
    return get_object_or_404(rows, pk=pk)


def _asked(form: Any) -> dict[str, Any]:
    asked = form.cleaned_data
    return {
        "uphold": asked["decision"] == DecideReportForm.UPHOLD,
        "reason": asked["reason"],
    }
