"""What fits between an offer and a need, part by part. Pure: values in, findings out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matching.parts import classes, means, texts
from matching.parts.licence import LICENCE
from matching.parts.payment import PAYMENT

if TYPE_CHECKING:
    from collections.abc import Callable

    from matching.parts.finding import Finding
    from matching.parts.texts import Likeness
    from matching.sides import Side

    Compare = Callable[[Side, Side], Finding | None]

# In the order in which they are told.
COMPARED: tuple[Compare, ...] = (*classes.CLASSES, *means.MEANS, *LICENCE, *PAYMENT, texts.language)


def findings_of(need: Side, offer: Side, likeness: Likeness) -> list[Finding]:
    """Every part about which at least one side says something."""
    told = (compare(need, offer) for compare in COMPARED)
    return [texts.text(likeness), *(finding for finding in told if finding)]
