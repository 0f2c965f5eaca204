"""Blocking the other side and reporting it to staff."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.http import attempt, attempt_form
from core.permissions import require_perm
from negotiations.actions import safety as actions
from negotiations.forms import ReportForm
from negotiations.models import Block
from negotiations.showing import other_party, side_of
from negotiations.views.access import acting

if TYPE_CHECKING:
    import uuid

    from django.http import HttpRequest, HttpResponse


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def block_sender(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    found = acting(request, pk)
    other = other_party(found.request, found.side)
    if request.method == "POST":
        done = _("Your organisation takes no more requests from there.")
        attempt(request, actions.block, found.request, by=request.user, side=found.side, done=done)
        return redirect("list_blocks")
    context = {
        "asked": found.request,
        "listing": found.request.listing,
        "title": _("Take no more requests from there?"),
        "consequences": [
            _("“%(other)s” cannot send your organisation another request.")
            % {"other": other.label},
            _("What is open between you stays open until you decline or close it."),
        ],
        "submit": _("Block"),
    }
    return render(request, "negotiations/confirm.html", context)


@login_required
@require_safe
def list_blocks(request: HttpRequest) -> HttpResponse:
    """Whom the person's organisations take no requests from, named as far as they are known."""
    rows = Block.objects.visible_to(request.user).with_parties()
    lines = [
        (row, other_party(row.request, side_of(row.request, {row.organisation_id}))) for row in rows
    ]
    return render(request, "negotiations/blocks.html", {"lines": lines})


@login_required
@require_POST
def unblock_sender(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Block.objects.visible_to(request.user).with_parties(), pk=pk)
    require_perm(request.user, "negotiations.act_for", row.organisation)
    done = _("Your organisation takes requests from there again.")
    attempt(request, actions.unblock, row, by=request.user, done=done)
    return redirect("list_blocks")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def report_request(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    found = acting(request, pk)
    form = ReportForm(request.POST or None)
    sent = request.method == "POST" and form.is_valid()
    if sent and attempt_form(
        form, actions.report, found.request, by=request.user, side=found.side,
        text=form.cleaned_data["text"],
    ):  # fmt: skip
        messages.success(request, _("It is reported. Our staff look at it and tell you."))
        return redirect(found.request)
    context = {
        "asked": found.request,
        "listing": found.request.listing,
        "sender": other_party(found.request, found.side),
        "form": form,
        "title": _("Report abuse"),
        "submit": _("Report"),
    }
    return render(request, "negotiations/answer.html", context)
