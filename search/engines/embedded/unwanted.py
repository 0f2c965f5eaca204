"""What has something with a minus: a word, what begins so, a phrase. Numbers of entries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from search.analysis import asked_of
from search.engines.embedded import phrases
from search.engines.embedded.lookup import (
    MOST_UNWANTED,
    Known,
    beginning_with,
    known_terms,
)
from search.engines.embedded.scoring import having_any
from search.parsing import starts_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from search.models import Generation
    from search.parsing import Parsed

# So many postings are read at most for all of it, beside those of what is asked for: of any three
# words with a minus among 100,000 listings, all.
MOST_POSTINGS = 400_000


def numbers(generation: Generation, parsed: Parsed, language: str) -> set[int]:
    """Entries with anything that is not wanted."""
    # Phrases are looked for in another way: where there are any, half of it is for them.
    half = MOST_POSTINGS // 2
    if not parsed.without_phrases:
        return having_any(_terms(generation, parsed, language, MOST_POSTINGS))
    found = having_any(_terms(generation, parsed, language, half))
    return found | phrases.with_any(generation, parsed.without_phrases, language, half)


def _terms(generation: Generation, parsed: Parsed, language: str, most: int) -> set[int]:
    """Those with no more than `most` postings together. Words come first, the rarest before the
    others; of what begins so the commonest, after which few listings are left that have a rare one.
    """
    asked = asked_of(" ".join(parsed.without), language, generation.languages)
    known = known_terms(generation, [term for one in asked for term in one.terms])
    begun: dict[int, Known] = {}
    for start in starts_of(parsed.without):
        rows = beginning_with(generation, start, MOST_UNWANTED)
        begun |= {term.id: term for term in (Known(*row) for row in rows)}
    words = sorted(known.values(), key=lambda term: term.frequency)
    found: set[int] = set()
    for term in (*words, *_commonest(begun.values())):
        if term.id not in found and term.frequency <= most:
            most -= term.frequency
            found.add(term.id)
    return found


def _commonest(terms: Iterable[Known]) -> list[Known]:
    return sorted(terms, key=lambda term: -term.frequency)
