"""Matching follows the index: a task for listings that it has just taken up or let go.

What a change rules out does not wait for that: limits are looked at by a task that needs no index.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django_tasks import task

from core.retrying import DATABASE_AWAY, come_back, repeatable
from marketplace.enums import ExportControl
from marketplace.models import OfferDetails
from matching import keeping
from matching.models import Match
from matching.side_cache import SideCache
from search.engines.base import EngineUnavailableError
from search.engines.patience import patiently

if TYPE_CHECKING:
    from collections.abc import Sequence

# A worker that has many to do looks at other tasks in between; mail and the index go first.
AT_ONCE = 10
AFTER_OTHERS = -10
LIMITED_AT_ONCE = 250


def listings_changed(keys: Sequence[UUID]) -> None:
    for start in range(0, len(keys), AT_ONCE):
        match_listings.enqueue(keys=[str(key) for key in keys[start : start + AT_ONCE]])


def terms_changed(keys: Sequence[UUID]) -> None:
    """These may have run into limits. Called in the transaction of the change."""
    for start in range(0, len(keys), LIMITED_AT_ONCE):
        batch = keys[start : start + LIMITED_AT_ONCE]
        # What is imported for the first time has no pairs.
        if Match.objects.touching(batch).exists():
            forget_limited.enqueue(keys=[str(key) for key in batch])


def organisations_changed(keys: Sequence[int]) -> None:
    """With its organisation an offer may have moved to another country, which it may not leave."""
    held = OfferDetails.objects.filter(
        listing__organisation__in=keys, export_control=ExportControl.CONTROLLED
    )
    terms_changed(list(held.order_by("listing").values_list("listing", flat=True)))


@repeatable
@task()
def forget_limited(keys: list[str], failures: int = 0) -> None:
    """Delete their pairs that run into a limit; where the database does not answer, come back
    later."""
    try:
        keeping.forget_limited([UUID(key) for key in keys])
    except DATABASE_AWAY:
        come_back(forget_limited, failures, keys=keys)


@repeatable
@task(priority=AFTER_OTHERS)
def match_listings(keys: list[str], failures: int = 0) -> None:
    """Compute their pairs anew; where index or database do not answer, come back later."""
    left, sides = list(keys), SideCache()
    try:
        with patiently():
            sides([UUID(key) for key in keys])
            while left:
                keeping.refresh(UUID(left[0]), sides)
                left.pop(0)
    except (EngineUnavailableError, *DATABASE_AWAY):
        come_back(match_listings, failures, keys=left)
