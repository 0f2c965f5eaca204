"""Under which keys a saved search is looked up when a listing appears.

A key is a term, a token of a facet, the beginning of a word, or EVERY. A listing that fits a search
has at least one of its keys; of the ways to choose them that promise this the one is taken that the
fewest listings meet. So a new listing is held against those searches alone that share something
rare with it, whatever the number of searches.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from alerts.compiling import STOP
from marketplace.enums import ListingKind
from search.facets import EVERYWHERE, FACETS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from alerts.compiling import Compiled
    from search.documents import Document
    from search.geography import Geography

EVERY = "*"
ROYALTY_FREE = "royalty_free:*"
# So many characters of a beginning are a key.
BEGINNING = 3


def keys_of(search: Compiled, frequency: Callable[[str], float]) -> list[str]:
    """`frequency` says how many listings carry a key."""
    ways = [
        list(dict.fromkeys(way)) for way in (*_of_words(search, frequency), *ways_by_facet(search))
    ]
    if not ways:
        return [EVERY]
    return min(ways, key=lambda way: sum(map(frequency, way)))


def _of_words(search: Compiled, frequency: Callable[[str], float]) -> Iterator[list[str]]:
    if search.phrases:
        for phrase in search.phrases:
            yield from ([t for t in place if t] for place in phrase if STOP not in place)
        return
    if not search.has_words:
        return
    ways = [*search.groups, *([beginning(word)] for word in search.beginnings)]
    # Where two of the words are needed, one of all others is: the commonest is not looked for.
    ways.sort(key=lambda terms: sum(map(frequency, terms)))
    needed = ways[: len(ways) - search.needed + 1]
    # Of what stands for a word with several of its own, each is needed.
    needed += [min(other, key=lambda terms: sum(map(frequency, terms))) for other in search.others]
    yield [term for terms in needed for term in terms]


def ways_by_facet(search: Compiled) -> Iterator[list[str]]:
    """For each filter, the keys of which a listing that meets it has one."""
    for code, values in search.facets.items():
        if FACETS[code].means is None or code in ("region", "income"):
            yield [f"{code}:{value}" for value in values]
        elif code == "available":
            yield [f"territory:{search.my_country}", f"territory:{EVERYWHERE}"]
        elif code == "no_right":
            yield [f"kind:{ListingKind.OFFER.value}"]
        elif code == "royalty_free":
            yield [ROYALTY_FREE]
    if search.readiness_from or search.readiness_to:
        levels = range(search.readiness_from or 1, (search.readiness_to or 9) + 1)
        yield [f"readiness:{level}" for level in levels]


def beginning(word: str) -> str:
    return f"{word[:BEGINNING]}*"


def keys_carried(
    document: Document, terms: Iterable[str], words: Iterable[str], geography: Geography
) -> set[str]:
    """All keys under which a search may be kept that this listing fits."""
    texts = {*terms, *words}
    found = {EVERY, *document.tokens, *texts}
    found.update(beginning(text[:size]) for text in texts for size in range(1, BEGINNING + 1))
    countries = {t.partition(":")[2] for t in document.tokens if t.startswith("country:")}
    for name, groups in (("region", geography.regions), ("income", geography.incomes)):
        found.update(f"{name}:{code}" for code, members in groups.items() if countries & members)
    if any(token.startswith("royalty_free:") for token in document.tokens):
        found.add(ROYALTY_FREE)
    return found
