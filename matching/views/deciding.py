"""What people decide about what was found: one view a verb."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.http import attempt
from matching.actions import judging, taking_part
from matching.forms import DismissForm
from matching.views.access import listing_for
from matching.views.reading import context_of

if TYPE_CHECKING:
    import uuid
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from marketplace.models import Listing


@login_required
@require_POST
def dismiss_match(request: HttpRequest, pk: uuid.UUID, other: uuid.UUID) -> HttpResponse:
    listing = listing_for(request, pk, "matching.decide_on_matches")
    form = DismissForm(request.POST)
    if not form.is_valid():
        context = context_of(request, listing, form) | {"refused": other}
        return render(request, "matching/match_show.html", context)
    done = _("It is set aside and is not proposed again.")
    attempt(
        request, judging.dismiss, listing, other, by=request.user, done=done, **form.cleaned_data
    )
    return _back_to_list(request, listing)


@login_required
@require_POST
def restore_match(request: HttpRequest, pk: uuid.UUID, other: uuid.UUID) -> HttpResponse:
    done = _("It may be proposed again.")
    return _do(request, pk, judging.restore, other, done=done)


@login_required
@require_POST
def leave_matching(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    done = _("It takes no part in matching from now on.")
    return _do(request, pk, taking_part.abstain, done=done)


@login_required
@require_POST
def join_matching(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    done = _("It takes part in matching. What fits is found in a moment.")
    return _do(request, pk, taking_part.take_part, done=done)


def _do(
    request: HttpRequest, pk: uuid.UUID, action: Callable[..., Any], *args: Any, done: str
) -> HttpResponse:
    listing = listing_for(request, pk, "matching.decide_on_matches")
    attempt(request, action, listing, *args, by=request.user, done=done)
    return _back_to_list(request, listing)


def _back_to_list(request: HttpRequest, listing: Listing) -> HttpResponse:
    """To those of its pages from which it was sent."""
    pages = f"?{request.GET.urlencode()}" if request.GET else ""
    return redirect(reverse("show_matches", args=[listing.pk]) + pages)
