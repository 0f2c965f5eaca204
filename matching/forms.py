from __future__ import annotations

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from matching.enums import DismissalReason
from partners.models.organisation import one_line


class DismissForm(forms.Form):
    """Why a proposal is not relevant; sent with every entry of the page, so it names no ids."""

    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=[("", "–"), *DismissalReason.choices],
        error_messages={"required": _("Choose a reason: it helps to propose better.")},
    )
    note = forms.CharField(label=_("Note"), max_length=300, required=False, validators=[one_line])

    use_required_attribute: ClassVar[bool] = False
