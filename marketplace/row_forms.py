"""One row of each part of which a listing may have many."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from marketplace.formsets import RowForm
from marketplace.models import (
    Advantage,
    Attachment,
    FundingSource,
    KnowHowItem,
    ListingTranslation,
    Milestone,
    RelatedLink,
    Requirement,
    RoyaltyTier,
    StandardMet,
)
from marketplace.reading.payment import percentage
from partners.forms import language_choices, language_name


class AdvantageForm(RowForm):
    class Meta(RowForm.Meta):
        model = Advantage
        fields = ("claim", "metric", "value", "unit", "comparator", "evidence_url")
        help_texts: ClassVar[dict[str, Any]] = {
            "claim": _("For example: Uses less diesel."),
            "metric": _("For example: fuel for each cubic metre."),
            "comparator": _("For example: a 5 kW diesel pump, same head."),
        }


class StandardForm(RowForm):
    class Meta(RowForm.Meta):
        model = StandardMet
        fields = ("body", "number", "certificate")


class KnowHowForm(RowForm):
    language = forms.ChoiceField(
        label=_("Language"), required=False,
        choices=lambda: [("", "–"), *language_choices()],
    )  # fmt: skip

    class Meta(RowForm.Meta):
        model = KnowHowItem
        fields = ("kind", "description", "state", "language")


class RequirementForm(RowForm):
    class Meta(RowForm.Meta):
        model = Requirement
        fields = ("text", "is_hard")
        help_texts: ClassVar[dict[str, Any]] = {
            "text": _("For example: Works at 45 °C without cooling water."),
        }


class RoyaltyTierForm(RowForm):
    class Meta(RowForm.Meta):
        model = RoyaltyTier
        fields = ("group", "rate", "amount", "sales_from", "sales_to")

    @property
    def row_name(self) -> str:
        tier = self.instance
        if tier.rate is None:
            return super().row_name
        return f"{tier.get_group_display()}: {percentage(tier.rate)}"


class MilestoneForm(RowForm):
    class Meta(RowForm.Meta):
        model = Milestone
        fields = ("event", "amount")
        help_texts: ClassVar[dict[str, Any]] = {
            "event": _("For example: The first hundred pumps are sold."),
        }


class FundingForm(RowForm):
    class Meta(RowForm.Meta):
        model = FundingSource
        fields = ("funder", "grant", "obligations")
        help_texts: ClassVar[dict[str, Any]] = {
            "obligations": _("For example: Results are published openly; the State may use them."),
        }


class LinkForm(RowForm):
    class Meta(RowForm.Meta):
        model = RelatedLink
        fields = ("kind", "title", "url", "year")

    def clean_year(self) -> int | None:
        year: int | None = self.cleaned_data["year"]
        if year is not None and not 1800 <= year <= 2100:
            raise ValidationError(gettext("Write the year with four digits."), code="no_year")
        return year


class AttachmentForm(RowForm):
    class Meta(RowForm.Meta):
        model = Attachment
        fields = ("title", "alt_text")


class TranslationForm(RowForm):
    language = forms.ChoiceField(
        label=_("Language"), choices=lambda: [("", "–"), *language_choices()]
    )

    class Meta(RowForm.Meta):
        model = ListingTranslation
        fields = ("language", "title", "summary", "description", "origin")

    @property
    def row_name(self) -> str:
        return f"{language_name(self.instance.language)}: {self.instance.title}"
