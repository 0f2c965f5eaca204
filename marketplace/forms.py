"""What people fill in about offers and needs."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.forms import LongText, RevisionedForm
from countries.models import Country
from marketplace.enums import ListingKind
from marketplace.models import Listing
from partners.forms import language_choices


class ListingForm(RevisionedForm):
    """Plain questions."""

    QUESTIONS: ClassVar[dict[str, dict[str, Any]]] = {
        ListingKind.OFFER: {
            "title": _("What do you offer, in one line?"),
            "summary": _("What does it do, and for whom?"),
            "description": _("How does it work, and what is it better at?"),
        },
        ListingKind.NEED: {
            "title": _("What do you need, in one line?"),
            "summary": _("What is the problem, and for whom?"),
            "description": _("How is it today, what have you tried, and what would be enough?"),
        },
    }

    language = forms.ChoiceField(label=_("Language you write in"), choices=language_choices)

    class Meta:
        model = Listing
        fields: ClassVar[list[str]] = ["title", "summary", "description", "language"]
        widgets: ClassVar[dict[str, forms.Widget]] = {
            "title": forms.TextInput(attrs={"dir": "auto"}),
            "summary": LongText(rows=3),
            "description": LongText(rows=8),
        }

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, question in self.QUESTIONS[ListingKind(kind)].items():
            self.fields[name].label = question
        self.fields["title"].help_text = _("Up to 120 characters. Say what it gains, no brand.")
        self.fields["summary"].help_text = _("Up to 500 characters; shown in lists.")
        if self.instance._state.adding:
            self.fields["language"].initial = get_language()


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
