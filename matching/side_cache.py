"""Many listings in turn: the same counterparts come up again and again, and are read once."""

from __future__ import annotations

import time
from collections import OrderedDict
from typing import TYPE_CHECKING

from django.db.models import F, Min

from marketplace.enums import ListingKind
from marketplace.models import Listing
from matching.sides import Side, sides_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from uuid import UUID

# Some 20 kB each.
REMEMBERED = 2_000
# Seconds. What a listing's own task has put right must not be undone for long.
FRESH = 60.0


def needs_to_match() -> list[UUID]:
    """Those that are public; first those without a pair, then those whose pairs were computed
    longest ago, so that a run that was stopped is gone on with."""
    needs = Listing.objects.public().filter(kind=ListingKind.NEED)
    computed = needs.annotate(computed_at=Min("matches_of_need__computed_at"))
    ordered = computed.order_by(F("computed_at").asc(nulls_first=True), "pk")
    return list(ordered.values_list("pk", flat=True))


class SideCache:
    """As `sides_of`, for one run: what was read is as it was then, for a minute at most."""

    def __init__(
        self, most: int = REMEMBERED, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.most, self.clock = most, clock
        # With until when each may be used.
        self.known: OrderedDict[UUID, tuple[float, Side | None]] = OrderedDict()

    def __call__(self, keys: Collection[UUID]) -> dict[UUID, Side]:
        now, never = self.clock(), (0.0, None)
        missing = [key for key in keys if self.known.get(key, never)[0] <= now]
        if missing:
            read = sides_of(missing)
            self.known.update((key, (now + FRESH, read.get(key))) for key in missing)
        found = {}
        for key in keys:
            self.known.move_to_end(key)
            _until, side = self.known[key]
            if side is not None:
                found[key] = side
        while len(self.known) > self.most:
            self.known.popitem(last=False)
        return found
