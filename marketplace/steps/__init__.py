"""The steps by which an offer or a need is written, in their order."""

from __future__ import annotations

from marketplace.enums import ListingKind
from marketplace.steps import needs, offers
from marketplace.steps.step import Step

__all__ = ["Step", "find", "following", "steps_of"]

_STEPS: dict[str, tuple[Step, ...]] = {
    ListingKind.OFFER: offers.STEPS,
    ListingKind.NEED: needs.STEPS,
}


def steps_of(kind: str) -> tuple[Step, ...]:
    return _STEPS[kind]


def find(kind: str, code: str) -> Step | None:
    """The step of that code, or None."""
    return next((step for step in _STEPS[kind] if step.code == code), None)


def following(kind: str, step: Step) -> Step | None:
    """The step after this one, or None after the last."""
    steps = _STEPS[kind]
    place = steps.index(step) + 1
    return steps[place] if place < len(steps) else None
