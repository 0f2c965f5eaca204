"""What listings hold of a person, for the export and the deletion of an account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from accounts.personal_data import register_eraser, register_exporter
from marketplace.models import Listing, ReviewRecord, StoredFile

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


def _files(user: User) -> list[dict[str, Any]]:
    rows = StoredFile.objects.filter(uploaded_by=user).select_related("organisation")
    return [
        {
            "organisation": row.organisation.name,
            "name": row.name,
            "type": row.media_type,
            "size": row.size,
            "uploaded": row.created_at,
        }
        for row in rows
    ]


register_exporter("files of listings", _files, models=[StoredFile])
register_eraser(
    "files of listings",
    models=[StoredFile],
    keeps=_("Files that you uploaded stay with the organisation's offers and needs."),
)


def _reviews(user: User) -> list[dict[str, Any]]:
    rows = ReviewRecord.objects.filter(reviewer=user).select_related("listing")
    return [
        {
            "listing": row.listing.title,
            "outcome": row.outcome,
            "scores": row.scores,
            "comment": row.comment,
            "decided": row.decided_at,
        }
        for row in rows
    ]


register_exporter("reviews", _reviews, models=[ReviewRecord])
register_eraser(
    "reviews",
    models=[ReviewRecord],
    keeps=_("Reviews that you wrote stay, since what is public rests on them."),
)
