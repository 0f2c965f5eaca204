"""Keeping what was computed: for each need the best offers, seen by both sides."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.utils import timezone

from matching.computing import pairs_of, set_aside
from matching.limits import limit_between
from matching.models import Match
from matching.sides import sides_of, stamps_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from uuid import UUID

    from matching.computing import Pair, Sides
    from matching.sides import Side, Stamp

    Pairing = tuple[UUID, UUID]

# Of each need; more nobody reads.
KEPT = 50
ROWS_AT_ONCE = 500
# Pairs whose two sides are in memory together.
PAIRS_AT_ONCE = 250
# The number of the lock means nothing; it is that of writing pairs.
LOCK = 6140287735


def refresh(key: UUID, sides: Sides = sides_of) -> None:
    """Compute the pairs of a listing as it is now, those that people keep from being proposed among
    them: they may think again.

    A pair that was there goes only if it would not be computed any more: its counterpart may have
    found it, and this listing has hundreds that are nearer. Raises `EngineUnavailableError`, and
    then what was there stays.
    """
    stored = _stored(key)
    read: dict[UUID, Stamp | None] = {}

    def noted(keys: Collection[UUID]) -> dict[UUID, Side]:
        found = sides(keys)
        read.update((key, found[key].stamp if key in found else None) for key in keys)
        return found

    side = noted([key]).get(key)
    known = {need if offer == key else offer for offer, need in stored} | set_aside(key)
    keep(pairs_of(side, noted, known) if side else [], stored, read)


@contextmanager
def writing() -> Iterator[None]:
    """A transaction beside which no other writes pairs.

    That of an offer and that of a need meet in the same rows, each in its own order, and where each
    waits for the other PostgreSQL ends one of them. The listings are not what is locked: whoever
    imports holds hundreds of them, in an order of their own. SQLite has one writer anyhow.
    """
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        yield


@writing()
def _stored(key: UUID) -> dict[Pairing, int]:
    """Its rows, by offer and need. Who compared it as it was before its last change has written
    them by then, or finds that it has changed."""
    rows = Match.objects.touching([key]).values_list("offer", "need", "pk")
    return {(offer, need): pk for offer, need, pk in rows}


@writing()
def keep(
    pairs: Collection[Pair],
    stored: Mapping[Pairing, int],
    read: Mapping[UUID, Stamp | None] | None = None,
) -> None:
    """Put these pairs in place of those that were `stored`, by offer and need, before they were
    computed. What was found since by a counterpart stays; so does `found_at` of what is replaced.

    `read` has the stamp of each listing as it was compared, or None where it was not there. What
    has changed since is left alone: its own task computes it as it is now, or has already.
    """
    wanted = {(pair.offer, pair.need): pair for pair in pairs}
    since = _changed_since(read or {}, {key for both in (*wanted, *stored) for key in both})
    _delete([pk for both, pk in stored.items() if both not in wanted and since.isdisjoint(both)])
    pairs = [pair for both, pair in wanted.items() if since.isdisjoint(both)]
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
    _trim(list({pair.need for pair in pairs}))


def _changed_since(read: Mapping[UUID, Stamp | None], keys: Collection[UUID]) -> set[UUID]:
    """Those of the keys that are not as they were read."""
    asked = [key for key in read if key in keys]
    now: dict[UUID, Stamp] = {}
    for start in range(0, len(asked), ROWS_AT_ONCE):
        now |= stamps_of(asked[start : start + ROWS_AT_ONCE])
    return {key for key in asked if now.get(key) != read[key]}


def _trim(needs: list[UUID]) -> None:
    """Leave each of the needs its best, and as many with a side that takes no part; of equal ones
    the same every time. What is not shown takes no place of what is."""
    for start in range(0, len(needs), ROWS_AT_ONCE):
        rows = Match.objects.filter(need__in=needs[start : start + ROWS_AT_ONCE])
        _delete(list(rows.beyond(KEPT).values_list("pk", flat=True)))


def _delete(keys: list[int]) -> None:
    for start in range(0, len(keys), ROWS_AT_ONCE):
        Match.objects.filter(pk__in=keys[start : start + ROWS_AT_ONCE]).delete()


def forget_limited(keys: Collection[UUID]) -> None:
    """Delete the pairs of these listings that run into a limit now. Asks no engine.

    Those of which a side is not public are not looked at.
    """
    rows = list(Match.objects.touching(keys).order_by("offer").values_list("offer", "need", "pk"))
    today = timezone.now().date()
    for start in range(0, len(rows), PAIRS_AT_ONCE):
        some = rows[start : start + PAIRS_AT_ONCE]
        sides = sides_of({key for offer, need, _pk in some for key in (offer, need)})
        limited = {
            (offer, need): pk
            for offer, need, pk in some
            if {offer, need} <= sides.keys() and limit_between(sides[need], sides[offer], today)
        }
        if limited:
            keep([], limited, {key: side.stamp for key, side in sides.items()})


def forget_impossible() -> int:
    """Delete the pairs of what is not public any more or past its day; how many there were."""
    possible = Match.objects.possible().values("pk")
    gone = list(Match.objects.exclude(pk__in=possible).values_list("pk", flat=True))
    for start in range(0, len(gone), ROWS_AT_ONCE):
        with writing():
            _delete(gone[start : start + ROWS_AT_ONCE])
    return len(gone)
