"""After publication: pausing, renewing, expiring, withdrawing, archiving."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.recording import record
from core.actions import lock, move
from core.changes import changed
from core.errors import ActionRefused
from marketplace import emails
from marketplace.actions.guards import lock_listing, require_verified
from marketplace.actions.reviewing import last_day
from marketplace.enums import LISTING_TRANSITIONS, ListingStatus

if TYPE_CHECKING:
    from accounts.models import User
    from marketplace.models import Listing

REMINDER_DAYS = (30, 7)


@transaction.atomic
def pause(listing: Listing, *, by: User) -> Listing:
    """Take it from public view for a while. Raises `ActionRefused`: "not_allowed", "too_late"."""
    organisation, listing = lock_listing(listing, by=by)
    _move(listing, ListingStatus.PAUSED, live=False)
    record("listing.paused", actor=by, about=[organisation, listing])
    return listing


@transaction.atomic
def renew(listing: Listing, *, by: User) -> Listing:
    """Show it for another twelve months from today: published, paused or expired.

    Nothing is reviewed anew, for nothing was changed. Raises `ActionRefused`: "not_allowed",
    "not_verified", "too_late", "withdrawn".
    """
    organisation, listing = lock_listing(listing, by=by)
    require_verified(organisation)
    if listing.status not in {ListingStatus.PUBLISHED, *ListingStatus.RESTING_STATES}:
        raise ActionRefused(
            _("It has to be reviewed before it is public. Hand it in for review."),
            code="too_late",
        )
    _move(listing, ListingStatus.PUBLISHED, live=True, expires_on=last_day(), reminded_on=None)
    record("listing.renewed", actor=by, about=[organisation, listing])
    return listing


@transaction.atomic
def withdraw(listing: Listing, *, by: User) -> Listing:
    """Take it from public view at once, and from review; its address answers that it is gone.

    Raises `ActionRefused`: "not_allowed", "too_late".
    """
    organisation, listing = lock_listing(listing, by=by)
    _move(listing, ListingStatus.WITHDRAWN, live=False)
    _end_review(listing, by)
    record("listing.withdrawn", actor=by, about=[organisation, listing])
    return listing


@transaction.atomic
def archive(listing: Listing, *, by: User) -> Listing:
    """Put away what is no longer public. Raises `ActionRefused`: "not_allowed", "too_late"."""
    organisation, listing = lock_listing(listing, by=by)
    _move(listing, ListingStatus.ARCHIVED, live=False)
    _end_review(listing, by)
    record("listing.archived", actor=by, about=[organisation, listing])
    return listing


@transaction.atomic
def expire(listing: Listing) -> None:
    """Write down that its last day has passed, and tell its people.

    Raises `ActionRefused`: "too_early", "too_late".
    """
    organisation = lock(listing.organisation)
    listing = lock(listing)
    if not listing.is_past_its_day:
        raise ActionRefused(_("This has not reached its last day."), code="too_early")
    _move(listing, ListingStatus.EXPIRED, live=False)
    record("listing.expired", actor=None, about=[organisation, listing])
    emails.expired(listing)


@transaction.atomic
def remind(listing: Listing) -> None:
    """Tell its people that it ends soon, once for each of REMINDER_DAYS.

    A day on which nobody asked is made up for. Raises `ActionRefused` ("not_due").
    """
    organisation = lock(listing.organisation)
    listing = lock(listing)
    if not _reminder_is_due(listing):
        raise ActionRefused(_("There is nothing to remind of today."), code="not_due")
    listing.reminded_on = timezone.now().date()
    listing.save(update_fields=["reminded_on"])
    record("listing.reminded", actor=None, about=[organisation, listing])
    emails.expiring(listing)


def _reminder_is_due(listing: Listing) -> bool:
    ends = listing.expires_on
    if listing.status != ListingStatus.PUBLISHED or ends is None or listing.is_past_its_day:
        return False
    today = timezone.now().date()
    days = [ends - timedelta(days=before) for before in REMINDER_DAYS]
    told = listing.reminded_on
    return any(day <= today and (told is None or told < day) for day in days)


def _move(listing: Listing, status: ListingStatus, **fields: object) -> None:
    move(listing, to=status, transitions=LISTING_TRANSITIONS, **fields)
    changed("marketplace.listing", [listing.pk])


def _end_review(listing: Listing, by: User) -> None:
    state = listing.current_workflow_state
    if state is not None:
        state.cancel(user=by)
