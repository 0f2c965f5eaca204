"""How the columns of a listing and its parts are asked for in a form."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.db import models

from core.fields import CodesField
from core.forms import LongText
from partners.forms import WebsiteField

if TYPE_CHECKING:
    from collections.abc import Iterable

# From so many on, boxes to tick are folded away behind a summary.
MANY = 20
LONG_TEXT_ROWS = 4


class Boxes(forms.CheckboxSelectMultiple):
    """Boxes to tick, in columns; groups and long lists are folded, what is ticked stands above."""

    template_name = "marketplace/widgets/boxes.html"

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        groups = [(label, options) for label, options, _at in self._groups(context)]
        context["is_folded"] = (
            any(label for label, _options in groups)
            or sum(len(options) for _label, options in groups) > MANY
        )
        if context["is_folded"]:
            context["chosen"] = [o for _label, options in groups for o in options if o["selected"]]
            groups = [(label, _not_chosen(options)) for label, options in groups]
        context["groups"] = [(label, options) for label, options in groups if options]
        return context

    @staticmethod
    def _groups(context: dict[str, Any]) -> Iterable[tuple[Any, list[Any], int]]:
        named = [group for group in context["widget"]["optgroups"] if group[0] is not None]
        # Without groups every option is a group of its own; together they are one.
        loose = [o for label, options, _at in context["widget"]["optgroups"] for o in options
                 if label is None]  # fmt: skip
        return [(None, loose, 0), *named] if loose else named


def _not_chosen(options: list[Any]) -> list[Any]:
    return [option for option in options if not option["selected"]]


class Day(forms.DateInput):
    """A day, by the browser's own calendar; sent and shown as ISO 8601 whatever the language."""

    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class Number(forms.NumberInput):
    """A number as people write it, without the noughts that a column keeps behind the point."""

    def format_value(self, value: Any) -> str | None:
        if isinstance(value, Decimal):
            value = format(value.normalize(), "f")
        return super().format_value(value)


def writing_field(column: models.Field, **kwargs: Any) -> forms.Field | None:
    """The form field for a column: as Django's, but made for people who write in any language."""
    if isinstance(column, CodesField):
        kwargs["widget"] = Boxes
    elif isinstance(column, models.URLField):
        kwargs["form_class"] = WebsiteField
        kwargs["assume_scheme"] = "https"
    elif isinstance(column, models.DateField):
        kwargs["widget"] = Day
    elif isinstance(column, models.DecimalField):
        kwargs["widget"] = Number
    elif isinstance(column, models.TextField):
        kwargs["widget"] = LongText(rows=LONG_TEXT_ROWS)
    elif isinstance(column, models.CharField) and not column.choices:
        kwargs.setdefault("widget", forms.TextInput(attrs={"dir": "auto"}))
    field: Any = column.formfield(**kwargs)
    if column.choices and isinstance(field, forms.TypedChoiceField):
        choices: Any = field.choices
        field.choices = [(code, label if code else "–") for code, label in choices]
    return field
