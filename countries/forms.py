"""Choosing a country in a form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.forms.models import ModelChoiceIterator
from django.utils.translation import gettext_lazy as _

from countries.models import Country

if TYPE_CHECKING:
    from collections.abc import Iterator


def country_choices() -> list[tuple[str, str]]:
    """Code and name of every country, in the alphabetical order of the active language."""
    return [(country.pk, country.name) for country in Country.objects.sorted_by_name()]


class _SortedByName(ModelChoiceIterator):
    def __iter__(self) -> Iterator[tuple[Any, str]]:
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        for country in self.queryset.all().sorted_by_name():
            yield self.choice(country)


class CountryField(forms.ModelChoiceField):
    """One country, listed in the alphabetical order of the reader's language."""

    iterator = _SortedByName

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            **{
                "queryset": Country.objects.all(),
                "label": _("Country"),
                "empty_label": _("Choose a country"),
                **kwargs,
            }
        )
