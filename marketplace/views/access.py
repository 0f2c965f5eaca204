"""Finding a listing for a person: unseen is 404, seen but not theirs 403."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404

from core.permissions import require_perm
from marketplace.models import Listing

if TYPE_CHECKING:
    import uuid

    from django.http import HttpRequest


def writable(request: HttpRequest, pk: uuid.UUID) -> Listing:
    """The listing if the person may see it (else 404) and may change it (else 403)."""
    visible = Listing.objects.visible_to(request.user).select_related(
        "organisation__country", "latest_revision"
    )
    listing = get_object_or_404(visible, pk=pk)
    require_perm(request.user, "marketplace.write_listing", listing)
    return listing
