"""What several actions on listings check inside their transaction, after the lock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from core.actions import lock
from core.errors import ActionRefused
from partners.actions.guards import lock_for
from partners.models import Organisation

if TYPE_CHECKING:
    from accounts.models import User
    from marketplace.models import Listing


def lock_listing(listing: Listing, *, by: User) -> tuple[Organisation, Listing]:
    """Its organisation and the listing as they are now, for somebody who may write it.

    Raises `ActionRefused` ("not_allowed", "gone").
    """
    # Of the row: a draft in memory could name any organisation.
    owner = Organisation.objects.filter(listings=listing.pk).first() or listing.organisation
    organisation = lock_for(owner, by=by, permission="marketplace.write_for")
    return organisation, lock(listing)


def require_verified(organisation: Organisation) -> None:
    """Raise `ActionRefused` ("not_verified") unless its verification is in force today."""
    if not Organisation.objects.verified().filter(pk=organisation.pk).exists():
        raise ActionRefused(
            _("“%(organisation)s” has to be verified before it can publish. The draft is kept.")
            % {"organisation": organisation},
            code="not_verified",
        )


def require_unlocked(listing: Listing, *, by: User) -> None:
    """Raise `ActionRefused` ("in_review", "locked") where Wagtail would not let `by` edit."""
    held = listing.get_lock()
    if held is None or not held.for_user(by):
        return
    if listing.workflow_in_progress:
        raise ActionRefused(
            _("This is being reviewed. Take it back from review to change it."), code="in_review"
        )
    raise ActionRefused(
        _("A reviewer holds this locked at the moment. Try again later."), code="locked"
    )
