"""What happens after a listing is published, and what came of it."""

from __future__ import annotations

from django.conf import settings

from alerts.models import Find
from search.indexing import index_listings


def follow(listings) -> None:
    """As the worker has the index do it after a change."""
    keys = [str(listing.pk) for listing in listings]
    index_listings.func(keys=keys, engine_name=settings.SEARCH_ENGINE)


def found() -> list[tuple[str, str]]:
    rows = Find.objects.order_by("search__name", "listing__title")
    return list(rows.values_list("search__name", "listing__title"))
