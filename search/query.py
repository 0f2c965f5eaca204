"""What somebody asks for, as one value: form, address, saved search, alert and API argument."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import quote_plus

from django.http import QueryDict

from marketplace.enums import Readiness
from search.facets import FACETS, LANGUAGE, known_countries

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

LONGEST_WORDS = 2000
MOST_VALUES = 60
LAST_PAGE = 1_000_000
_COUNTRY = re.compile(r"[A-Z]{2}", re.A)


class Sort(StrEnum):
    RELEVANCE = "relevance"
    NEWEST = "newest"
    CLOSING = "closing"


@dataclass(frozen=True)
class SearchQuery:
    """Words and filters. Of several values in one facet any will do, of several facets all count.

    `language` is the one in which the words are written, "" where nobody said so; which language
    a listing is in is a facet. `my_country` is what the facets about "my country" are about.
    Made from the outside by `from_querydict` or `from_json`, which drop what they do not know.
    """

    words: str = ""
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    readiness_from: int | None = None
    readiness_to: int | None = None
    sort: Sort = Sort.RELEVANCE
    language: str = ""
    my_country: str = ""
    page: int = 1

    @classmethod
    def from_querydict(cls, data: QueryDict) -> SearchQuery:
        """From an address. Never raises: what is unknown, wrong or too much is dropped."""
        values = {code: data.getlist(code) for code in FACETS if code in data}
        return cls._read({**data.dict(), **values})

    @classmethod
    def from_query_string(cls, text: str) -> SearchQuery:
        return cls.from_querydict(QueryDict(text))

    @classmethod
    def from_json(cls, data: object) -> SearchQuery:
        """From what `to_json` gave, perhaps long ago; as tolerant as `from_querydict`."""
        return cls._read(data if isinstance(data, dict) else {})

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> SearchQuery:
        my_country = _clean(data.get("my_country")).upper()
        if my_country and not (_COUNTRY.fullmatch(my_country) and my_country in known_countries()):
            my_country = ""
        language = _clean(data.get("in")).lower()
        return cls(
            words=clean_words(data.get("q")),
            facets=_facets(data, my_country),
            readiness_from=_level(data.get("readiness_from")),
            readiness_to=_level(data.get("readiness_to")),
            sort=_sort(data.get("sort")),
            language=language if LANGUAGE.fullmatch(language) else "",
            my_country=my_country,
            page=_page(data.get("page")),
        )

    def to_json(self) -> dict[str, Any]:
        """JSON values, without what is as in an empty query; the same for equal queries."""
        pairs = {
            "q": self.words,
            **{code: list(self.facets[code]) for code in FACETS if self.facets.get(code)},
            "readiness_from": self.readiness_from,
            "readiness_to": self.readiness_to,
            "sort": None if self.sort == Sort.RELEVANCE else self.sort.value,
            "in": self.language,
            "my_country": self.my_country,
            "page": self.page if self.page > 1 else None,
        }
        return {name: value for name, value in pairs.items() if value}

    def to_query_string(self, *, page: int | None = None) -> str:
        """The canonical address part, without "?"; with `page`, that of another page."""
        chosen = self if page is None else replace(self, page=max(page, 1))
        return "&".join(
            f"{name}={_quoted(str(value))}"
            for name, values in chosen.to_json().items()
            for value in (values if isinstance(values, list) else (values,))
        )

    def without(self, code: str, value: str = "") -> SearchQuery:
        """Without one choice of a facet, or without the whole facet; on its first page."""
        kept = tuple(v for v in self.facets.get(code, ()) if value and v != value)
        rest = {other: values for other, values in self.facets.items() if other != code}
        return replace(self, facets={**rest, **({code: kept} if kept else {})}, page=1)

    @property
    def asks_nothing(self) -> bool:
        """No words and no filter: everything there is."""
        return not (self.words or self.facets or self.readiness_from or self.readiness_to)


# A page of results has a dozen addresses of the same words and filters.
_quoted = lru_cache(maxsize=1024)(quote_plus)


def clean_words(value: object) -> str:
    """Text as it was typed, on one line, bounded, without what is no character.

    NUL and other controls, lone surrogates and marks of writing direction go; no syntax has a
    meaning here but quotes, a minus in front of a word and a star behind one.
    """
    if not isinstance(value, str):
        return ""
    # Cut twice: what nobody will read need not be cleaned, and NFC may lengthen.
    text = unicodedata.normalize("NFC", value[: LONGEST_WORDS * 2])
    kept = "".join(c if c.isprintable() or _joins(c) else " " for c in text if not _is_mark(c))
    return " ".join(kept.split())[:LONGEST_WORDS].strip()


# Words of Persian and of Indian scripts are written with these.
def _joins(character: str) -> bool:
    return character in "\u200c\u200d"


def _is_mark(character: str) -> bool:
    return character in "\u200e\u200f\u061c\ufeff\u2060\u00ad" or "\u202a" <= character <= "\u2069"


def _clean(value: object) -> str:
    return clean_words(value)[:20]


def _facets(data: Mapping[str, Any], my_country: str) -> dict[str, tuple[str, ...]]:
    found = {}
    for code, facet in FACETS.items():
        if code not in data or (facet.needs_country and not my_country):
            continue
        values = _several(data[code])
        known = facet.values() if values else ()
        # In one order: equal questions have equal addresses.
        if chosen := tuple(value for value in sorted(values) if value in known):
            found[code] = chosen
    return found


def _several(value: object) -> set[str]:
    values: Iterable[object] = value if isinstance(value, list | tuple) else [value]
    return {v for v in list(values)[:MOST_VALUES] if isinstance(v, str) and len(v) <= 40}


def _level(value: object) -> int | None:
    number = _number(value)
    return number if number in Readiness.values else None


def _page(value: object) -> int:
    return min(max(_number(value) or 1, 1), LAST_PAGE)


def _number(value: object) -> int | None:
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if isinstance(text, str) and re.fullmatch(r"\d{1,12}", text, re.A):
        return int(text)
    return None


def _sort(value: object) -> Sort:
    return Sort(value) if value in list(Sort) else Sort.RELEVANCE
