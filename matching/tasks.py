"""Matching follows the index: a task for listings that it has just taken up or let go."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django_tasks import task

from core.retrying import DATABASE_AWAY, come_back, repeatable
from matching import keeping
from matching.side_cache import SideCache
from search.engines.base import EngineUnavailableError
from search.engines.patience import patiently

if TYPE_CHECKING:
    from collections.abc import Sequence

# A worker that has many to do looks at other tasks in between; mail and the index go first.
AT_ONCE = 10
AFTER_OTHERS = -10


def listings_changed(keys: Sequence[UUID]) -> None:
    for start in range(0, len(keys), AT_ONCE):
        match_listings.enqueue(keys=[str(key) for key in keys[start : start + AT_ONCE]])


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
