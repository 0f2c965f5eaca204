"""A finding: one part, whether it fits, and the values of which its sentence is made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from matching.enums import Part, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable


class Finding(NamedTuple):
    """`values` are codes, numbers and words as JSON has them: what is stored is what was found."""

    part: Part
    verdict: Verdict
    values: dict[str, Any]

    def to_json(self) -> dict[str, Any]:
        return {"part": self.part.value, "verdict": self.verdict.value, "values": self.values}


def fits(part: Part, **values: Any) -> Finding:
    return Finding(part, Verdict.FITS, values)


def is_open(part: Part, **values: Any) -> Finding:
    return Finding(part, Verdict.OPEN, values)


def clashes(part: Part, **values: Any) -> Finding:
    return Finding(part, Verdict.DOES_NOT_FIT, values)


def shared(part: Part, offered: Iterable[str], needed: Iterable[str]) -> Finding | None:
    """Fits with the codes that both name; open where one side is silent, None where both are."""
    offered, needed = list(offered), list(needed)
    if both := [code for code in needed if code in offered]:
        return fits(part, shared=both)
    if offered and needed:
        return clashes(part, offered=offered, needed=needed)
    return one_sided(part, offered, needed)


def covered(part: Part, offered: Iterable[str], needed: Iterable[str]) -> Finding | None:
    """Fits if all that is needed is offered; else it names what is missing."""
    offered, needed = list(offered), list(needed)
    if not (offered and needed):
        return one_sided(part, offered, needed)
    if missing := [code for code in needed if code not in offered]:
        return clashes(part, missing=missing)
    return fits(part, shared=needed)


def one_sided(part: Part, offered: Any, needed: Any) -> Finding | None:
    """Open, with what the one side says that says something."""
    if offered:
        return is_open(part, offered=offered)
    return is_open(part, needed=needed) if needed else None
