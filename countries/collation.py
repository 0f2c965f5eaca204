"""Alphabetical order good enough for a list of countries, without an ICU library."""

from __future__ import annotations

import unicodedata

# Letters that a language counts as its own; decomposing them would file them with another.
_AFTER_BASE_LETTER = {"es": {"ñ": "n\uffff"}, "ru": {"й": "и\uffff"}}
_ARABIC = str.maketrans({"ة": "ه", "ى": "ي", "ـ": None})
# The order of GB 2312 is pinyin for the common characters. Rarer ones come after all others;
# here they borrow a common character of the same sound.
_SAME_SOUND = str.maketrans({"斐": "匪", "瑙": "脑", "汶": "问"})


def sort_key(text: str, language: str) -> tuple[str | bytes, str]:
    """What to sort `text` by among texts of the same language ("en", "zh-hans", …)."""
    if language.startswith("zh"):
        return text.translate(_SAME_SOUND).encode("gb18030"), text
    folded = text.casefold()
    for letter, stand_in in _AFTER_BASE_LETTER.get(language.split("-")[0], {}).items():
        folded = folded.replace(letter, stand_in)
    if language.startswith("ar"):
        folded = folded.translate(_ARABIC)
    decomposed = unicodedata.normalize("NFKD", folded)
    # Letters, digits and spaces; accents, vowel signs, hyphens and brackets do not count.
    kept = (c if c.isalnum() or c == "\uffff" else " " for c in decomposed if not _is_mark(c))
    return " ".join("".join(kept).split()), text


def _is_mark(character: str) -> bool:
    return unicodedata.category(character) in {"Mn", "Po", "Pf", "Pi"}
