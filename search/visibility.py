"""What an index may still hold though nobody may see it any more: taken out of every answer.

The worker deletes such entries a moment later; a count must not tell of them until then.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef

from marketplace.enums import ListingKind, ListingStatus
from marketplace.models import Listing
from partners.enums import VerificationStatus
from partners.models import Organisation, Verification

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet


def no_longer_public(today: date) -> tuple[QuerySet, ...]:
    """Keys of listings that were public and are not so now, in three parts.

    Each part has an index of its own to answer from: those taken back, those past their last day,
    those of organisations whose verification was taken back. Rows that were deleted are in none.
    """
    # By kind: the index of the newest has those that were never public at its end.
    # `live IN (false)`, for SQLite looks a bare column up in no index, and would go through all.
    taken_back = Listing.objects.filter(
        kind__in=ListingKind.values, live__in=[False], first_published_at__isnull=False
    )
    past = Listing.objects.filter(status=ListingStatus.PUBLISHED, expires_on__lt=today)
    refused = Verification.objects.filter(status=VerificationStatus.WITHDRAWN)
    still = Verification.objects.filter(
        organisation=OuterRef("pk"), status__in=VerificationStatus.PUBLIC_STATES
    )
    owners = Organisation.objects.filter(pk__in=refused.values("organisation")).filter(
        ~Exists(still)
    )
    of_owners = Listing.objects.filter(organisation__in=owners.values("pk"))
    return tuple(part.order_by().values("pk") for part in (taken_back, past, of_owners))
