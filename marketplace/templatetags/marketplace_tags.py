"""Parts of pages about offers and needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.db.models import F
from django.utils import timezone

from core.prepared import prepared
from marketplace.enums import ListingStatus
from marketplace.models import Listing

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from partners.models import Organisation

register = template.Library()

# How each state of a listing looks (see the `state` tag of core).
STATE_SIGNS = {
    ListingStatus.DRAFT: "draft",
    ListingStatus.PUBLISHED: "good",
    ListingStatus.PAUSED: "open",
    ListingStatus.EXPIRED: "ended",
    ListingStatus.WITHDRAWN: "ended",
    ListingStatus.ARCHIVED: "ended",
}


# What marketplace/panels/lines.html shows of each.
SHOWN = ("kind", "title", "language", "summary", "status", "organisation")


@register.filter
def listing_sign(status: str) -> str:
    """The sign of a listing's state."""
    return STATE_SIGNS[ListingStatus(status)]


@register.simple_tag(takes_context=True)
def listings_of(
    context: template.Context, organisation: Organisation
) -> QuerySet[Listing] | list[Listing]:
    """An organisation's listings as far as the reader may see them, offers first."""
    user = context["user"]
    if not user.is_authenticated:
        return _public_of(timezone.now().date(), organisation=organisation.pk)
    return _for_panel(Listing.objects.visible_to(user), organisation.pk)


@prepared
def _public_of(_today: date, *, organisation: int) -> QuerySet[Listing]:
    return _for_panel(Listing.objects.public(), organisation)


def _for_panel(listings: QuerySet[Listing], organisation: int) -> QuerySet[Listing]:
    newest = F("first_published_at").desc(nulls_last=True)
    listings = listings.filter(organisation=organisation).only(*SHOWN)
    return listings.order_by("-kind", newest, "-created_at")


@register.inclusion_tag("marketplace/panels/mine.html")
def my_listings_panel(user: Any) -> dict[str, object]:
    """The six listings of the person's organisations that changed last."""
    return {"listings": Listing.objects.of_member(user).with_working_title()[:6]}
