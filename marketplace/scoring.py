"""The form of a review: four scores, a note for each, a comment."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from marketplace.enums import Criterion

SCORES = range(6)


class ScoreForm(forms.Form):
    """Scores from 0 to 5; a zero says why."""

    zero_blocks: ClassVar[bool] = False

    comment = forms.CharField(
        label=_("Comment for the author"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for criterion in Criterion:
            self.fields[criterion.value] = forms.TypedChoiceField(
                # None is chosen beforehand: the first would be the zero, which blocks.
                label=criterion.label, coerce=int,
                choices=[("", "–"), *((n, str(n)) for n in SCORES)],
            )  # fmt: skip
            self.fields[f"{criterion.value}_note"] = forms.CharField(
                label=_("Why"), required=False, max_length=500
            )
        self.order_fields([name for name in self.fields if name != "comment"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        zeros = [c for c in Criterion if cleaned.get(c.value) == 0]
        for criterion in zeros:
            if not cleaned.get(f"{criterion.value}_note"):
                self.add_error(f"{criterion.value}_note", _("Say why this scores zero."))
        if zeros and self.zero_blocks:
            raise ValidationError(
                _("A listing with a zero is not published. Send it back instead."), code="zero"
            )
        return cleaned

    def errors_in_words(self) -> str:
        """What is wrong, each fault with the name of its field, in one line."""
        return " ".join(
            f"{self.fields[name].label}: {' '.join(errors)}" if name in self.fields
            else " ".join(errors)
            for name, errors in self.errors.items()
        )  # fmt: skip

    def scores(self) -> dict[str, dict[str, Any]]:
        """Criterion to score and note, as it is kept."""
        return {
            criterion.value: {
                "score": self.cleaned_data[criterion.value],
                "note": self.cleaned_data[f"{criterion.value}_note"],
            }
            for criterion in Criterion
        }


class ApprovalForm(ScoreForm):
    zero_blocks = True
