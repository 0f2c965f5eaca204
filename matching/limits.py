"""What rules a pair out before anything is compared. What is not said limits nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from marketplace.enums import ExportControl, LicenceKind
from matching.enums import Limit

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from matching.sides import Side

# Whoever accepts a non-exclusive licence is served by these as well.
OPEN_TO_ALL = frozenset({LicenceKind.OPEN, LicenceKind.LICENCE_OF_RIGHT})


def limit_between(need: Side, offer: Side, today: dt.date) -> Limit | None:
    """The first limit that the two run into, or None."""
    if need.organisation == offer.organisation:
        return Limit.SAME_ORGANISATION
    if not (need.is_public and offer.is_public):
        return Limit.NOT_PUBLIC
    if _is_past(need, today) or _is_past(offer, today):
        return Limit.PAST
    if _is_out_of_reach(need, offer):
        return Limit.TERRITORY
    if _no_licence_will_do(need, offer):
        return Limit.LICENCE
    return Limit.EXPORT if _may_not_leave(need, offer) else None


def acceptable(offered: Iterable[str], accepted: Iterable[str]) -> list[str]:
    """The kinds on offer that will do, in the offer's order."""
    wanted = set(accepted)
    if LicenceKind.NON_EXCLUSIVE in wanted:
        wanted |= OPEN_TO_ALL
    return [kind for kind in offered if kind in wanted]


def _is_past(side: Side, today: dt.date) -> bool:
    days = [
        side.last_day,
        side.brief.deadline if side.brief else None,
        side.conditions.wanted_by if side.conditions else None,
    ]
    return any(day is not None and day < today for day in days)


def _is_out_of_reach(need: Side, offer: Side) -> bool:
    """No licence can be had for any of the countries of use."""
    if offer.terms is None or not need.places:
        return False
    return all(offer.terms.covers(country) is False for country in need.places)


def _no_licence_will_do(need: Side, offer: Side) -> bool:
    offered = offer.terms.kinds if offer.terms else ()
    accepted = need.terms.kinds if need.terms else ()
    return bool(offered and accepted) and not acceptable(offered, accepted)


def _may_not_leave(need: Side, offer: Side) -> bool:
    """It needs an export licence, and is wanted in other countries only."""
    controlled = offer.details and offer.details.export_control == ExportControl.CONTROLLED
    return bool(controlled and need.places and offer.country not in need.places)
