"""Small readings on the pages of an account."""

from __future__ import annotations

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import time_zones
from accounts.browsers import browser_name
from core.languages import OWN_NAMES

register = template.Library()

register.filter("browser_name", browser_name)


@register.simple_tag
def account_trail() -> list[tuple[str, str]]:
    """The way to a page under "Your account"."""
    return [(reverse("show_account"), _("Your account"))]


@register.filter
def own_name(language: str) -> str:
    """A language by its own name."""
    return OWN_NAMES.get(language, language)


@register.filter
def zone_name(zone: str) -> str:
    """A time zone as the choice of time zones calls it."""
    return time_zones.label(zone)


@register.filter
def in_fours(code: str) -> str:
    """A code in groups of four, as one reads it out."""
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))
