"""What was found for one's own offers and needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_safe

from marketplace.models import Listing
from matching.forms import DismissForm
from matching.models import Abstention, Dismissal, Match
from matching.showing import entries_of, groups_of, listings_of
from matching.views.access import listing_for

if TYPE_CHECKING:
    import uuid

    from django.core.paginator import Page
    from django.http import HttpRequest, HttpResponse

LISTINGS_PER_PAGE, MATCHES_PER_PAGE = 20, 10
NEWEST_OF_EACH = 3


@login_required
@require_safe
def list_matches(request: HttpRequest) -> HttpResponse:
    """All public listings of the person's organisations, each with its newest counterparts."""
    mine = Listing.objects.of_member(request.user).public().select_related("abstention")
    page = Paginator(mine, LISTINGS_PER_PAGE).get_page(request.GET.get("page"))
    groups = groups_of(list(page.object_list), request.user, NEWEST_OF_EACH)
    return render(request, "matching/match_list.html", {"page": page, "groups": groups})


@login_required
@require_safe
def show_matches(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The counterparts of one listing with what fits, what is open and what does not fit."""
    listing = listing_for(request, pk, "matching.see_matches")
    return render(request, "matching/match_show.html", context_of(request, listing))


def context_of(
    request: HttpRequest, listing: Listing, form: DismissForm | None = None
) -> dict[str, object]:
    """Of the page; `form` is one that was refused: who shows it adds beside which counterpart."""
    matches = Match.objects.visible_to(request.user).of(listing).best_first()
    page = Paginator(matches, MATCHES_PER_PAGE).get_page(request.GET.get("page"))
    return {
        "listing": listing,
        "page": page,
        "entries": entries_of(listing, page.object_list, request.user),
        "set_aside": _set_aside(request, listing),
        "takes_part": not Abstention.objects.filter(listing=listing).exists(),
        "can_decide": request.user.has_perm("matching.decide_on_matches", listing),
        "form": form or DismissForm(),
    }


def _set_aside(request: HttpRequest, listing: Listing) -> Page:
    """What the listing's own organisation has set aside, newest first, while it can be seen; with
    each counterpart its word."""
    other = "need" if listing.is_offer else "offer"
    visible = Listing.objects.visible_to(request.user).order_by().values("pk")
    own = Dismissal.objects.filter(
        organisation=listing.organisation_id, **{listing.kind: listing, f"{other}__in": visible}
    ).order_by("-at", "-pk")
    page: Any = Paginator(own, LISTINGS_PER_PAGE).get_page(request.GET.get("aside"))
    rows = [(getattr(row, f"{other}_id"), row) for row in page.object_list]
    found = listings_of([key for key, _row in rows], request.user)
    page.object_list = [(found[key], row) for key, row in rows if key in found]
    return page
