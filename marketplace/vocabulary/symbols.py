"""Symbols of the International (IPC) and the Cooperative Patent Classification (CPC)."""

from __future__ import annotations

import csv
import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from marketplace.vocabulary.labels import DATA

EXAMPLE = "C02F 1/44"

# As people write it. A main group has up to four digits, a subgroup two to six (WIPO ST.8, CPC).
_WRITTEN = re.compile(r"([A-HY]\d\d[A-Z])(?:\s*(\d{1,4})\s*/\s*(\d{2,6}))?", re.A | re.I)
# As machines write it: the main group filled up on the left, the subgroup on the right (ST.8).
_MACHINE = re.compile(r"([A-HY]\d\d[A-Z])(\d{4})(\d{6})", re.A | re.I)


def _codes(file_name: str) -> frozenset[str]:
    with (DATA / file_name).open(encoding="utf-8", newline="") as file:
        return frozenset(row["code"] for row in csv.DictReader(file))


IPC_SUBCLASSES = _codes("ipc_subclasses.csv")
# Those the CPC adds: section Y and a few for indexing alone.
CPC_SUBCLASSES = _codes("cpc_subclasses.csv")


def normalise(symbol: str) -> str:
    """The symbol as the classification prints it: "C02F 1/44", or "C02F" for a whole subclass.

    Takes it in any case and spacing, and in the machine form of 14 characters. Raises
    ValidationError (bad_symbol) if it has another form or names a subclass that does not exist.
    """
    text = unicodedata.normalize("NFKC", symbol).strip()
    match = _MACHINE.fullmatch(text) or _WRITTEN.fullmatch(text)
    if match is None:
        raise ValidationError(
            _("“%(symbol)s” is not the form of an IPC or CPC symbol. Example: %(example)s."),
            code="bad_symbol",
            params={"symbol": symbol.strip()[:40], "example": EXAMPLE},
        )
    head = match[1].upper()
    if head not in IPC_SUBCLASSES and head not in CPC_SUBCLASSES:
        raise ValidationError(
            _("There is no subclass %(subclass)s in the IPC or CPC. Example: %(example)s."),
            code="bad_symbol",
            params={"subclass": head, "example": EXAMPLE},
        )
    if match[2] is None:
        return head
    group = int(match[2])
    if not group:
        raise ValidationError(
            _("Groups are counted from 1, so “%(symbol)s” is none. Example: %(example)s."),
            code="bad_symbol",
            params={"symbol": symbol.strip()[:40], "example": EXAMPLE},
        )
    return f"{head} {group}/{match[3].rstrip('0').ljust(2, '0')}"


def subclass(symbol: str) -> str:
    """The first four characters of the normal form. Raises ValidationError as `normalise` does."""
    return normalise(symbol)[:4]
