"""Parts of pages about offers and needs."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from django import template
from django.db.models import F
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core import addresses
from core.prepared import prepared
from core.templatetags import ui
from marketplace.enums import ListingStatus
from marketplace.models import Listing

if TYPE_CHECKING:
    from collections.abc import Iterable
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


# What `listing_lines` shows of each.
SHOWN = ("pk", "kind", "title", "language", "summary", "status")
LINE = """
<li class="entry entry-{kind}">
<div class="spread"><h{level} class="heading"><span class="visually-hidden">{label}: </span><a href="{url}" {attrs}>{title}</a></h{level}>{state}</div>
<p class="entry-summary"><bdi {attrs}>{summary}</bdi></p>{owner}
</li>"""


@register.filter
def listing_sign(status: str) -> str:
    """The sign of a listing's state."""
    return STATE_SIGNS[ListingStatus(status)]


@register.simple_tag
def listing_lines(listings: Iterable[Any], level: int, *, owner: bool = False) -> SafeString:
    """A list of listings under headings of this level; with `owner`, each with its organisation.

    `listings` are rows of `listings_of`, or instances. One include for each line would take most
    of the time of a profile, which everybody opens.
    """
    lines = (_line(listing, level, owner=owner) for listing in listings)
    return SafeString(f'<ul class="entries">{"".join(lines)}\n</ul>')


def _line(listing: Any, level: int, *, owner: bool) -> SafeString:
    line = LINE.format(
        kind=listing.kind,
        label=ui.kind(listing.kind),
        level=level,
        url=addresses.of_key("show_listing", listing.pk),
        attrs=ui.lang_attrs(listing.language),
        title=escape(listing.title),
        summary=escape(listing.summary),
        state="" if listing.status == ListingStatus.PUBLISHED else _state(listing.status),
        owner=_owner(listing.organisation) if owner else "",
    )
    return SafeString(line)


def _state(status: str) -> SafeString:
    sign = ui.state(listing_sign(status), ListingStatus(status).label)
    return format_html('\n<span class="entry-who">{}</span>', sign)


def _owner(organisation: Organisation) -> SafeString:
    return format_html(
        '\n<p class="entry-facts"><a href="{}"><bdi>{}</bdi></a></p>',
        organisation.get_absolute_url(), organisation.name,
    )  # fmt: skip


@register.simple_tag(takes_context=True)
def listings_of(
    context: template.Context, organisation: Organisation
) -> QuerySet[Listing] | list[Any]:
    """Rows of an organisation's listings as far as the reader may see them, offers first."""
    user = context["user"]
    if not user.is_authenticated:
        return _public_of(timezone.now().date(), organisation=organisation.pk)
    return _for_panel(Listing.objects.visible_to(user), organisation.pk)


@prepared
def _public_of(_today: date, *, organisation: int) -> QuerySet[Listing]:
    return _for_panel(Listing.objects.public(), organisation)


def _for_panel(listings: QuerySet[Listing], organisation: int) -> QuerySet[Listing]:
    newest = F("first_published_at").desc(nulls_last=True)
    listings = listings.filter(organisation=organisation)
    return listings.order_by("-kind", newest, "-created_at").values_list(*SHOWN, named=True)


@register.inclusion_tag("marketplace/panels/mine.html")
def my_listings_panel(user: Any) -> dict[str, object]:
    """The six listings of the person's organisations that changed last."""
    return {"listings": Listing.objects.of_member(user).with_working_title()[:6]}
