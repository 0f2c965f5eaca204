"""One number to put pairs in order; it is shown nowhere.

The share of the text is what was measured (docs/search-quality.md), so it weighs most: where
nothing else differs, the order is the engine's. What is stated on both sides moves a pair up or
down among those whose texts are about as near; what is open moves nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from matching.enums import Part, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable

    from matching.parts.finding import Finding

# As parts of the whole text.
WEIGHTS: dict[Part, float] = {
    Part.FIELD: 0.030, Part.THEME: 0.020, Part.SECTOR: 0.015, Part.SDG: 0.010,
    Part.COOPERATION: 0.010, Part.PARTNER: 0.005, Part.READINESS: 0.015, Part.SITE: 0.015,
    Part.TERRITORY: 0.015, Part.EXPORT: 0.005, Part.LICENCE: 0.010, Part.RIGHTS: 0.005,
    Part.USE: 0.010, Part.SUBLICENSING: 0.005, Part.TERM: 0.005, Part.IMPROVEMENTS: 0.005,
    Part.GRANT_BACK: 0.005, Part.ACCESS: 0.005, Part.PAYMENT: 0.005, Part.BUDGET: 0.015,
    Part.INSTALLATION: 0.010, Part.ROYALTY: 0.005, Part.TRAINING: 0.005, Part.KNOW_HOW: 0.005,
    Part.LANGUAGE: 0.005,
}  # fmt: skip
DIRECTION = {Verdict.FITS: 1, Verdict.OPEN: 0, Verdict.DOES_NOT_FIT: -1}
# Either of these in common proposes a pair whose texts do not meet: they may be in two languages.
# Needs name no field of technology unless somebody gave them symbols of patents.
ENOUGH_IN_COMMON = (
    frozenset({Part.THEME, Part.FIELD}),
    frozenset({Part.THEME, Part.SECTOR, Part.SDG}),
)


def score_of(share: float, findings: Iterable[Finding]) -> float:
    moved = sum(WEIGHTS.get(f.part, 0.0) * DIRECTION[f.verdict] for f in findings)
    return round(share + moved, 6)


def is_worth_proposing(findings: Iterable[Finding]) -> bool:
    """Whether there is a reason to look at all: near texts, or enough classes in common."""
    fitting = {finding.part for finding in findings if finding.verdict == Verdict.FITS}
    return Part.TEXT in fitting or any(classes <= fitting for classes in ENOUGH_IN_COMMON)
