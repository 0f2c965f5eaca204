"""WIPO's 35 fields of technology and five sectors, and the field of a patent classification symbol.

Source: WIPO, IPC–Technology Concordance, after U. Schmoch, Concept of a Technology Classification
for Country Comparisons, 2008. marketplace/data/README.md says where this table had to go further.
"""

from __future__ import annotations

import re

from marketplace.vocabulary.labels import Vocabulary
from marketplace.vocabulary.symbols import IPC_SUBCLASSES

SECTORS = Vocabulary("technology_sectors.csv")
FIELDS = Vocabulary("technology_fields.csv")

# A class ("F21"), a subclass ("H01B") or main groups of one ("B01D/45-53"); the longest rule that
# fits a symbol decides.
_CONCORDANCE = {
    "1": "F21 H01B H01C H01F H01G H01H H01J H01K H01M H01R H01T H02 H05B H05C H05F H99Z",
    "2": "G09F G09G G11B H04N H04R H04S H05K",
    "3": "G08C H01P H01Q H04B H04H H04J H04K H04M H04N/1 H04Q",
    "4": "G16Y H04L H04N/21 H04W",
    "5": "H03",
    "6": "G06 G10L G11C G16B G16C G16Z",
    "7": "G06Q",
    "8": "H01L H10",
    "9": "G02 G03 H01S",
    "10": "G01 G04 G12B G99Z",
    "11": "G01N/33",
    "12": "G05B G05D G05F G07 G08B G08G G09B G09C G09D",
    "13": "A61B A61C A61D A61F A61G A61H A61J A61L A61M A61N G16H H05G",
    "14": "A61K/8 A61Q C07B C07C C07D C07F C07H C07J C40B",
    "15": "C07G C07K C12M C12N C12P C12Q C12R",
    "16": "A61K A61P",
    "17": "C08B C08C C08F C08G C08H C08K C08L",
    "18": "A01H A21D A23B A23C A23D A23F A23G A23J A23K A23L C12C C12F C12G C12H C12J C13",
    "19": "A01N A01P C05 C06 C09 C10 C11 C99Z",
    "20": "B22 C01 C03C C04 C21 C22",
    "21": "B05C B05D B32 C23 C25 C30",
    "22": "B81 B82",
    "23": "B01 B02C B03 B04 B05B B06 B07 B08 C14C D06B D06C D06L F25J F26 H05H",
    "24": "A62C A62D/3 B01D/45-53 B09 B65F C02 E01F/8 F01N F23G F23J G01T",
    "25": "B25J B65B B65C B65D B65G B65H B66 B67",
    "26": "A62D B21 B23 B24 B25 B26 B27 B30",
    "27": "F01 F02 F03 F04 F23R F99Z G21",
    "28": "A41H A43D A46D B31 B41 C14B D01 D02 D03 D04 D05 D06G D06H D06J D06M D06P D06Q D21 D99Z",
    "29": "A01 A21B A21C A22 A23N A23P B02B B28 B29 B33 B99Z C03B C08J C12L "
    "C13B/5 C13B/15 C13B/25 C13B/45 F41 F42",
    "30": "F22 F23 F24 F25B F25C F27 F28",
    "31": "F15 F16 F17 G05G",
    "32": "B60 B61 B62 B63 B64",
    "33": "A47 A63",
    "34": "A24 A41 A42 A43 A44 A45 A46 A62B A99Z B42 B43 B44 B68 D04D D06F D06N D07 F25D G10",
    "35": "E01 E02 E03 E04 E05 E06 E21 E99Z",
}


def _tables() -> tuple[dict[str, str], dict[str, list[tuple[range, str]]]]:
    """The rules for classes and subclasses by prefix, and those for main groups by subclass."""
    prefixes: dict[str, str] = {}
    groups: dict[str, list[tuple[range, str]]] = {}
    for field, rules in _CONCORDANCE.items():
        for rule in rules.split():
            prefix, _slash, numbers = rule.partition("/")
            if numbers:
                first, _dash, last = numbers.partition("-")
                span = range(int(first), int(last or first) + 1)
                groups.setdefault(prefix, []).append((span, field))
            elif prefix in prefixes:
                raise ValueError(f"{prefix} is in two fields")
            else:
                prefixes[prefix] = field
    return prefixes, groups


_BY_PREFIX, _BY_GROUP = _tables()
_SYMBOL = re.compile(r"([A-H]\d\d[A-Z])(?: (\d{1,4})/\d{2,6})?", re.A)


def field_of(symbol: str) -> str | None:
    """The field of a symbol in the form that `symbols.normalise` returns.

    A subclass whose groups are in several fields has, written alone, that of most of them. None
    for what the concordance leaves out: subclasses that only the CPC has, such as Y02E, and
    whatever is no symbol.
    """
    match = _SYMBOL.fullmatch(symbol)
    if match is None or match[1] not in IPC_SUBCLASSES:
        return None
    head, group = match[1], int(match[2] or 0)
    for span, field in _BY_GROUP.get(head, ()):
        if group in span:
            return field
    return _BY_PREFIX.get(head) or _BY_PREFIX.get(head[:3])
