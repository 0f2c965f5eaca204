"""Offices that register rights, by the two-letter codes of WIPO Standard ST.3.

The code of a national office is its country's in ISO 3166-1; those countries and their names are
the countries app's. Here are the organisations of several countries, and who belongs to them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from marketplace.vocabulary.labels import Vocabulary

if TYPE_CHECKING:
    from collections.abc import Collection

OFFICES = Vocabulary("offices.csv")

# Where a patent of the organisation can have effect. Sources and days:
# marketplace/data/README.md.
_STATES = {
    # Harare Protocol; Somalia is a member of ARIPO but not of the protocol.
    "AP": "BW CV GH GM KE LR LS MU MW MZ NA RW SC SD SL ST SZ TZ UG ZM ZW",
    # Bangui Agreement.
    "OA": "BF BJ CF CG CI CM GA GN GQ GW KM ML MR NE SN TD TG",
    # Eurasian Patent Convention.
    "EA": "AM AZ BY KG KZ RU TJ TM",
    # European Patent Convention; states to which a patent can be extended, or in which it can be
    # validated, are no members.
    "EP": "AL AT BE BG CH CY CZ DE DK EE ES FI FR GB GR HR HU IE IS IT LI LT LU LV MC MD ME MK MT "
    "NL NO PL PT RO RS SE SI SK SM TR",
    # Patent Regulation of the Cooperation Council for the Arab States of the Gulf.
    "GC": "AE BH KW OM QA SA",
}
MEMBERS: dict[str, frozenset[str]] = {
    office: frozenset(states.split()) for office, states in _STATES.items()
}


def is_office(code: str, country_codes: Collection[str]) -> bool:
    """Whether rights can be registered there: one of OFFICES, or one of the countries given."""
    return code in OFFICES or code in country_codes
