"""Whether an index holds what it should, and putting it right."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from marketplace.models import Listing
from search.documents import documents_of, now
from search.engines import EMBEDDED
from search.engines.base import IndexMissingError
from search.indexing import (
    AT_ONCE,
    bring_up_to_date,
    build,
    is_being_built,
    public_keys,
    tell_indexed,
    waiting,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from uuid import UUID

    from search.engines.base import Engine

log = logging.getLogger(__name__)

# A quarter costs hardly any quality, twice as much a little: docs/search-quality.md.
MOST_WEAR = 0.20
# An index that lacks more than the first part of what it should hold has lost it. One that lacks
# more than the second is worse than what stands in for it, and readers are not told.
LOST, MOST_LOST = 0.01, 0.5


@dataclass
class Drift:
    """Listings that the index lacks, that it should not have, that it has as they were; how far
    the index has worn (`Engine.wear`); whether it is outdated (`Engine.is_outdated`), or gone."""

    missing: list[UUID] = field(default_factory=list)
    extra: list[UUID] = field(default_factory=list)
    stale: list[UUID] = field(default_factory=list)
    looked_at: int = 0
    wear: float = 0.0
    is_outdated: bool = False
    is_gone: bool = False

    @property
    def keys(self) -> list[UUID]:
        return [*self.missing, *self.extra, *self.stale]

    @property
    def is_worn(self) -> bool:
        return self.wear > MOST_WEAR

    @property
    def needs_rebuild(self) -> bool:
        return self.is_worn or self.is_outdated or self.is_gone

    def __bool__(self) -> bool:
        return bool(self.keys) or self.needs_rebuild


def compare(engine: Engine, progress: Callable[[int], None] | None = None) -> Drift:
    """Both sides by key and hash. What changes while this looks may be told as drift."""
    drift, held = _of_whole(engine)
    for batch in _batches(public_keys()):
        for document in documents_of(batch):
            known = held.pop(document.id, None)
            if known is None:
                drift.missing.append(document.id)
            elif known != document.hash[:16]:
                drift.stale.append(document.id)
        drift.looked_at += len(batch)
        if progress:
            progress(drift.looked_at)
    drift.extra = sorted(held)
    return drift


def _of_whole(engine: Engine) -> tuple[Drift, dict[UUID, str]]:
    """What is wrong with the index as a whole, and what is in it."""
    try:
        # Sixteen digits of each hash: a million listings fit.
        held = {key: hash_[:16] for key, hash_ in engine.ids_and_hashes()}
        drift = Drift(wear=engine.wear(), is_outdated=engine.is_outdated())
    except IndexMissingError:
        log.error("The index of %s is gone.", engine.name)
        return Drift(is_gone=True), {}
    if drift.is_outdated:
        log.warning("The index of %s is of another version of the analysis.", engine.name)
    return drift, held


def fix(engine: Engine, drift: Drift) -> None:
    """Raises `EngineUnavailableError`, and `SupersededError` if somebody else rebuilds."""
    if drift.needs_rebuild or _is_ahead(engine, drift.keys):
        build(engine)
        if not drift.is_gone:
            tell_indexed(drift.keys, engine.name)
        return
    for batch in _batches(drift.keys):
        bring_up_to_date(batch, engine.name)
        tell_indexed(batch, engine.name)


def _is_ahead(engine: Engine, keys: Sequence[UUID]) -> bool:
    """Whether it holds one of these in a version that is still to come, from a clock that was
    wrong: until then it would take whatever it is told for older. A new index holds none."""
    return any(engine.latest(batch) > now() for batch in _batches(keys))


def replenish(engine: Engine) -> float:
    """Build the index anew if it is gone, or holds fewer listings than there are; returns how much
    it lacked, as a part of the whole. Only counts, so it costs nothing to ask for often.

    Raises as `fix`.
    """
    lack = _lack(engine)
    if lack <= LOST or is_being_built(engine.name):
        return 0.0
    log.error("The index of %s lacks %.0f %% of all listings.", engine.name, lack * 100)
    if lack > MOST_LOST and engine.name != EMBEDDED:
        engine.drop()
    build(engine)
    return lack


def _lack(engine: Engine) -> float:
    # In this order: what is public is waited for until it is in the index.
    public = Listing.objects.public().count()
    expected = public - waiting(engine.name)
    try:
        return (expected - engine.count()) / max(public, 1)
    except IndexMissingError:
        return 1.0


def _batches(keys: Sequence[UUID]) -> Iterator[list[UUID]]:
    for start in range(0, len(keys), AT_ONCE):
        yield list(keys[start : start + AT_ONCE])
