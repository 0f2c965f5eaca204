"""What is paid, in plain words and as a table; and whether a royalty is asked in one country."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from babel.numbers import format_percent
from django.utils.translation import gettext_noop

from core.languages import active_locale, current
from core.templatetags.ui import number
from core.words import label, ngettext
from core.words import say as _
from countries.enums import CountryGroup
from marketplace.enums import (
    AccessCommitment,
    RemunerationKind,
    RoyaltyBase,
    RoyaltyTerm,
    TierGroup,
)
from marketplace.money import amount

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from decimal import Decimal

    from countries.facts import CountryFacts


class Term(NamedTuple):
    """`text` is what the author wrote, in the author's language; "" where the sentence says all."""

    plain: str
    formal: str
    text: str = ""


class Tier(NamedTuple):
    """A line of the table of royalties, as the reader's language writes it."""

    countries: str
    sales: str
    rate: str


class RoyaltyHere(NamedTuple):
    """Whether a royalty is asked in a country; None where the terms leave it open."""

    is_free: bool | None
    sentence: str


def payment_terms(pay: Any, tiers: bool, *, wanted: bool = False) -> Iterator[Term]:
    """Sentences for every field of a remuneration; `tiers` says whether a table follows.

    `wanted` says that a need states it: it is what could be paid.
    """
    yield from _kinds(pay, tiers)
    if pay.minimum_annual:
        yield Term(
            _("At least %(amount)s is paid each year.") % _money(pay, pay.minimum_annual),
            _("Minimum annual royalty"),
        )
    if pay.royalty_base:
        on = {
            RoyaltyBase.NET_SALES: _("The royalty is a share of net sales."),
            RoyaltyBase.UNIT: _("The royalty is paid for each unit sold."),
            RoyaltyBase.COST_SAVING: _("The royalty is a share of the costs saved."),
        }
        yield Term(_(on.get(pay.royalty_base, pay.royalty_base)), _("Royalty base"))
    yield from _duration(pay)
    if pay.sublicence_share is not None:
        share = {"share": percentage(pay.sublicence_share)}
        due = (
            _("Of what is earned by passing the licence on, the owner would get %(share)s.")
            if wanted
            else _(
                "Of what the partner earns by passing the licence on, the owner is due %(share)s."
            )
        )
        yield Term(due % share, _("Share of sub-licence income"))
    if pay.note:
        yield Term(own_words(wanted), _("Payment"), pay.note)


def own_words(wanted: bool) -> str:
    """What stands before a note: an offer's is the owner's, a need's that of who seeks."""
    return _("In the seeker's own words:") if wanted else _("In the owner's own words:")


def _kinds(pay: Any, tiers: bool) -> Iterator[Term]:
    paid = {
        RemunerationKind.NONE: gettext_noop("Nothing is paid."),
        RemunerationKind.UPFRONT: gettext_noop("An amount is paid at the start."),
        RemunerationKind.MILESTONES: gettext_noop("Amounts become due when something is reached."),
        RemunerationKind.ROYALTY: gettext_noop("A royalty is paid; the rates are in the table.")
        if tiers
        else gettext_noop("A royalty is paid."),
        RemunerationKind.IN_KIND: gettext_noop("Payment is in kind."),
        RemunerationKind.TO_AGREE: gettext_noop("What is paid is to be agreed."),
    }
    for kind in pay.kinds:
        sentence = _(paid.get(kind, kind))
        if kind == RemunerationKind.UPFRONT and pay.upfront_amount is not None:
            sentence = _("At the start, %(amount)s is paid.") % _money(pay, pay.upfront_amount)
        yield Term(sentence, label(RemunerationKind, kind))
    if RemunerationKind.UPFRONT not in pay.kinds and pay.upfront_amount is not None:
        yield Term(
            _("At the start, %(amount)s is paid.") % _money(pay, pay.upfront_amount),
            label(RemunerationKind, RemunerationKind.UPFRONT),
        )


def _duration(pay: Any) -> Iterator[Term]:
    if pay.royalty_term == RoyaltyTerm.YEARS and pay.royalty_years:
        yield Term(
            ngettext(
                "The royalty is due for %(years)s year.", "The royalty is due for %(years)s years.",
                pay.royalty_years,
            ) % {"years": pay.royalty_years},
            _("Royalty term"),
        )  # fmt: skip
    elif pay.royalty_term:
        due = {
            RoyaltyTerm.RIGHTS: _("The royalty is due while the rights are in force."),
            RoyaltyTerm.YEARS: _("The royalty is due for a number of years, to be agreed."),
            RoyaltyTerm.AFTER_EXPIRY: _("The royalty is due even after the rights have ended."),
        }
        yield Term(_(due.get(pay.royalty_term, pay.royalty_term)), _("Royalty term"))


def _money(pay: Any, value: Decimal) -> dict[str, str]:
    return {"amount": in_currency(value, pay.currency)}


def in_currency(value: Decimal, currency: str) -> str:
    """The amount with its currency, or the bare number where none is named."""
    return amount(value, currency) if currency else number(value)


def percentage(value: Decimal) -> str:
    """2.5 becomes "2.5%", placed and spaced as the language does."""
    return _percentage(value, current())


@lru_cache(maxsize=1024)
def _percentage(value: Decimal, _language: str) -> str:
    return format_percent(value / 100, locale=active_locale(), decimal_quantization=False)


def tier_table(tiers: Iterable[Any], currency: str) -> list[Tier]:
    return [
        Tier(label(TierGroup, tier.group), _sales(tier, currency), _rate(tier, currency))
        for tier in tiers
    ]


def _sales(tier: Any, currency: str) -> str:
    start = in_currency(tier.sales_from, currency) if tier.sales_from is not None else ""
    end = in_currency(tier.sales_to, currency) if tier.sales_to is not None else ""
    if start and end:
        return _("%(from)s to %(to)s") % {"from": start, "to": end}
    if start:
        return _("from %(amount)s") % {"amount": start}
    return _("up to %(amount)s") % {"amount": end} if end else ""


def _rate(tier: Any, currency: str) -> str:
    if tier.rate is not None:
        return percentage(tier.rate)
    if tier.amount is not None:
        return _("%(amount)s for each unit") % {"amount": in_currency(tier.amount, currency)}
    return ""


def royalty_free_in(
    facts: CountryFacts, name: str, terms: Any | None, pay: Any | None, tiers: Iterable[Any]
) -> RoyaltyHere:
    """Whether a royalty is asked in the country, by its groups on the day of `facts`.

    A promise to least developed countries counts as long as the country is one on that day; else
    the lines of the table for its groups decide, all of them at nothing.
    """
    where = {"country": name}
    if pay is not None and pay.kinds == [RemunerationKind.NONE]:
        return RoyaltyHere(True, _("No royalty is asked in %(country)s.") % where)
    is_least_developed = facts.is_in(CountryGroup.LDC)
    commitments = terms.access_commitments if terms is not None else ()
    if is_least_developed and AccessCommitment.LDC_ROYALTY_FREE in commitments:
        return RoyaltyHere(
            True,
            _("No royalty is asked in %(country)s, a least developed country today.") % where,
        )
    rates = _rates_for(facts, tiers)
    if not rates:
        return RoyaltyHere(None, "")
    if any(rates):
        return RoyaltyHere(False, _("A royalty is asked in %(country)s.") % where)
    return RoyaltyHere(True, _("No royalty is asked in %(country)s.") % where)


def _rates_for(facts: CountryFacts, tiers: Iterable[Any]) -> list[Decimal]:
    """Rates or amounts of the lines for its narrowest group; [] where no line speaks of it."""
    lines = list(tiers)
    groups = [TierGroup.LDC] if facts.is_in(CountryGroup.LDC) else []
    for group in [*groups, facts.income_group, TierGroup.ALL]:
        # What was published before a line had to be one of the two may have both.
        stated = [value for tier in lines if tier.group == group
                  for value in (tier.rate, tier.amount)]  # fmt: skip
        if known := [rate for rate in stated if rate is not None]:
            return known
    return []
