"""Parts of pages about saved searches."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _

from alerts.models import SavedSearch

register = template.Library()

MOST_SHOWN = 6


@register.inclusion_tag("alerts/panels/mine.html")
def my_searches_panel(user: Any) -> dict[str, object]:
    """The newest of the person's saved searches, with how much is new in each."""
    return {"searches": SavedSearch.objects.visible_to(user).with_new()[:MOST_SHOWN]}


@register.simple_tag
def search_trail() -> list[tuple[str, str]]:
    """The way to the pages of one saved search."""
    return [
        (reverse("show_dashboard"), _("My work")),
        (reverse("list_searches"), _("Saved searches")),
    ]
