"""How ready it is, what the place has, where it may go, and what has to be learnt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from marketplace.enums import (
    Asset,
    ExportControl,
    FacetScheme,
    KnowHowKind,
    KnowHowState,
    SiteCondition,
)
from matching.enums import Part
from matching.parts.finding import clashes, fits, is_open, one_sided, shared

if TYPE_CHECKING:
    from matching.parts.finding import Finding
    from matching.sides import Side


def readiness(need: Side, offer: Side) -> Finding | None:
    """A need names the lowest level that will do, or the highest, or both."""
    least, most = need.readiness, need.conditions.readiness_max if need.conditions else None
    needed = f"{least or 1}–{most}" if most else least
    if not (offer.readiness and needed):
        return one_sided(Part.READINESS, offer.readiness, needed)
    if least and offer.readiness < least:
        return clashes(Part.READINESS, offered=offer.readiness, needed=least)
    if most and offer.readiness > most:
        return clashes(Part.READINESS, offered=offer.readiness, most=most)
    return fits(Part.READINESS, offered=offer.readiness, needed=needed)


def site(need: Side, offer: Side) -> Finding | None:
    """What the offer asks of a place against what the place has.

    A place without a grid rules out what needs one. Anything else that the need does not name may
    be there all the same: it is open.
    """
    asked = list(offer.details.site if offer.details else ())
    there = list(need.brief.site if need.brief else ())
    if not (asked and there):
        return one_sided(Part.SITE, asked, there)
    if SiteCondition.POWER_GRID in asked and SiteCondition.OFF_GRID in there:
        return clashes(Part.SITE, missing=[SiteCondition.POWER_GRID.value])
    # That it works without a grid is something it can do, not something it asks for.
    missing = [c for c in asked if c not in there and c != SiteCondition.OFF_GRID]
    if missing:
        return is_open(Part.SITE, missing=missing)
    had = [c for c in asked if c in there]
    return fits(Part.SITE, shared=had) if had else is_open(Part.SITE, offered=asked)


def territory(need: Side, offer: Side) -> Finding | None:
    """For which of the countries of use a licence can be had."""
    if offer.terms is None or not need.places:
        return is_open(Part.TERRITORY, needed=list(need.places)) if need.places else None
    answers = {country: offer.terms.covers(country) for country in need.places}
    if missing := [country for country, answer in answers.items() if answer is False]:
        had = [country for country, answer in answers.items() if answer]
        return clashes(Part.TERRITORY, missing=missing, shared=had)
    if any(answer is None for answer in answers.values()):
        return is_open(Part.TERRITORY, needed=list(need.places))
    return fits(Part.TERRITORY, shared=list(need.places))


def export(need: Side, offer: Side) -> Finding | None:
    """What is said of export control, where the offer would leave its country."""
    stated = offer.details.export_control if offer.details else ""
    if not stated or set(need.places) == {offer.country}:
        return None
    if stated == ExportControl.NONE:
        return fits(Part.EXPORT)
    if stated == ExportControl.CONTROLLED and need.places:
        return clashes(Part.EXPORT, missing=[c for c in need.places if c != offer.country])
    return is_open(Part.EXPORT)


def training(need: Side, offer: Side) -> Finding | None:
    """Whether the training that is needed comes with it."""
    wanted = list(need.brief.training if need.brief else ())
    if not wanted:
        return None
    states = {item.state for item in offer.know_how if item.kind == KnowHowKind.TRAINING}
    if KnowHowState.INCLUDED in states:
        return fits(Part.TRAINING, needed=wanted, state=KnowHowState.INCLUDED.value)
    if KnowHowState.EXTRA in states:
        return is_open(Part.TRAINING, needed=wanted, state=KnowHowState.EXTRA.value)
    if Asset.TRAINING in offer.of(FacetScheme.ASSET):
        return fits(Part.TRAINING, needed=wanted, state=KnowHowState.INCLUDED.value)
    if states:
        return clashes(Part.TRAINING, needed=wanted, state=KnowHowState.UNAVAILABLE.value)
    return is_open(Part.TRAINING, needed=wanted, state="")


def know_how(need: Side, offer: Side) -> Finding | None:
    """What should be included against what is."""
    wanted, included = need.of(FacetScheme.ASSET), offer.of(FacetScheme.ASSET)
    return shared(Part.KNOW_HOW, included, wanted) if wanted else None


MEANS = (readiness, site, territory, export, training, know_how)
