"""Forms about rows that several people change."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django import forms

if TYPE_CHECKING:
    from django.db.models import Model


class LongText(forms.Textarea):
    """Several lines of text in any direction, as the browser counts and the database keeps them.

    Browsers send each end of a line as two characters but count one: without this, a text that
    fits is refused, and one that was only looked at has changed. What is pasted from slides ends
    its lines with a sign of its own, which no browser shows.
    """

    def __init__(self, *, rows: int) -> None:
        super().__init__(attrs={"rows": rows, "dir": "auto"})

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        value = super().value_from_datadict(data, files, name)
        return re.sub(r"\r\n|[\v\f]", "\n", value) if isinstance(value, str) else value


class RevisionedForm(forms.ModelForm):
    """About a row that counts its saved changes in `revision`.

    The page carries the count it was made from, so that an action can tell whether somebody else
    saved in between.
    """

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance._state.adding:
            self.fields["revision"].initial = self.instance.revision

    def changes(self) -> dict[str, Any]:
        """Field name to new value, only of those that differ from what is stored."""
        return {
            f: self.cleaned_data[f] for f in self.changed_data if f in (self._meta.fields or ())
        }

    def accept_current(self, current: Model) -> list[tuple[str, object]]:
        """After a refusal: let the next save count against what is stored now.

        Returns label and stored value, in words, of each field that differs from what was typed.
        """
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        data["revision"] = str(current.revision)  # type: ignore[attr-defined]
        self.data = data
        return [
            (str(self.fields[name].label), _in_words(self.fields[name], getattr(current, name)))
            for name in self._meta.fields or ()
            if getattr(current, name) != self.cleaned_data.get(name)
        ]


def _in_words(field: forms.Field, value: object) -> object:
    if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
        choices: Any = field.choices
        return dict(choices).get(value, value)
    return value
