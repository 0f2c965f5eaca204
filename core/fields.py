"""Columns for what is chosen from a list."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

Choices = Callable[[], Iterable[tuple[str, Any]]]


class ChoiceCodesFormField(forms.MultipleChoiceField):
    """Several boxes to tick; cleans to a list of codes in the order of the vocabulary."""

    widget = forms.CheckboxSelectMultiple

    def clean(self, value: Any) -> list[str]:
        chosen = set(super().clean(value))
        choices: Any = self.choices
        return [code for code, _label in choices if code in chosen]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(initial or [], data or [])


class CodesField(models.JSONField):
    """A list of codes from a vocabulary, for what is read as a whole and never joined.

    `vocabulary` is a function that gives (code, label) pairs in the active language. A code that
    is not among them, or given twice, is a ValidationError ("unknown_code", "given_twice").
    """

    def __init__(self, *args: Any, vocabulary: Choices | None = None, **kwargs: Any) -> None:
        self.vocabulary = vocabulary or (lambda: ())
        kwargs.setdefault("default", list)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        # The vocabulary is no part of the table.
        name, _path, args, kwargs = super().deconstruct()
        return name, "core.fields.CodesField", args, kwargs

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        super().validate(value, model_instance)
        if not isinstance(value, list):
            raise ValidationError(_("Give a list of codes."), code="no_list")
        known = {code for code, _label in self.vocabulary()}
        for code in value:
            if not isinstance(code, str) or code not in known:
                raise ValidationError(
                    _("“%(code)s” is not among the choices."),
                    code="unknown_code",
                    params={"code": code},
                )
        if len(set(value)) != len(value):
            raise ValidationError(_("A choice is given twice."), code="given_twice")

    def labels(self, value: list[str]) -> list[str]:
        """The words for the codes in `value`, in the active language."""
        words = dict(self.vocabulary())
        return [str(words.get(code, code)) for code in value]

    def formfield(self, **kwargs: Any) -> Any:
        options = {
            "label": self.verbose_name,
            "help_text": self.help_text,
            "required": not self.blank,
            "choices": self.vocabulary,
        }
        kwargs.pop("encoder", None)
        kwargs.pop("decoder", None)
        return ChoiceCodesFormField(**{**options, **kwargs})
