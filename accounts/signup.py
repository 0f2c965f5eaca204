"""What we ask of a new person beyond what allauth asks, whichever door they come through.

Apart from accounts.forms because allauth's own forms are built upon this class.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import names

if TYPE_CHECKING:
    from django.http import HttpRequest

    from accounts.models import User


class NameField(forms.CharField):
    """A person's name, in one line and any script."""

    def __init__(self, **kwargs: object) -> None:
        kwargs.setdefault("label", gettext_lazy("Your name"))
        kwargs.setdefault(
            "help_text", gettext_lazy("As you want others to read it, in any script.")
        )
        kwargs.setdefault("widget", forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}))
        super().__init__(max_length=names.MAX_LENGTH, **kwargs)  # type: ignore[arg-type]

    def clean(self, value: str) -> str:
        cleaned = names.clean_name(super().clean(value))
        if self.required and not any(char.isalpha() for char in cleaned):
            raise ValidationError(_("Please write your name with letters."), code="no_letters")
        return cleaned


class SignupForm(forms.Form):
    name = NameField()

    field_order = ("name", "email", "password1")

    def signup(self, request: HttpRequest, user: User) -> None:
        """Nothing more to do: the adapter stores the name with the person."""
