"""Inbox and outbox: what came, what went out, and what has to be done about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from negotiations.enums import Side
from negotiations.forms import BoxFilterForm
from negotiations.models import ContactRequest
from negotiations.showing import other_party

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

PER_PAGE = 25


@login_required
@require_safe
def list_inbox(request: HttpRequest) -> HttpResponse:
    return _box(request, ContactRequest.objects.received_by(request.user), Side.RECIPIENT)


@login_required
@require_safe
def list_outbox(request: HttpRequest) -> HttpResponse:
    return _box(request, ContactRequest.objects.sent_by(request.user), Side.SENDER)


def _box(request: HttpRequest, rows: Any, side: Side) -> HttpResponse:
    is_inbox = side == Side.RECIPIENT
    form = BoxFilterForm(request.GET, is_inbox=is_inbox)
    asked = form.narrow(rows.with_unread(request.user), request.user)
    page = Paginator(asked.values_list("pk", flat=True), PER_PAGE).get_page(request.GET.get("page"))
    shown = rows.lines(list(page.object_list), request.user)
    context = {
        "is_inbox": is_inbox,
        "form": form,
        "page": page,
        "lines": [(row, other_party(row, side)) for row in shown],
        "tabs": [
            (reverse("list_inbox"), pgettext("requests", "Received"), None),
            (reverse("list_outbox"), pgettext("requests", "Sent"), None),
        ],
        "title": _("Received requests") if is_inbox else _("Sent requests"),
        "is_narrowed": any(request.GET.get(name) for name in ("q", "state", "only")),
    }
    return render(request, "negotiations/box.html", context)
