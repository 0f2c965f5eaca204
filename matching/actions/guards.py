"""What every action of matching checks first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.actions import lock
from partners.actions.guards import lock_for
from partners.models import Organisation

if TYPE_CHECKING:
    from accounts.models import User
    from marketplace.models import Listing


def lock_to_decide(listing: Listing, *, by: User) -> tuple[Organisation, Listing]:
    """Its organisation and the listing as they are now, for somebody who may decide for it.

    Raises `ActionRefused` ("not_allowed", "gone").
    """
    owner = Organisation.objects.get(listings=listing.pk)
    organisation = lock_for(owner, by=by, permission="matching.decide_for")
    return organisation, lock(listing)
