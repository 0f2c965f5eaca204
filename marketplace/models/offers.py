"""What only an offer has: what it is better at, what it asks of a place, what comes with it."""

from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.fields import CodesField
from marketplace.enums import (
    ExportControl,
    KnowHowKind,
    KnowHowState,
    Nagoya,
    SiteCondition,
    Stage,
)
from marketplace.models.base import OnlyPart, Part, part_of
from marketplace.money import currency_code


def money(label: object) -> models.DecimalField:
    """An amount in the currency that the same row names."""
    return models.DecimalField(
        label, max_digits=14, decimal_places=2, null=True, blank=True,
        validators=[MinValueValidator(0)],
    )  # fmt: skip


class OfferDetails(OnlyPart):
    """The problem, the evidence and the conditions of an offer."""

    listing = part_of("offer_details", unique=True)
    problem = models.TextField(_("problem addressed"), max_length=2000, blank=True)
    stage = models.CharField(_("stage"), max_length=12, choices=Stage.choices, blank=True)
    readiness_evidence = models.TextField(
        _("evidence of readiness"), max_length=1000, blank=True,
        help_text=_("Where was it shown, at what scale, for how long?"),
    )  # fmt: skip
    specifications = models.TextField(_("technical data"), max_length=4000, blank=True)
    partner_sought = models.TextField(_("partner sought"), max_length=1000, blank=True)
    site = CodesField(_("what it needs on site"), vocabulary=lambda: SiteCondition.choices)
    site_note = models.TextField(_("more about the site"), max_length=1000, blank=True)
    currency = models.CharField(
        _("currency"), max_length=3, blank=True, validators=[currency_code],
        help_text=_("Three letters by ISO 4217, such as USD."),
    )  # fmt: skip
    capital_cost_min = money(_("cost of an installation, from"))
    capital_cost_max = money(_("cost of an installation, to"))
    running_cost = models.CharField(_("running cost"), max_length=200, blank=True)
    environment_note = models.TextField(_("effect on the environment"), max_length=1000, blank=True)
    safety_note = models.TextField(_("safety"), max_length=1000, blank=True)
    regulatory_status = models.TextField(_("regulatory status"), max_length=1000, blank=True)
    export_control = models.CharField(
        _("export control"), max_length=10, choices=ExportControl.choices, blank=True
    )
    export_note = models.CharField(_("regime and code"), max_length=200, blank=True)
    nagoya = models.CharField(
        _("genetic resources"), max_length=14, choices=Nagoya.choices, blank=True
    )
    no_formal_rights = models.BooleanField(_("no registered rights exist"), default=False)

    class Meta:
        verbose_name = _("details of an offer")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)


class Advantage(Part):
    """A claim that can be checked: what is measured, and against what (schema.org PropertyValue)."""

    listing = part_of("advantages")
    claim = models.CharField(_("better at"), max_length=200)
    metric = models.CharField(_("measure"), max_length=100, blank=True)
    value = models.CharField(_("value"), max_length=50, blank=True)
    unit = models.CharField(_("unit"), max_length=30, blank=True)
    comparator = models.CharField(_("against what"), max_length=200, blank=True)
    evidence_url = models.URLField(_("evidence"), max_length=300, blank=True)

    class Meta(Part.Meta):
        verbose_name = _("advantage")

    def __str__(self) -> str:
        return self.claim


class StandardMet(Part):
    """A standard or technical regulation that the technology meets."""

    listing = part_of("standards")
    body = models.CharField(_("standards body"), max_length=60)
    number = models.CharField(_("number"), max_length=60)
    certificate = models.CharField(_("certificate"), max_length=120, blank=True)

    class Meta(Part.Meta):
        verbose_name = _("standard met")

    def __str__(self) -> str:
        return f"{self.body} {self.number}"


class KnowHowItem(Part):
    """One thing of the know-how package, and whether it comes with the licence."""

    listing = part_of("know_how")
    kind = models.CharField(_("what"), max_length=12, choices=KnowHowKind.choices)
    description = models.CharField(_("description"), max_length=300, blank=True)
    state = models.CharField(
        _("comes with the licence"), max_length=12, choices=KnowHowState.choices,
        default=KnowHowState.INCLUDED,
    )  # fmt: skip
    language = models.CharField(_("in which language"), max_length=12, blank=True)

    class Meta(Part.Meta):
        verbose_name = _("item of know-how")

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.get_state_display()}"
