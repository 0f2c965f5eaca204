"""What only a need has: the problem, the place, the means and what must be met."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.fields import CodesField
from marketplace.enums import (
    FundingStatus,
    Readiness,
    RightsExpectation,
    SiteCondition,
    TrainingKind,
)
from marketplace.models.base import OnlyPart, Part, part_of
from marketplace.models.offers import money
from marketplace.money import currency_code


class NeedBrief(OnlyPart):
    """The problem as it is and as it should be, the site, and what the seeker brings."""

    listing = part_of("need_brief", unique=True)
    current_situation = models.TextField(_("how it is today"), max_length=2000, blank=True)
    desired_outcome = models.TextField(_("what would be enough"), max_length=2000, blank=True)
    already_tried = models.TextField(_("what was tried"), max_length=2000, blank=True)
    scale = models.DecimalField(
        _("scale"), max_digits=14, decimal_places=2, null=True, blank=True,
        validators=[MinValueValidator(0)],
    )  # fmt: skip
    scale_unit = models.CharField(
        _("unit"), max_length=60, blank=True, help_text=_("For example: m³ of water a day.")
    )
    site = CodesField(_("what the site has"), vocabulary=lambda: SiteCondition.choices)
    site_note = models.TextField(_("more about the site"), max_length=1000, blank=True)
    staff = models.PositiveIntegerField(_("people who would work with it"), null=True, blank=True)
    capacity = models.TextField(
        _("skills, laboratories, certificates"), max_length=1000, blank=True
    )
    training = CodesField(_("training needed"), vocabulary=lambda: TrainingKind.choices)
    training_days = models.PositiveSmallIntegerField(
        _("days of training"), null=True, blank=True, validators=[MaxValueValidator(365)]
    )
    rights_expectation = models.CharField(
        _("rights in the results"), max_length=16, choices=RightsExpectation.choices, blank=True
    )
    currency = models.CharField(
        _("currency"), max_length=3, blank=True, validators=[currency_code],
        help_text=_("Three letters by ISO 4217, such as USD."),
    )  # fmt: skip
    budget_min = money(_("budget, from"))
    budget_max = money(_("budget, to"))
    funding = models.CharField(
        _("funding"), max_length=8, choices=FundingStatus.choices, blank=True
    )
    deadline = models.DateField(_("answers by"), null=True, blank=True)
    evaluation = models.TextField(_("how answers are judged"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("brief of a need")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)


class NeedConditions(OnlyPart):
    """On which conditions an answer is wanted: how far developed, by when, and what comes of it."""

    listing = part_of("need_conditions", unique=True)
    readiness_max = models.PositiveSmallIntegerField(
        _("highest readiness level"), choices=Readiness.choices, null=True, blank=True
    )
    wanted_by = models.DateField(_("wanted by"), null=True, blank=True)
    award = models.CharField(_("award"), max_length=200, blank=True)
    purchase_terms = models.TextField(_("conditions of purchase"), max_length=1000, blank=True)
    endorsed_by = models.CharField(_("endorsed by"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("conditions of a need")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)


class Requirement(Part):
    """Something an answer must meet (hard), or had better meet (soft)."""

    listing = part_of("requirements")
    text = models.CharField(_("requirement"), max_length=300)
    is_hard = models.BooleanField(_("must be met"), default=True)

    class Meta(Part.Meta):
        verbose_name = _("requirement")

    def __str__(self) -> str:
        return self.text
