"""A query as what listings are held against, by the analysis of the search page.

What an alert means by "the words fit", which is what the page lists: a listing has one of the words
or a word that begins as one with a star (from five words on, two of them), or all words of something
else that stands for one; it has every phrase in quotes, and nothing with a minus. What the page does
only to help those who would find nothing has no effect: putting words right, finishing the last one,
and making do with one word of many or without a phrase that no listing has.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, field
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, Any

from marketplace.models import Listing, ListingTranslation
from search import analysis, synonyms
from search.analysis import asked_of, words_of
from search.engines.embedded.lookup import MOST_BEGINNINGS, is_character, others_of
from search.engines.embedded.scoring import ENOUGH_OF_MANY, MANY_WORDS
from search.parsing import parse, required_phrases, starts_of
from search.query import SearchQuery

if TYPE_CHECKING:
    from collections.abc import Iterable

# Of the shape of `Compiled`, of what of a query counts (`parse`), and of the choice of keys.
VERSION = 4
# Stands in a phrase for a stop word, which no index keeps.
STOP = ""

# What may stand at each place of a phrase.
Phrase = list[list[str]]


@dataclass(frozen=True)
class Compiled:
    """`groups` are terms that stand for the same word, `beginnings` what a word may begin with,
    `others` what stands for a word or some if each of its groups does.

    Without `has_words` only facets count. What facets mean is settled on the day it is asked.
    """

    has_words: bool = False
    groups: list[list[str]] = field(default_factory=list)
    beginnings: list[str] = field(default_factory=list)
    needed: int = 1
    others: list[list[list[str]]] = field(default_factory=list)
    phrases: list[Phrase] = field(default_factory=list)
    without: list[str] = field(default_factory=list)
    without_beginnings: list[str] = field(default_factory=list)
    without_phrases: list[Phrase] = field(default_factory=list)
    facets: dict[str, list[str]] = field(default_factory=dict)
    readiness_from: int | None = None
    readiness_to: int | None = None
    my_country: str = ""

    def to_json(self) -> dict[str, Any]:
        return {name: value for name, value in asdict(self).items() if value}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Compiled:
        return cls(**data)

    @property
    def query(self) -> SearchQuery:
        """Its filters, for `search.facets.conditions`; they were checked when they were kept."""
        return SearchQuery(
            facets={code: tuple(values) for code, values in self.facets.items()},
            readiness_from=self.readiness_from,
            readiness_to=self.readiness_to,
            my_country=self.my_country,
        )


def compiled(query: SearchQuery, present: Iterable[str]) -> Compiled:
    """`present` are the languages there are texts in."""
    parsed, language = parse(query.words), query.language
    languages = list(present)
    asked = list(dict.fromkeys(asked_of(parsed.text, language, languages)))
    others = others_of(asked, language, languages)
    starred = {word for one in parsed.beginnings for word in words_of(one)[-1:]}
    characters = {one.word for one in asked if is_character(one.word)}
    unwanted = asked_of(" ".join(parsed.without), language, languages)
    return Compiled(
        has_words=bool(parsed.text),
        groups=[list(one.terms) for one in asked],
        beginnings=sorted(starred | characters)[:MOST_BEGINNINGS],
        needed=ENOUGH_OF_MANY if len(asked) >= MANY_WORDS else 1,
        others=[[list(one.terms) for one in other.asked] for other in others],
        phrases=[_phrase(p, language, languages) for p in required_phrases(parsed)],
        without=sorted({term for one in unwanted for term in one.terms}),
        without_beginnings=sorted(set(starts_of(parsed.without))),
        without_phrases=[_phrase(p, language, languages) for p in parsed.without_phrases],
        facets={code: list(values) for code, values in query.facets.items()},
        readiness_from=query.readiness_from,
        readiness_to=query.readiness_to,
        my_country=query.my_country,
    )


def _phrase(phrase: str, language: str, present: list[str]) -> Phrase:
    places = []
    for one in asked_of(phrase, language, present, every=True):
        is_stop = one.word in analysis.STOP_WORDS
        places.append([*one.terms, *([STOP] if is_stop else [])])
    return places


# --- By which rules -----------------------------------------------------------------------------


def present_languages() -> list[str]:
    """The languages in which there are, or were, public texts, whatever index is kept.

    Every language that an index knows is one of them. One that is gone stays: to keep all searches
    anew whenever the only listing in a language pauses would be dear.
    """
    shown = Listing.objects.filter(first_published_at__isnull=False).order_by()
    parts = ListingTranslation.objects.filter(listing__first_published_at__isnull=False).order_by()
    columns = (rows.values_list("language", flat=True).distinct() for rows in (shown, parts))
    return sorted(set(chain.from_iterable(columns)))


def stamp(present: Iterable[str]) -> str:
    """Changes with everything that makes another compiled form of the same query."""
    # A word of Latin letters may be of any such language; of the others it is known (`asked_of`).
    known = {analysis.base(code) for code in present} & analysis.SNOWBALL.keys()
    latin = {code for code in known if analysis.OF_LANGUAGE.get(code, "latin") == "latin"}
    others = " ".join(sorted(latin - {*analysis.LATIN}))
    return f"{VERSION}.{analysis.VERSION}.{_synonyms()} {others}"[:100]


@cache
def _synonyms() -> str:
    return hashlib.sha256(synonyms.DATA.read_bytes()).hexdigest()[:12]
