from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from alerts.enums import Frequency
from alerts.models import SavedSearch
from search.query import clean_words


class SearchForm(forms.Form):
    """What a saved search is called, and when its finds are told."""

    name = forms.CharField(
        label=_("Name"),
        help_text=_("Only you see it; it stands in the messages."),
        max_length=SavedSearch._meta.get_field("name").max_length,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    frequency = forms.ChoiceField(
        label=_("When do you want to hear of something new?"),
        help_text=_(
            "Once a day and once a week mean in the morning, by your time zone; once a week on Mondays."
        ),
        choices=Frequency.choices,
        widget=forms.RadioSelect,
    )

    def clean_name(self) -> str:
        name = clean_words(self.cleaned_data["name"])
        if not name:
            raise forms.ValidationError(_("Write a name with letters or numbers."), code="empty")
        return name
