"""Parts of pages about matches, for pages of apps below."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from core.templatetags.ui import number
from matching.models import Match
from matching.showing import newest

if TYPE_CHECKING:
    from marketplace.models import Listing

register = template.Library()

SHOWN = 5


@register.inclusion_tag("matching/panels/mine.html")
def my_matches_panel(user: Any) -> dict[str, object]:
    """What was found last for all offers and needs of the person's organisations."""
    return {"matches": newest(user, SHOWN)}


@register.simple_tag(takes_context=True)
def matches_line(context: template.Context, listing: Listing) -> SafeString:
    """A line on a listing's own page, for its people; nothing for anybody else."""
    user = context.get("user")
    if user is None or not user.is_authenticated or not listing.live:
        return SafeString()
    if not user.has_perm("matching.see_matches", listing):
        return SafeString()
    count = Match.objects.visible_to(user).of(listing).count()
    if listing.is_offer:
        told = ngettext("%(number)s need fits this offer", "%(number)s needs fit this offer", count)
    else:
        told = ngettext("%(number)s offer fits this need", "%(number)s offers fit this need", count)
    address = reverse("show_matches", args=[listing.pk])
    words = told % {"number": number(count)}
    return format_html('<p class="no-print"><a href="{}">{}</a></p>', address, words)
