"""What people say of a proposal: that it is not relevant, or that it is after all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.recording import record
from core.errors import ActionRefused
from marketplace.enums import ListingKind
from matching.actions.guards import lock_to_decide
from matching.models import Dismissal, Match
from matching.tasks import listings_changed

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.models import User
    from marketplace.models import Listing


@transaction.atomic
def dismiss(listing: Listing, other: UUID, *, by: User, reason: str, note: str = "") -> Dismissal:
    """Set the proposal of the listing `other` aside: to neither side is it made again.

    Only the reason's own organisation reads it. Raises `ActionRefused`: "not_allowed", "gone",
    "not_proposed" (or set aside already).
    """
    organisation, listing = lock_to_decide(listing, by=by)
    sides = sides_of_pair(listing, other)
    if not Match.objects.proposed().filter(**sides).exists():
        raise ActionRefused(_("This is not proposed any more."), code="not_proposed")
    dismissal = Dismissal.objects.create(
        **sides, organisation=organisation, reason=reason, note=note, by=by, at=timezone.now()
    )
    record(
        "match.dismissed", actor=by, about=[organisation, listing],
        data={"other": str(other), "reason": reason},
    )  # fmt: skip
    return dismissal


@transaction.atomic
def restore(listing: Listing, other: UUID, *, by: User) -> None:
    """Take the organisation's own word back. What the other side has said stays.

    Raises `ActionRefused`: "not_allowed", "gone", "not_dismissed".
    """
    organisation, listing = lock_to_decide(listing, by=by)
    own = Dismissal.objects.filter(**sides_of_pair(listing, other), organisation=organisation)
    if not own.delete()[0]:
        raise ActionRefused(_("This is not set aside."), code="not_dismissed")
    record("match.restored", actor=by, about=[organisation, listing], data={"other": str(other)})
    # Of what was set aside for long the row may be gone.
    listings_changed([listing.pk, other])


def sides_of_pair(listing: Listing, other: UUID) -> dict[str, UUID]:
    """The two as the columns of a pair."""
    if listing.kind == ListingKind.OFFER:
        return {"offer_id": listing.pk, "need_id": other}
    return {"offer_id": other, "need_id": listing.pk}
