"""Licence terms: what an offer grants, what a need would accept, later what a term sheet says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.fields import CodesField
from countries.models import Country
from marketplace.enums import (
    AccessCommitment,
    Clause,
    GrantBack,
    GrantedRight,
    Improvements,
    LicenceKind,
    RemunerationKind,
    RoyaltyBase,
    RoyaltyTerm,
    Sublicensing,
    TermKind,
    TerritoryScope,
    TierGroup,
)
from marketplace.models.base import OnlyPart, Part, part_of
from marketplace.models.offers import money
from marketplace.money import currency_code
from marketplace.vocabulary.spdx import OPEN_LICENCES
from partners import isic

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

YEARS_ALONE = _("Leave this empty, or choose a number of years as the term.")
percent = [MinValueValidator(0), MaxValueValidator(100)]


def share(label: object) -> models.DecimalField:
    """A percentage from 0 to 100."""
    return models.DecimalField(
        label, max_digits=6, decimal_places=3, null=True, blank=True, validators=percent
    )


def country_codes() -> list[tuple[str, str]]:
    """Every country, in the order of its name."""
    return [(country.code, country.name) for country in Country.objects.sorted_by_name()]


class LicenceTerms(OnlyPart):
    """Who may do what, where and for how long. Same shape on both sides, so that they compare.

    Most fields have their counterpart in ODRL 2.2: actions, `industry`, `spatial`, `dateTime`.
    """

    listing = part_of("licence_terms", unique=True)
    kinds = CodesField(_("kinds of licence"), vocabulary=lambda: LicenceKind.choices)
    open_licence = models.CharField(
        _("open licence"), max_length=40, blank=True, choices=list(OPEN_LICENCES.items())
    )
    rights_granted = CodesField(_("what it allows"), vocabulary=lambda: GrantedRight.choices)
    fields_of_use = models.TextField(_("fields of use"), max_length=1000, blank=True)
    field_divisions = CodesField(
        _("sectors of use"), vocabulary=lambda: list(isic.DIVISIONS.items())
    )
    territory_scope = models.CharField(
        _("where"), max_length=9, choices=TerritoryScope.choices, blank=True
    )
    territories = CodesField(_("countries"), vocabulary=country_codes)
    excluded_territories = CodesField(_("except in"), vocabulary=country_codes)
    sublicensing = models.CharField(
        _("sub-licensing"), max_length=12, choices=Sublicensing.choices, blank=True
    )
    grant_back = models.CharField(
        _("grant-back"), max_length=13, choices=GrantBack.choices, blank=True
    )
    improvements = models.CharField(
        _("improvements"), max_length=8, choices=Improvements.choices, blank=True
    )
    term_kind = models.CharField(_("term"), max_length=18, choices=TermKind.choices, blank=True)
    term_years = models.PositiveSmallIntegerField(
        _("years"), null=True, blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )  # fmt: skip
    access_commitments = CodesField(
        _("access commitments"), vocabulary=lambda: AccessCommitment.choices
    )
    clauses = CodesField(_("further clauses"), vocabulary=lambda: Clause.choices)
    note = models.TextField(_("terms in your own words"), max_length=2000, blank=True)

    class Meta:
        verbose_name = _("licence terms")
        verbose_name_plural = _("licence terms")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)

    def clean(self) -> None:
        if self.term_years and self.term_kind != TermKind.YEARS:
            raise ValidationError({"term_years": ValidationError(YEARS_ALONE, code="two_terms")})

    def covers(self, country: str) -> bool | None:
        """Whether a licence can be had (or, of a need, is wanted) for the country; None where
        nothing is said."""
        if country in self.excluded_territories:
            return False
        if self.territory_scope == TerritoryScope.WORLDWIDE:
            return True
        if self.territory_scope == TerritoryScope.LISTED:
            return country in self.territories
        return None


class Remuneration(OnlyPart):
    """What is paid, on what, and until when."""

    listing = part_of("remuneration", unique=True)
    kinds = CodesField(_("payment"), vocabulary=lambda: RemunerationKind.choices)
    currency = models.CharField(
        _("currency"), max_length=3, blank=True, validators=[currency_code],
        help_text=_("Three letters by ISO 4217, such as USD."),
    )  # fmt: skip
    upfront_amount = money(_("payment at the start"))
    minimum_annual = money(_("minimum royalty a year"))
    royalty_base = models.CharField(
        _("royalty on"), max_length=11, choices=RoyaltyBase.choices, blank=True
    )
    royalty_term = models.CharField(
        _("royalty is due"), max_length=12, choices=RoyaltyTerm.choices, blank=True
    )
    royalty_years = models.PositiveSmallIntegerField(
        _("years of royalty"), null=True, blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )  # fmt: skip
    sublicence_share = share(_("share of sub-licence income, in %"))
    note = models.TextField(_("more about payment"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("remuneration")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)

    def clean(self) -> None:
        if self.royalty_years and self.royalty_term != RoyaltyTerm.YEARS:
            raise ValidationError({"royalty_years": ValidationError(YEARS_ALONE, code="two_terms")})


class RoyaltyTier(Part):
    """A rate or an amount for each unit, from one amount of sales (included) to another (not), for a group of countries."""

    listing = part_of("royalty_tiers")
    rate = share(_("rate in %"))
    amount = money(_("amount for each unit"))
    sales_from = money(_("sales from"))
    sales_to = money(_("sales up to"))
    group = models.CharField(
        _("countries"), max_length=12, choices=TierGroup.choices, default=TierGroup.ALL
    )

    class Meta(Part.Meta):
        verbose_name = _("royalty tier")

    def __str__(self) -> str:
        return f"{self.get_group_display()}: {self.rate if self.rate is not None else self.amount}"

    def clean(self) -> None:
        if self.sales_to is not None and self.sales_to <= (self.sales_from or 0):
            sentence = _("This has to be more than where the tier begins.")
            raise ValidationError({"sales_to": ValidationError(sentence, code="out_of_order")})
        if self.rate is None and self.amount is None:
            raise ValidationError(_("Give a rate or an amount for each unit."), code="no_rate")
        if self.rate is not None and self.amount is not None:
            raise ValidationError(
                _("Give either a rate or an amount for each unit, not both."), code="two_rates"
            )

    def overlaps(self, other: RoyaltyTier) -> bool:
        """Whether some sales in the same group of countries would fall under both.

        "All countries" beside one group is the rule beside its exception, and no overlap.
        """
        return (
            self.group == other.group
            and (self.sales_to is None or (other.sales_from or 0) < self.sales_to)
            and (other.sales_to is None or (self.sales_from or 0) < other.sales_to)
        )

    @classmethod
    def contradictions(cls, tiers: Sequence[RoyaltyTier]) -> Iterator[tuple[int, str]]:
        """(place, sentence) for each tier that overlaps one before it; places count from 0."""
        sentence = _(
            "Row %(row)d overlaps with row %(other)d (“%(name)s”): for some sales both would hold. "
            "Let one begin where the other ends, or remove one."
        )
        for place, tier in enumerate(tiers):
            for before, other in enumerate(tiers[:place]):
                if tier.overlaps(other):
                    yield place, sentence % {"row": place + 1, "other": before + 1, "name": other}
                    break


class Milestone(Part):
    """A payment that becomes due when something is reached."""

    listing = part_of("milestones")
    event = models.CharField(_("due when"), max_length=200)
    amount = money(_("amount"))

    class Meta(Part.Meta):
        verbose_name = _("milestone")

    def __str__(self) -> str:
        return self.event
