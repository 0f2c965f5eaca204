"""What is asked for against what can be paid; amounts compare in one currency only."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from marketplace.enums import RemunerationKind
from matching.enums import Part
from matching.parts.finding import clashes, fits, is_open, one_sided

if TYPE_CHECKING:
    from matching.parts.finding import Finding
    from matching.sides import Side


def payment(need: Side, offer: Side) -> Finding | None:
    """Kinds of payment; what is to be agreed is open."""
    offered = list(offer.pay.kinds if offer.pay else ())
    needed = list(need.pay.kinds if need.pay else ())
    if not (offered and needed):
        return one_sided(Part.PAYMENT, offered, needed)
    values = {"offered": offered, "needed": needed}
    if RemunerationKind.TO_AGREE in (*offered, *needed):
        return is_open(Part.PAYMENT, **values)
    if offered == [RemunerationKind.NONE] or set(offered) <= set(needed):
        return fits(Part.PAYMENT, **values)
    return clashes(Part.PAYMENT, **values)


def budget(need: Side, offer: Side) -> Finding | None:
    """Payment at the start and the least of the first year, against the budget."""
    pay = offer.pay
    amounts = [pay.upfront_amount, pay.minimum_annual] if pay else []
    asked = sum((amount for amount in amounts if amount), Decimal(0))
    return _affordable(Part.BUDGET, asked, pay.currency if pay else "", need)


def installation(need: Side, offer: Side) -> Finding | None:
    """The least that an installation costs, against the budget."""
    details = offer.details
    asked = details.capital_cost_min if details else None
    return _affordable(Part.INSTALLATION, asked, details.currency if details else "", need)


def royalty(need: Side, offer: Side) -> Finding | None:
    """The highest rates, where both name some."""
    offered, needed = _highest(offer), _highest(need)
    if offered is None or needed is None:
        return None
    values = {"offered": str(offered), "needed": str(needed)}
    return (fits if offered <= needed else clashes)(Part.ROYALTY, **values)


def _affordable(part: Part, asked: Decimal | None, currency: str, need: Side) -> Finding | None:
    means = need.brief
    # A budget "from" an amount says nothing of where it ends.
    most = means.budget_max if means else None
    if not asked or not most or means is None:
        return None
    values = {"offered": [str(asked), currency], "needed": [str(most), means.currency]}
    if currency != means.currency or not currency:
        return is_open(part, **values)
    return (fits if asked <= most else clashes)(part, **values)


def _highest(side: Side) -> Decimal | None:
    return max((tier.rate for tier in side.tiers if tier.rate is not None), default=None)


PAYMENT = (payment, budget, installation, royalty)
