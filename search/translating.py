"""The seam for search across languages: what else, in other languages, words may stand for."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from collections.abc import Sequence


class Target(NamedTuple):
    """A word in another language; the weights of one unit's targets sum to 1 at most."""

    language: str
    word: str
    weight: float
    origin: str


class Unit(NamedTuple):
    """One or several neighbouring words of the query, and what they may stand for."""

    source: tuple[str, ...]
    targets: tuple[Target, ...]


class QueryTranslator(Protocol):
    def expand(self, words: Sequence[str], source: str, targets: Sequence[str]) -> list[Unit]:
        """Units for the words that have any; the words themselves are asked for in any case.

        `words` are normalised (`analysis.words_of`), `source` is their language or "".
        """


class Identity:
    """Translates nothing: what a site does that has no thesaurus."""

    def expand(self, words: Sequence[str], source: str, targets: Sequence[str]) -> list[Unit]:
        return []


@cache
def translator() -> QueryTranslator:
    """As set up with SEARCH_QUERY_TRANSLATOR."""
    return import_string(settings.SEARCH_QUERY_TRANSLATOR)()
