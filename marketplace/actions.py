"""Writing, publishing and withdrawing offers and needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.recording import record
from core.actions import lock, move
from core.errors import ActionRefused
from marketplace.enums import LISTING_TRANSITIONS, ListingStatus
from partners.actions.guards import lock_for
from partners.models import Organisation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from accounts.models import User
    from marketplace.models import Listing


@transaction.atomic
def draft(listing: Listing, *, by: User) -> Listing:
    """Save a new listing of its organisation as a draft; verified or not, drafting is free.

    Raises `ActionRefused` ("not_allowed").
    """
    organisation = lock_for(listing.organisation, by=by, permission="marketplace.write_for")
    listing.author = by
    listing.status = ListingStatus.DRAFT
    listing.save(force_insert=True)
    record("listing.drafted", actor=by, about=[organisation, listing])
    return listing


@transaction.atomic
def revise(listing: Listing, *, by: User, revision: int, changes: Mapping[str, Any]) -> Listing:
    """Write `changes` (field name to value) if nobody saved since `revision` was read.

    Raises `ActionRefused`: "not_allowed", "changed_meanwhile", and "not_verified" where everybody
    would read the change at once but the organisation's verification is not in force today.
    """
    organisation, listing = _lock(listing, by)
    if listing.revision != revision:
        raise ActionRefused(
            _("Somebody else changed this while you were writing. Compare, then save again."),
            code="changed_meanwhile",
        )
    if listing.is_published:
        _require_verified(
            organisation,
            _(
                "“%(organisation)s” has to be verified again before it can change what everybody reads."
            ),
        )
    for name, value in changes.items():
        setattr(listing, name, value)
    listing.revision += 1
    listing.save(update_fields=[*changes, "revision", "updated_at"])
    record(
        "listing.revised",
        actor=by,
        about=[organisation, listing],
        data={"fields": sorted(changes)},
    )
    return listing


@transaction.atomic
def publish(listing: Listing, *, by: User) -> Listing:
    """Show it to everybody.

    Raises `ActionRefused`: "not_allowed", "not_verified" (the organisation's verification is
    not in force today), "too_late".
    """
    organisation, listing = _lock(listing, by)
    _require_verified(
        organisation,
        _("“%(organisation)s” has to be verified before it can publish. The draft is kept."),
    )
    move(
        listing,
        to=ListingStatus.PUBLISHED,
        transitions=LISTING_TRANSITIONS,
        published_at=timezone.now(),
    )
    record("listing.published", actor=by, about=[organisation, listing])
    return listing


@transaction.atomic
def withdraw(listing: Listing, *, by: User) -> Listing:
    """Take it from public view at once; its address answers that it is gone.

    Raises `ActionRefused`: "not_allowed", "too_late".
    """
    organisation, listing = _lock(listing, by)
    move(listing, to=ListingStatus.WITHDRAWN, transitions=LISTING_TRANSITIONS)
    record("listing.withdrawn", actor=by, about=[organisation, listing])
    return listing


def _lock(listing: Listing, by: User) -> tuple[Organisation, Listing]:
    organisation = lock_for(listing.organisation, by=by, permission="marketplace.write_for")
    return organisation, lock(listing)


def _require_verified(organisation: Organisation, sentence: str) -> None:
    if not Organisation.objects.verified().filter(pk=organisation.pk).exists():
        raise ActionRefused(sentence % {"organisation": organisation}, code="not_verified")
