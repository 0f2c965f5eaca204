"""Which of the words that two texts share are a reason. The engine weighs words by how rare they
are, and in an index with few texts in a language its commonest words are rare as well."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from search.analysis import is_cjk

if TYPE_CHECKING:
    from collections.abc import Iterable

SHORTEST = 4
FILE = Path(__file__).parents[1] / "data" / "function_words.txt"
# Words of four letters and more that hold sentences together, of the languages we serve.
HOLDING_TOGETHER = frozenset(FILE.read_text(encoding="utf-8").split())


def worth_telling(words: Iterable[str]) -> list[str]:
    """Those that say something of a subject, in their order."""
    return [word for word in words if _says_something(word.casefold())]


def _says_something(word: str) -> bool:
    if not any(letter.isalpha() for letter in word):
        return False
    if is_cjk(word[0]):
        return len(word) > 1
    return len(word) >= SHORTEST and word not in HOLDING_TOGETHER
