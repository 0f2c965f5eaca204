"""What listings hold of a person, for the export and the deletion of an account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from accounts.personal_data import register_eraser, register_exporter
from marketplace.models import Listing

if TYPE_CHECKING:
    from accounts.models import User


def _listings(user: User) -> list[dict[str, Any]]:
    rows = Listing.objects.filter(author=user).select_related("organisation")
    return [
        {
            "organisation": row.organisation.name,
            "kind": row.kind,
            "title": row.title,
            "summary": row.summary,
            "description": row.description,
            "state": row.status,
            "created": row.created_at,
        }
        for row in rows
    ]


register_exporter("listings", _listings, models=[Listing])
register_eraser(
    "listings",
    models=[Listing],
    keeps=_("Offers and needs that you wrote stay with their organisation: others rely on them."),
)
