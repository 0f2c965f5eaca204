"""Country facts for templates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.utils import timezone

from countries.facts import CountryFacts, facts_of

if TYPE_CHECKING:
    import datetime as dt

    from countries.models import Country

register = template.Library()


@register.simple_tag
def country_facts(country: Country, on: dt.date | None = None) -> CountryFacts:
    """`{% country_facts country as facts %}`: as of today, or of the day `on`; two queries.

    In a list, let the view call `facts_by_code` once instead.
    """
    return facts_of(country, on or timezone.localdate())
