"""Whether a listing takes part in matching. Unless somebody says otherwise, it does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.recording import record
from core.errors import ActionRefused
from matching.actions.guards import lock_to_decide
from matching.models import Abstention
from matching.tasks import listings_changed

if TYPE_CHECKING:
    from accounts.models import User
    from marketplace.models import Listing


@transaction.atomic
def abstain(listing: Listing, *, by: User) -> None:
    """Propose it to nobody, and nothing to it, from now on.

    Raises `ActionRefused`: "not_allowed", "gone", "no_part" (it takes none already).
    """
    organisation, listing = lock_to_decide(listing, by=by)
    if Abstention.objects.filter(listing=listing).exists():
        raise ActionRefused(_("It takes no part in matching already."), code="no_part")
    Abstention.objects.create(listing=listing, by=by, at=timezone.now())
    record("matching.left", actor=by, about=[organisation, listing])


@transaction.atomic
def take_part(listing: Listing, *, by: User) -> None:
    """Propose it again. Raises `ActionRefused`: "not_allowed", "gone", "takes_part"."""
    organisation, listing = lock_to_decide(listing, by=by)
    if not Abstention.objects.filter(listing=listing).delete()[0]:
        raise ActionRefused(_("It takes part in matching already."), code="takes_part")
    record("matching.joined", actor=by, about=[organisation, listing])
    listings_changed([listing.pk])
