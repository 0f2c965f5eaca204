"""Keeping what was computed: for each need the best offers, seen by both sides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from matching.computing import pairs_of
from matching.models import Match
from matching.sides import sides_of

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID

    from matching.computing import Pair, Sides

# Of each need; more nobody reads.
KEPT = 50
ROWS_AT_ONCE = 500


def refresh(key: UUID, sides: Sides = sides_of) -> None:
    """Compute the pairs of a listing as it is now; of one that takes no part there are none.

    Raises `EngineUnavailableError`, and then what was there stays.
    """
    side = sides([key]).get(key)
    pairs = pairs_of(side, sides) if side else []
    keep(key, pairs)


@transaction.atomic
def keep(key: UUID, pairs: Collection[Pair]) -> None:
    """Replace the pairs of a listing by these. `found_at` stays with those that were there."""
    wanted = {(pair.offer, pair.need) for pair in pairs}
    present = Match.objects.touching([key]).values_list("pk", "offer", "need")
    gone = [pk for pk, *pair in present if tuple(pair) not in wanted]
    _delete(gone)
    now = timezone.now()
    Match.objects.bulk_create(
        [
            Match(
                offer_id=pair.offer, need_id=pair.need, score=pair.score, computed_at=now,
                found_at=now, parts=[finding.to_json() for finding in pair.findings],
            )
            for pair in pairs
        ],
        batch_size=ROWS_AT_ONCE,
        update_conflicts=True,
        unique_fields=["offer", "need"],
        update_fields=["score", "parts", "computed_at"],
    )  # fmt: skip
    _trim({pair.need for pair in pairs})


def _trim(needs: Collection[UUID]) -> None:
    """Leave each of the needs its best; of equal ones the same every time."""
    place = Window(RowNumber(), partition_by="need", order_by=[F("score").desc(), F("offer")])
    ranked = Match.objects.filter(need__in=needs).annotate(place=place)
    _delete(list(ranked.filter(place__gt=KEPT).values_list("pk", flat=True)))


def _delete(keys: list[int]) -> None:
    for start in range(0, len(keys), ROWS_AT_ONCE):
        Match.objects.filter(pk__in=keys[start : start + ROWS_AT_ONCE]).delete()


def forget_impossible() -> int:
    """Delete the pairs that nobody is shown any more; how many there were."""
    shown = Match.objects.proposed().values("pk")
    gone = list(Match.objects.exclude(pk__in=shown).values_list("pk", flat=True))
    _delete(gone)
    return len(gone)
