"""Listings as a list or a letter names them, in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.languages import current
from marketplace.models import ListingTranslation

if TYPE_CHECKING:
    from uuid import UUID

    from marketplace.querysets import ListingQuerySet


def in_readers_language(listings: ListingQuerySet) -> dict[UUID, Any]:
    """By key, without description, in two queries.

    Title and summary are in the reader's language where somebody has translated them.
    """
    found: dict[UUID, Any] = {row.pk: row for row in listings.defer("description")}
    told = ListingTranslation.objects.filter(listing__in=found, language=current())
    for key, title, summary in told.values_list("listing", "title", "summary"):
        row = found[key]
        row.title, row.summary, row.language = title, summary, current()
    return found
