"""What is stored beside what was typed, when two people wrote at the same time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django import forms
from django.utils import formats
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from django.db.models import Model

    from marketplace.formsets import StepForm


class Difference(NamedTuple):
    label: str
    stored: str
    typed: str


def differences(sent: StepForm, stored: StepForm) -> list[Difference]:
    """Every question to which the valid form `sent` gives another answer than the draft."""
    found = fields_that_differ(sent, stored)
    for name, formset in sent.formsets.items():
        mine = [row_in_words(form.instance) for form in formset.kept_forms]
        theirs = [row_in_words(row) for row in stored.formsets[name].get_queryset()]
        if mine != theirs:
            label = str(formset.model._meta.verbose_name_plural)
            found.append(Difference(label, "\n".join(theirs), "\n".join(mine)))
    return found


def fields_that_differ(sent: forms.BaseForm, stored: forms.BaseForm) -> list[Difference]:
    found = []
    for name, field in stored.fields.items():
        before = stored.get_initial_for_field(field, name)
        if isinstance(field, forms.FileField) or not field.has_changed(before, sent[name].data):
            continue
        after = sent.cleaned_data.get(name)
        found.append(Difference(str(field.label), in_words(field, before), in_words(field, after)))
    return found


def in_words(field: forms.Field, value: Any) -> str:
    """The value as a reader would say it."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if value in (None, "", []):
        return ""
    labels = _labels(field)
    values = value if isinstance(value, list) else [value]
    return ", ".join(str(labels.get(str(v), v)) for v in values)


def _labels(field: forms.Field) -> dict[str, Any]:
    labels: dict[str, Any] = {}
    for value, label in getattr(field, "choices", ()):
        group = label if isinstance(label, list | tuple) else [(value, label)]
        labels |= {str(code): name for code, name in group}
    return labels


def row_in_words(row: Model) -> str:
    """All that was filled in, in one line."""
    said = []
    for column in row._meta.fields:
        value = column.value_from_object(row)
        if not column.editable or column.remote_field or value in (None, "", [], False):
            continue
        if column.choices:
            value = getattr(row, f"get_{column.name}_display")()
        said.append(column.verbose_name if value is True else _shown(value))
    return " · ".join(map(str, said))


def _shown(value: Any) -> Any:
    return formats.date_format(value) if hasattr(value, "isoformat") else value
