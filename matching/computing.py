"""From a listing to its pairs. A pair is always seen from the need: what it asks for is what an
offer answers, more or less. So the same pair has the same score whichever side was computed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Q
from django.utils import timezone

from marketplace.enums import ListingKind
from marketplace.models import Listing
from matching import candidates
from matching.limits import limit_between
from matching.models import Dismissal
from matching.parts import findings_of
from matching.parts.texts import Likeness
from matching.scoring import is_worth_proposing, score_of
from matching.sides import sides_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from uuid import UUID

    from matching.parts.finding import Finding
    from matching.sides import Side

    Sides = Callable[[Collection[UUID]], dict[UUID, Side]]

# Needs of an offer that are in memory together; of thousands there would be too many.
NEEDS_AT_ONCE = 250


class Pair(NamedTuple):
    need: UUID
    offer: UUID
    score: float
    findings: list[Finding]


def pairs_of(side: Side, sides: Sides = sides_of, known: Collection[UUID] = ()) -> list[Pair]:
    """Every pair with it that is worth proposing, best first; `sides` looks counterparts up.

    Counterparts that are `known` are looked at whether or not they are found again: what is found
    is the nearest only. Raises `EngineUnavailableError`.
    """
    is_offer = side.kind == ListingKind.OFFER
    other = ListingKind.NEED if is_offer else ListingKind.OFFER
    # An import of offers into a site without needs asks no more than this of each.
    if not Listing.objects.filter(kind=other, live__in=[True]).exists():
        return []
    compute = _of_offer if is_offer else _of_need
    return sorted(
        compute(side, sides, known), key=lambda pair: (-pair.score, pair.offer, pair.need)
    )


def _of_need(need: Side, sides: Sides, known: Collection[UUID]) -> list[Pair]:
    near = candidates.offers_for(need, known)
    offers = _possible(need, sides(near))
    judged = (_judged(need, offer, near[offer.key]) for offer in offers)
    return [pair for pair in judged if pair]


def _of_offer(offer: Side, sides: Sides, known: Collection[UUID]) -> list[Pair]:
    found: list[Pair] = []
    keys = list(dict.fromkeys([*candidates.needs_for(offer), *known]))
    for start in range(0, len(keys), NEEDS_AT_ONCE):
        needs = _possible(offer, sides(keys[start : start + NEEDS_AT_ONCE]))
        near = candidates.nearness(needs, offer.key)
        judged = (_judged(need, offer, near.get(need.key, Likeness())) for need in needs)
        found += (pair for pair in judged if pair)
    return found


def _possible(side: Side, others: dict[UUID, Side]) -> list[Side]:
    """Those with which no limit stands in the way."""
    today = timezone.now().date()
    found = []
    for other in others.values():
        need, offer = (other, side) if side.kind == ListingKind.OFFER else (side, other)
        if limit_between(need, offer, today) is None:
            found.append(other)
    return found


def set_aside(key: UUID) -> set[UUID]:
    """The counterparts with which somebody has said that the pair is not relevant."""
    pairs = Dismissal.objects.filter(Q(offer=key) | Q(need=key)).values_list("offer", "need")
    return {other for pair in pairs for other in pair} - {key}


def _judged(need: Side, offer: Side, likeness: Likeness) -> Pair | None:
    findings = findings_of(need, offer, likeness)
    if not is_worth_proposing(findings):
        return None
    return Pair(need.key, offer.key, score_of(likeness.share, findings), findings)
