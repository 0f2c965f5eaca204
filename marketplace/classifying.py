"""How people say by what a listing is to be found: one form field for each scheme."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.fields import ChoiceCodesFormField
from countries.forms import country_choices
from marketplace.enums import Asset, Cooperation, FacetScheme, PartnerKind
from marketplace.form_fields import Boxes
from marketplace.vocabulary import sdg, symbols
from marketplace.vocabulary.themes import THEMES
from partners import isic

if TYPE_CHECKING:
    from collections.abc import Callable

# As wide as the column that keeps a code.
LONGEST_CODE = 60
MOST_CODES = 30
_SEPARATORS = re.compile(r"[,;،；，\n\r]+")


class GroupedCodesField(ChoiceCodesFormField):
    """Boxes under headings; cleans to codes in the order of the vocabulary."""

    widget = Boxes

    def clean(self, value: Any) -> list[str]:
        chosen = set(forms.MultipleChoiceField.clean(self, value))
        return [code for code in self._codes() if code in chosen]

    def _codes(self) -> list[str]:
        codes: list[str] = []
        for value, label in self.choices:
            codes += (
                [code for code, _label in label] if isinstance(label, list | tuple) else [value]
            )
        return codes


class WordsField(forms.CharField):
    """Short texts, separated by commas or lines; cleans to a list without repetitions."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.Textarea(attrs={"rows": 2, "dir": "auto"})
        super().__init__(**{"required": False, "max_length": 4000, "widget": widget, **kwargs})

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        parts = [" ".join(part.split()) for part in _SEPARATORS.split(super().clean(value) or "")]
        words = list(dict.fromkeys(self.normalised([part for part in parts if part])))
        if len(words) > MOST_CODES:
            raise ValidationError(
                gettext("At most %(most)d of them, please."), code="too_many",
                params={"most": MOST_CODES},
            )  # fmt: skip
        return words

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial or []), data)

    def normalised(self, parts: list[str]) -> list[str]:
        """Raises ValidationError for what cannot be kept, all in one."""
        for part in parts:
            if len(part) > LONGEST_CODE:
                raise ValidationError(
                    gettext("“%(word)s…” is longer than %(longest)d characters."), code="too_long",
                    params={"word": part[:20], "longest": LONGEST_CODE},
                )  # fmt: skip
        return parts


class SymbolsField(WordsField):
    """Symbols of the IPC or CPC, in their normal form."""

    def normalised(self, parts: list[str]) -> list[str]:
        found, errors = [], []
        for part in parts:
            try:
                found.append(symbols.normalise(part))
            except ValidationError as error:
                errors.append(error)
        if errors:
            raise ValidationError(errors)
        return found


def _targets() -> list[tuple[object, list[tuple[str, str]]]]:
    groups: dict[str, list[tuple[str, str]]] = {}
    for code, label in sdg.TARGETS.choices():
        groups.setdefault(sdg.TARGETS.parent(code), []).append((code, f"{code} {label}"))
    return [(f"{goal} {sdg.GOALS.label(goal)}", targets) for goal, targets in groups.items()]


def _boxes(label: Any, choices: Callable[[], Any], help_text: Any = "") -> Callable[[], Any]:
    return lambda: GroupedCodesField(
        label=label, choices=choices, required=False, help_text=help_text
    )


FACET_FIELDS: dict[str, Callable[[], forms.Field]] = {
    FacetScheme.THEME: _boxes(_("Which technology themes does it belong to?"), THEMES.choices),
    FacetScheme.COOPERATION: _boxes(
        _("Which kinds of cooperation are welcome?"), lambda: Cooperation.choices
    ),
    FacetScheme.ASSET: _boxes(_("What is included?"), lambda: Asset.choices),
    FacetScheme.SDG: _boxes(
        _("Which targets of the Sustainable Development Goals does it serve?"), _targets
    ),
    FacetScheme.DIVISION: _boxes(
        _("In which sectors is it used?"), isic.grouped_choices,
        _("Divisions of ISIC Rev. 4, the United Nations' classification."),
    ),
    FacetScheme.PARTNER: _boxes(
        _("Which kinds of partner are you looking for?"), lambda: PartnerKind.choices
    ),
    FacetScheme.PLACE: _boxes(_("In which countries is it needed?"), country_choices),
    FacetScheme.IPC: lambda: SymbolsField(
        label=_("Patent classification symbols (IPC or CPC)"),
        help_text=_("Separated by commas, for example: C02F 1/44, F04B 17/00. They stand on the first page of a patent; the technology fields follow from them."),
    ),
    FacetScheme.KEYWORD: lambda: WordsField(
        label=_("Keywords"),
        help_text=_("Separated by commas, for example: drip irrigation, solar, clay soil."),
    ),
}  # fmt: skip
