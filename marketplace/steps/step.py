"""What a step of the form is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.utils.functional import Promise

    from marketplace.formsets import StepForm


@dataclass(frozen=True)
class Step:
    """One page of the form. `code` stands in its address and in `marketplace.completeness`.

    `rows` says what each relation with several rows is called on the page, `add` what its button
    says; `shows` names what else the page shows, in the template's words.
    """

    code: str
    name: str | Promise
    question: str | Promise
    form: type[StepForm]
    intro: str | Promise = ""
    rows: tuple[tuple[str, str | Promise], ...] = ()
    shows: tuple[str, ...] = ()
