"""What people fill in about offers and needs."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.forms import LongText
from countries.models import Country
from marketplace.enums import ListingKind
from marketplace.models import Listing
from marketplace.steps.basics import QUESTIONS, language_field, types_of


class ListingForm(forms.ModelForm):
    """What a listing begins with; the rest is asked step by step."""

    language = language_field()

    class Meta:
        model = Listing
        fields: ClassVar[list[str]] = ["type", "title", "summary", "description", "language"]
        widgets: ClassVar[dict[str, forms.Widget]] = {
            "title": forms.TextInput(attrs={"dir": "auto"}),
            "summary": LongText(rows=3),
            "description": LongText(rows=8),
        }

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (question, help_text) in QUESTIONS[ListingKind(kind)].items():
            self.fields[name].label = question
            self.fields[name].help_text = help_text
        self.fields["type"].label = _("What kind is it?")
        self.fields["type"].required = False
        kinds: Any = self.fields["type"]
        kinds.choices = types_of(kind)
        # The key is there before the row.
        if self.instance._state.adding:
            # What the form says of the row, even that it is empty, goes before the field's own.
            self.initial["language"] = get_language()


class ListingFilterForm(forms.Form):
    """The filters of the lists; wrong values are ignored, not scolded."""

    asks_nothing = True  # so no field is marked as optional

    q = forms.CharField(label=_("Words"), required=False, max_length=200)
    country = forms.ChoiceField(label=_("Country"), required=False)

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listings = Listing.objects.public().filter(kind=kind)
        present = Country.objects.filter(pk__in=listings.values("organisation__country"))
        self.fields["country"].choices = [
            ("", _("All")),
            *((country.pk, country.name) for country in present.sorted_by_name()),
        ]

    def narrow(self, listings: Any) -> Any:
        """`listings` reduced to what was asked for."""
        self.is_valid()
        if country := self.cleaned_data.get("country"):
            listings = listings.filter(organisation__country=country)
        return listings.matching(self.cleaned_data.get("q") or "")
