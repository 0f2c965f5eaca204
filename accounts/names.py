"""How a person's name is written down."""

from __future__ import annotations

import unicodedata

MAX_LENGTH = 150

# Marks that reorder or hide the text around them; no name needs them, forgers do. The joiners
# U+200C and U+200D stay: Persian and Indic names are misspelt without them.
_UNWANTED = frozenset(
    "\u061c\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
)


def clean_name(value: str) -> str:
    """`value` as one line: white space folded, control characters gone, composed (NFC)."""
    value = "".join(
        " " if unicodedata.category(char) in {"Cc", "Zl", "Zp"} else char
        for char in unicodedata.normalize("NFC", value)
        if char not in _UNWANTED
    )
    return " ".join(value.split())
