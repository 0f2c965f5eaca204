"""What both are classified by: fields, themes, sectors, goals, kinds of cooperation and partner."""

from __future__ import annotations

from typing import TYPE_CHECKING

from marketplace.enums import FacetScheme
from marketplace.vocabulary.sdg import TARGETS
from matching.enums import Part
from matching.parts.finding import clashes, fits, one_sided, shared

if TYPE_CHECKING:
    from collections.abc import Iterable

    from matching.parts.finding import Finding
    from matching.sides import Side


def field(need: Side, offer: Side) -> Finding | None:
    return _same(Part.FIELD, FacetScheme.FIELD, need, offer)


def theme(need: Side, offer: Side) -> Finding | None:
    return _same(Part.THEME, FacetScheme.THEME, need, offer)


def sector(need: Side, offer: Side) -> Finding | None:
    return _same(Part.SECTOR, FacetScheme.DIVISION, need, offer)


def cooperation(need: Side, offer: Side) -> Finding | None:
    return _same(Part.COOPERATION, FacetScheme.COOPERATION, need, offer)


def partner(need: Side, offer: Side) -> Finding | None:
    """Whether the organisation of the need is of a kind that the offer looks for."""
    sought = offer.of(FacetScheme.PARTNER)
    return shared(Part.PARTNER, sought, [need.partner]) if sought and need.partner else None


def sdg(need: Side, offer: Side) -> Finding | None:
    """By target; where only the goal is the same, by goal."""
    offered, needed = offer.of(FacetScheme.SDG), need.of(FacetScheme.SDG)
    if both := [code for code in needed if code in offered]:
        return fits(Part.SDG, shared=both)
    goals = [goal for goal in goals_of(needed) if goal in goals_of(offered)]
    if goals:
        return fits(Part.SDG, shared=goals)
    if offered and needed:
        return clashes(Part.SDG, offered=list(offered), needed=list(needed))
    return one_sided(Part.SDG, list(offered), list(needed))


def goals_of(targets: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(TARGETS.parent(code) or code for code in targets))


def _same(part: Part, scheme: str, need: Side, offer: Side) -> Finding | None:
    return shared(part, offer.of(scheme), need.of(scheme))


CLASSES = (field, theme, sector, sdg, cooperation, partner)
