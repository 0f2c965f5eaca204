"""Numbers of applications, publications and grants in their normal form."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Literal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from marketplace.enums import RightState
from marketplace.vocabulary.number_forms import FORMS, OBSERVED
from marketplace.vocabulary.offices import MEMBERS

if TYPE_CHECKING:
    from marketplace.vocabulary.number_forms import Form

NumberKind = Literal["application", "publication", "grant"]

LONGEST = 30
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—−"), "-")
_ANY_FORM = re.compile(rf"(?=.*[0-9])[A-Z0-9 /.,-]{{1,{LONGEST}}}")
# Which number a right can have where it has come so far; the likeliest first. What ended may have
# been an application still.
_KINDS_IN: dict[str, tuple[NumberKind, ...]] = {
    RightState.PENDING: ("application", "publication"),
    RightState.IN_FORCE: ("grant",),
    RightState.EXPIRED: ("grant",),
    RightState.REVOKED: ("grant",),
}
_ANY_KIND: tuple[NumberKind, ...] = ("grant", "application", "publication")


def normalise_number(office: str, kind: NumberKind, right: str, raw: str) -> str:
    """The number as its office prints it, so that one number is always written the same way.

    `office` is a code of WIPO ST.3, `right` the kind of right ("patent", "utility_model", …).
    Where the office's rule is public (number_forms) the number must follow it, check digit
    included; elsewhere capital letters, digits and separators are kept as they are, see
    `usual_form`. Raises ValidationError (bad_number) with a sentence that shows the form.
    """
    text = " ".join(unicodedata.normalize("NFKC", raw).translate(_DASHES).upper().split())
    if office == "IB":  # WIPO under its other code, which it has as a receiving office
        office = "WO"
    if office == "WO" and kind == "grant":
        raise ValidationError(
            _(
                "No right is granted under the PCT itself. Enter the number of the national or "
                "regional office that granted it."
            ),
            code="bad_number",
        )
    forms = _forms(office, kind, right)
    if found := _read(office, forms, text):
        return _written(*found)
    if not forms or (office, kind) in OBSERVED:
        return _of_any_form(text)
    raise _refusal(office, forms[0])


def normalise_number_there(country: str, state: str, office: str, right: str, raw: str) -> str:
    """The number of a right in one country, in its normal form.

    It is one that the office of the country gives in that `state` (`RightState`), or one of the
    regional `office` whose right it is: some countries keep its numbers. Raises ValidationError
    as `normalise_number` does, of what is likeliest there.
    """
    found, refusals = [], []
    places = [country, office] if office in MEMBERS and country != office else [country]
    for place in places:
        for kind in _KINDS_IN.get(state, _ANY_KIND):
            try:
                found.append(normalise_number(place, kind, right, raw))
            except ValidationError as error:
                refusals.append(error)
    if not found:
        raise refusals[0]
    # What stands in one of the forms already is not put into another.
    return raw if raw in found else found[0]


def usual_form(office: str, kind: NumberKind, right: str, number: str) -> str:
    """An example of what the office usually writes, where the normal form `number` is another.

    "" where it is the usual one, or where none is known.
    """
    forms = _forms(office, kind, right)
    return "" if not forms or not number or _read(office, forms, number) else forms[0].example


def _forms(office: str, kind: NumberKind, right: str) -> list[Form]:
    return [form for form in FORMS.get(office, {}).get(kind, ()) if right in form.rights]


def _read(office: str, forms: list[Form], text: str) -> tuple[Form, re.Match[str]] | None:
    compact = re.sub(r"[\s./,-]", "", text)
    for candidate in (compact.removeprefix(office), compact):
        for form in forms:
            if match := form.read(candidate):
                return form, match
    return None


def _written(form: Form, match: re.Match[str]) -> str:
    parts = [part or "" for part in match.groups()]
    if form.check is None:
        return form.shown.format(*parts)
    *body, digit = parts
    expected = form.check("".join(body))
    if digit and digit != expected:
        raise ValidationError(
            _(
                "The check digit does not fit, so a character of “%(number)s” must be wrong. "
                "Example: %(example)s."
            ),
            code="bad_number",
            params={"number": form.shown.format(*parts), "example": form.example},
        )
    return form.shown.format(*body, expected)


def _refusal(office: str, form: Form) -> ValidationError:
    return ValidationError(
        _("The office %(office)s does not write its numbers this way. Example: %(example)s."),
        code="bad_number",
        params={"office": office, "example": form.example},
    )


def _of_any_form(text: str) -> str:
    if not _ANY_FORM.fullmatch(text):
        raise ValidationError(
            _(
                "A number has at most %(longest)d characters, at least one digit among them: "
                "letters A to Z, digits, spaces and the signs / . - and comma. "
                "Example: %(example)s."
            ),
            code="bad_number",
            params={"longest": LONGEST, "example": "P-2019/0123"},
        )
    return text
