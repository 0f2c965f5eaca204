"""What the people of a listing do with it once it is written: one view a verb."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.http import attempt
from marketplace.actions import life, reviewing
from marketplace.views.access import writable

if TYPE_CHECKING:
    import uuid
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse


def _do(request: HttpRequest, pk: uuid.UUID, action: Callable[..., Any], done: str) -> HttpResponse:
    listing = writable(request, pk)
    attempt(request, action, listing, by=request.user, done=done)
    return redirect(listing)


@login_required
@require_POST
def submit_listing(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    done = _("It is handed in. A reviewer reads it, and you are told the decision by e-mail.")
    return _do(request, pk, reviewing.submit, done)


@login_required
@require_POST
def take_back_listing(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    return _do(request, pk, reviewing.take_back, _("It is a draft again."))


@login_required
@require_POST
def pause_listing(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    return _do(request, pk, life.pause, _("It is paused: only members see it."))


@login_required
@require_POST
def renew_listing(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    return _do(request, pk, life.renew, _("It is public for another twelve months."))


@login_required
@require_POST
def archive_listing(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    return _do(request, pk, life.archive, _("It is archived."))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_listing(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    if request.method == "POST":
        return _do(request, pk, life.withdraw, _("It is withdrawn."))
    listing = writable(request, pk)
    return render(request, "marketplace/listing_withdraw.html", {"listing": listing})
