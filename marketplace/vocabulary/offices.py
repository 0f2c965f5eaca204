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

# The states in which a patent of the organisation can have effect. Dates and sources:
# marketplace/data/README.md.
MEMBERS: dict[str, frozenset[str]] = {
    # Harare Protocol; Somalia is a member of ARIPO but not of the protocol.
    "AP": frozenset(
        "BW CV GH GM KE LR LS MU MW MZ NA RW SC SD SL ST SZ TZ UG ZM ZW".split()  # noqa: SIM905
    ),
    # Bangui Agreement.
    "OA": frozenset("BF BJ CF CG CI CM GA GN GQ GW KM ML MR NE SN TD TG".split()),  # noqa: SIM905
    # Eurasian Patent Convention.
    "EA": frozenset("AM AZ BY KG KZ RU TJ TM".split()),  # noqa: SIM905
    # European Patent Convention; the states to which a patent can be extended or in which it can
    # be validated are no members.
    "EP": frozenset(
        [
            "AL",
            "AT",
            "BE",
            "BG",
            "CH",
            "CY",
            "CZ",
            "DE",
            "DK",
            "EE",
            "ES",
            "FI",
            "FR",
            "GB",
            "GR",
            "HR",
            "HU",
            "IE",
            "IS",
            "IT",
            "LI",
            "LT",
            "LU",
            "LV",
            "MC",
            "MD",
            "ME",
            "MK",
            "MT",
            "NL",
            "NO",
            "PL",
            "PT",
            "RO",
            "RS",
            "SE",
            "SI",
            "SK",
            "SM",
            "TR",
        ]
    ),
    # Patent Regulation of the Gulf Cooperation Council.
    "GC": frozenset("AE BH KW OM QA SA".split()),  # noqa: SIM905
}


def is_office(code: str, country_codes: Collection[str]) -> bool:
    """Whether rights can be registered there: one of OFFICES, or one of the countries given."""
    return code in OFFICES or code in country_codes
