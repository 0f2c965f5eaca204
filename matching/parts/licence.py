"""Licence terms field by field: both sides state them in the same form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from marketplace.enums import FacetScheme, GrantBack, Sublicensing, TermKind
from matching.enums import Part
from matching.limits import acceptable
from matching.parts.finding import clashes, covered, fits, is_open, one_sided, shared

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matching.parts.finding import Finding
    from matching.sides import Side

# From the least to the most that the owner grants, and that the partner owes.
PASSING_ON = (Sublicensing.NO, Sublicensing.WITH_CONSENT, Sublicensing.YES)
GIVING_BACK = (GrantBack.NONE, GrantBack.OPTION, GrantBack.NON_EXCLUSIVE, GrantBack.EXCLUSIVE)


def licence(need: Side, offer: Side) -> Finding | None:
    """Kinds of licence. None in common is a limit, and no pair."""
    offered, needed = _stated(offer, "kinds"), _stated(need, "kinds")
    if not (offered and needed):
        return one_sided(Part.LICENCE, list(offered), list(needed))
    if both := acceptable(offered, needed):
        return fits(Part.LICENCE, shared=both)
    return clashes(Part.LICENCE, offered=list(offered), needed=list(needed))


def rights(need: Side, offer: Side) -> Finding | None:
    return covered(Part.RIGHTS, _stated(offer, "rights_granted"), _stated(need, "rights_granted"))


def use(need: Side, offer: Side) -> Finding | None:
    """Whether a licence for some sectors only is one for those of the need."""
    allowed = _stated(offer, "field_divisions")
    if not allowed:
        return None
    wanted = _stated(need, "field_divisions") or need.of(FacetScheme.DIVISION)
    return shared(Part.USE, allowed, wanted)


def sublicensing(need: Side, offer: Side) -> Finding | None:
    return _ordered(Part.SUBLICENSING, "sublicensing", PASSING_ON, need, offer, at_least=True)


def grant_back(need: Side, offer: Side) -> Finding | None:
    return _ordered(Part.GRANT_BACK, "grant_back", GIVING_BACK, need, offer, at_least=False)


def improvements(need: Side, offer: Side) -> Finding | None:
    offered, needed = _stated(offer, "improvements"), _stated(need, "improvements")
    return shared(Part.IMPROVEMENTS, _one(offered), _one(needed))


def term(need: Side, offer: Side) -> Finding | None:
    """How long a licence lasts. What ends with a right has no number of years to compare."""
    offered, needed = _duration(offer), _duration(need)
    if not (offered and needed):
        return one_sided(Part.TERM, offered, needed)
    values = {"offered": offered, "needed": needed}
    if offered == needed or offered[0] == TermKind.PERPETUAL:
        return fits(Part.TERM, **values)
    if offered[1] and needed[1]:
        enough = offered[1] >= needed[1]
        return fits(Part.TERM, **values) if enough else clashes(Part.TERM, **values)
    return is_open(Part.TERM, **values)


def access(need: Side, offer: Side) -> Finding | None:
    """Commitments that the need asks for; what an offer promises beyond is no question."""
    wanted = _stated(need, "access_commitments")
    if not wanted:
        return None
    return covered(Part.ACCESS, _stated(offer, "access_commitments"), wanted)


def _stated(side: Side, name: str) -> Any:
    return getattr(side.terms, name) if side.terms else ()


def _one(code: str | tuple[()]) -> list[str]:
    return [code] if code else []


def _ordered(
    part: Part, name: str, order: Sequence[str], need: Side, offer: Side, *, at_least: bool
) -> Finding | None:
    """Fits if the offer stands at least, or at most, where the need does."""
    offered, needed = _stated(offer, name), _stated(need, name)
    if not (offered and needed):
        return one_sided(part, offered, needed)
    gap = order.index(offered) - order.index(needed)
    enough = gap >= 0 if at_least else gap <= 0
    return (fits if enough else clashes)(part, offered=offered, needed=needed)


def _duration(side: Side) -> list[Any]:
    """Kind and number of years, where they are stated."""
    if side.terms is None or not side.terms.term_kind:
        return []
    years = side.terms.term_years if side.terms.term_kind == TermKind.YEARS else None
    return [side.terms.term_kind, years]


LICENCE = (licence, rights, use, sublicensing, term, improvements, grant_back, access)
