"""Countries, and dated facts about them. What holds today is a question, never a column."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.languages import current
from countries.enums import CountryGroup, FactOrigin, IncomeGroup
from countries.fiscal_years import FIRST
from countries.querysets import CountryQuerySet, IncomeQuerySet, PeriodQuerySet

NAME_COLUMNS = {
    "en": "name_en",
    "fr": "name_fr",
    "es": "name_es",
    "ar": "name_ar",
    "ru": "name_ru",
    "zh-hans": "name_zh_hans",
}


class NamedInSixLanguages(models.Model):
    """Has a name in each language of the interface."""

    name_en = models.CharField(_("name in English"), max_length=120)
    name_fr = models.CharField(_("name in French"), max_length=120, blank=True)
    name_es = models.CharField(_("name in Spanish"), max_length=120, blank=True)
    name_ar = models.CharField(_("name in Arabic"), max_length=120, blank=True)
    name_ru = models.CharField(_("name in Russian"), max_length=120, blank=True)
    name_zh_hans = models.CharField(_("name in Chinese"), max_length=120, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """In the active language; in English where that name is missing."""
        return getattr(self, NAME_COLUMNS.get(current(), "name_en")) or self.name_en


class Sourced(models.Model):
    """Names the source it was taken from, and whether a person has touched it since."""

    source = models.CharField(_("source"), max_length=200)
    source_url = models.URLField(_("address of the source"), max_length=300, blank=True)
    origin = models.CharField(
        _("origin"),
        max_length=10,
        choices=FactOrigin.choices,
        default=FactOrigin.LOADED,
        editable=False,
    )

    class Meta:
        abstract = True


class Region(NamedInSixLanguages):
    """A region of the world by UN M49 (Standard country or area codes for statistical use)."""

    code = models.CharField(_("M49 code"), max_length=3, primary_key=True)
    parent = models.ForeignKey(
        "self",
        verbose_name=_("part of"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="parts",
    )

    class Meta(NamedInSixLanguages.Meta):
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        default_permissions = ()


class Country(NamedInSixLanguages):
    """A country or area: codes by ISO 3166-1, M49 code, region and names by UN M49.

    "Country" is the word of the interface; a row says nothing about the status of a territory.
    """

    code = models.CharField(
        _("two-letter code"),
        max_length=2,
        primary_key=True,
        validators=[RegexValidator(r"^[A-Z]{2}\Z")],
        help_text=_("ISO 3166-1 alpha-2, in capital letters."),
    )
    iso3 = models.CharField(
        _("three-letter code"),
        max_length=3,
        unique=True,
        validators=[RegexValidator(r"^[A-Z]{3}\Z")],
        help_text=_("ISO 3166-1 alpha-3, in capital letters."),
    )
    m49 = models.CharField(
        _("M49 code"),
        max_length=3,
        unique=True,
        validators=[RegexValidator(r"^[0-9]{3}\Z")],
        help_text=_("Three digits of the United Nations."),
    )
    region = models.ForeignKey(
        Region,
        verbose_name=_("region"),
        on_delete=models.PROTECT,
        related_name="countries",
        help_text=_("The most precise region of UN M49."),
    )
    origin = models.CharField(
        _("origin"),
        max_length=10,
        choices=FactOrigin.choices,
        default=FactOrigin.LOADED,
        editable=False,
    )

    objects = CountryQuerySet.as_manager()

    class Meta(NamedInSixLanguages.Meta):
        verbose_name = _("country")
        verbose_name_plural = _("countries")
        ordering = ["name_en"]


class Edition(models.Model):
    """Which countries these are: one row, whose stamp changes with any of them (`editions`)."""

    stamp = models.CharField(max_length=32, editable=False)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.stamp


class CountryGroupMembership(Sourced):
    """A period in which a country belongs to a group: on day d when since <= d < until.

    Least developed: list of the UN Committee for Development Policy, changed by the General
    Assembly. Landlocked developing: UN-OHRLLS. Small island developing: UN M49. G20: the 19
    member countries; the two unions that are members as bodies are no countries.
    """

    country = models.ForeignKey(
        Country, verbose_name=_("country"), on_delete=models.CASCADE, related_name="memberships"
    )
    group = models.CharField(_("group"), max_length=10, choices=CountryGroup.choices)
    since = models.DateField(_("since"), help_text=_("The first day of membership."))
    since_is_exact = models.BooleanField(
        _("first day is exact"),
        default=True,
        help_text=_(
            "Leave empty when the day is only known approximately, and say so in the note."
        ),
    )
    until = models.DateField(
        _("until"),
        null=True,
        blank=True,
        help_text=_("The first day on which the country is no longer a member. It may lie ahead."),
    )
    note = models.CharField(_("note"), max_length=400, blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = _("group membership")
        verbose_name_plural = _("group memberships")
        ordering = ["group", "country", "since"]
        constraints = [
            models.UniqueConstraint(
                fields=["country", "group", "since"], name="countries_membership_one_start"
            ),
            models.UniqueConstraint(
                fields=["country", "group"],
                condition=Q(until=None),
                name="countries_membership_one_open",
                violation_error_message=_("This country already has an open period in the group."),
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=F("since")),
                name="countries_membership_until_after_since",
                violation_error_message=_("The period must end after it begins."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.country}: {self.get_group_display()}"

    def clean(self) -> None:
        known = self.country_id and self.since
        if known and CountryGroupMembership.objects.overlapping(self).exists():
            raise ValidationError(
                _("This country already has a period in the group that shares days with this one."),
                code="overlap",
            )


class IncomeClassification(Sourced):
    """The World Bank's income group of an economy for one fiscal year (1 July to 30 June)."""

    country = models.ForeignKey(
        Country,
        verbose_name=_("country"),
        on_delete=models.CASCADE,
        related_name="income_classifications",
    )
    fiscal_year = models.PositiveSmallIntegerField(
        _("fiscal year"),
        validators=[MinValueValidator(FIRST)],
        help_text=_("Fiscal year 2026 runs from 1 July 2025 to 30 June 2026."),
    )
    group = models.CharField(_("income group"), max_length=15, choices=IncomeGroup.choices)

    objects = IncomeQuerySet.as_manager()

    class Meta:
        verbose_name = _("income classification")
        verbose_name_plural = _("income classifications")
        ordering = ["-fiscal_year", "country"]
        constraints = [
            models.UniqueConstraint(
                fields=["country", "fiscal_year"], name="countries_income_one_per_year"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.country}, {self.fiscal_year}: {self.get_group_display()}"
