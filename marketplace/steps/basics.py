"""The first step, and the short form a listing begins with."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.enums import ListingKind, ListingType
from marketplace.formsets import StepForm
from partners.forms import language_choices

_TITLE_HELP = _("Up to 120 characters. Say what it gains, no brand.")
_SUMMARY_HELP = _("Up to 500 characters; shown in lists.")
QUESTIONS: dict[str, dict[str, tuple[Any, Any]]] = {
    ListingKind.OFFER: {
        "title": (_("What do you offer, in one line?"), _TITLE_HELP),
        "summary": (_("What does it do, and for whom?"), _SUMMARY_HELP),
        "description": (_("How does it work, and what is it better at?"), ""),
    },
    ListingKind.NEED: {
        "title": (_("What do you need, in one line?"), _TITLE_HELP),
        "summary": (_("What is the problem, and for whom?"), _SUMMARY_HELP),
        "description": (
            _("How is it today, what have you tried, and what would be enough?"),
            "",
        ),
    },
}


def types_of(kind: str) -> list[tuple[str, Any]]:
    """What can be offered, or needed."""
    return [(value, ListingType(value).label) for value in ListingType.OF_KIND[kind]]


def language_field() -> forms.ChoiceField:
    return forms.ChoiceField(label=_("Language you write in"), choices=language_choices)


class BasicsForm(StepForm):
    """Title, summary and text; the kinds that exist for an offer or a need."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["type"].choices = types_of(self.instance.kind)
        self.fields["language"] = language_field()
        self.order_fields(self.shown)
