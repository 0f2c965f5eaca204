"""Finding a listing for one of its people: unseen is 404, seen but not theirs 403."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404

from core.permissions import require_perm
from marketplace.models import Listing

if TYPE_CHECKING:
    import uuid

    from django.http import HttpRequest


def listing_for(request: HttpRequest, pk: uuid.UUID, permission: str) -> Listing:
    """The listing if the person may see it (else 404) and holds the permission on it (else 403)."""
    visible = Listing.objects.visible_to(request.user).select_related("organisation")
    listing = get_object_or_404(visible.defer("description"), pk=pk)
    require_perm(request.user, permission, listing)
    return listing
