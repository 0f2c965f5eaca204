"""Identifiers of organisations: normal form and check digits."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from stdnum import isni, lei
from stdnum.exceptions import ValidationError as NumberError
from stdnum.iso7064 import mod_97_10

from partners.enums import IdentifierScheme

if TYPE_CHECKING:
    from collections.abc import Callable

_CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"
_ROR = re.compile(rf"0[{_CROCKFORD}]{{6}}[0-9]{{2}}")

_PREFIXES = {
    IdentifierScheme.ROR: re.compile(r"^(https?://)?(www\.)?ror\.org/", re.I),
    IdentifierScheme.ISNI: re.compile(r"^(https?://)?(www\.)?isni\.org/(isni/)?", re.I),
    IdentifierScheme.WIKIDATA: re.compile(r"^(https?://)?(www\.)?wikidata\.org/wiki/", re.I),
}

_LINKS = {
    IdentifierScheme.ROR: "https://ror.org/{}",
    IdentifierScheme.LEI: "https://search.gleif.org/#/record/{}",
    IdentifierScheme.ISNI: "https://isni.org/isni/{}",
    IdentifierScheme.WIKIDATA: "https://www.wikidata.org/wiki/{}",
}


def normalise(scheme: str, value: str) -> str:
    """The identifier in its normal form: no address before it, no separators, one case.

    Raises django.core.exceptions.ValidationError with a translated sentence that says what is
    wrong: the shape, or the check digits where the register has them (ROR and LEI: ISO 7064
    mod 97-10; ISNI: ISO 7064 mod 11-2).
    """
    value = value.strip()
    if prefix := _PREFIXES.get(IdentifierScheme(scheme)):
        value = prefix.sub("", value)
    return _RULES[IdentifierScheme(scheme)](value)


def link(scheme: str, value: str) -> str:
    """Where the register shows the entry; empty where it has no stable public address."""
    return _LINKS.get(IdentifierScheme(scheme), "").format(value)


def _wrong_check_digits(example: str) -> ValidationError:
    return ValidationError(
        _("The check digits do not fit, so a character must be wrong. Example: %(example)s."),
        code="checksum",
        params={"example": example},
    )


def _wrong_shape(example: str) -> ValidationError:
    return ValidationError(
        _("This is not the form of this identifier. Example: %(example)s."),
        code="shape",
        params={"example": example},
    )


def _ror(value: str) -> str:
    """ROR: 0, six characters of Crockford's base 32, two check digits (ror.org/facts)."""
    example = "https://ror.org/02mhbdp94"
    value = value.lower()
    if not _ROR.fullmatch(value):
        raise _wrong_shape(example)
    number = 0
    for character in value[:7]:
        number = number * 32 + _CROCKFORD.index(character)
    if not mod_97_10.is_valid(f"{number}{value[7:]}"):
        raise _wrong_check_digits(example)
    return value


def _by_library(validate: Callable[[str], str], pattern: str, example: str) -> Callable[[str], str]:
    shape = re.compile(pattern, re.A)

    def check(value: str) -> str:
        compact = re.sub(r"[\s-]", "", value).upper()
        if not shape.fullmatch(compact):
            raise _wrong_shape(example)
        try:
            return validate(compact)
        except NumberError:
            raise _wrong_check_digits(example) from None

    return check


def _by_pattern(pattern: str, example: str) -> Callable[[str], str]:
    shape = re.compile(pattern, re.A)

    def check(value: str) -> str:
        compact = re.sub(r"[\s-]", "", value).upper()
        if not shape.fullmatch(compact):
            raise _wrong_shape(example)
        return compact

    return check


def _national(value: str) -> str:
    value = " ".join(value.split())
    if not re.fullmatch(r"[\w./ ()-]{2,60}", value):
        raise _wrong_shape("C.123456")
    return value


_RULES: dict[IdentifierScheme, Callable[[str], str]] = {
    IdentifierScheme.ROR: _ror,
    IdentifierScheme.LEI: _by_library(
        lei.validate, r"[0-9A-Z]{18}[0-9]{2}", "5493001KJTIIGC8Y1R12"
    ),
    IdentifierScheme.ISNI: _by_library(isni.validate, r"[0-9]{15}[0-9X]", "0000 0001 2281 955X"),
    IdentifierScheme.WIKIDATA: _by_pattern(r"Q[1-9][0-9]{0,11}", "Q1137652"),
    IdentifierScheme.PIC: _by_pattern(r"[0-9]{9}", "999987357"),
    IdentifierScheme.DUNS: _by_pattern(r"[0-9]{9}", "15-048-3782"),
    IdentifierScheme.NATIONAL: _national,
}
