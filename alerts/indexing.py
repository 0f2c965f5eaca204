"""Keeping the compiled form and the keys of saved searches as the rules of today make them."""

from __future__ import annotations

import zlib
from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING

from django.db import transaction

from alerts.compiling import Compiled, compiled, present_languages, stamp
from alerts.keys import EVERY, ROYALTY_FREE, keys_of, ways_by_facet
from alerts.models import SavedSearch, SearchKey
from search.facets import EVERYWHERE, FACETS
from search.models import Bits, Generation, Term
from search.query import SearchQuery

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

AT_ONCE = 500
SEVERAL = 5000
# An index that knows little says little of what is still to come.
GUESSED = 100


class Frequencies:
    """About how many listings carry a key: those that the index in the database knows of, where it
    is kept or was once, and GUESSED more that have it as often as keys of its kind do.

    A wrong figure makes a search be looked at more often, never less often than it has to be.
    """

    def __init__(self, searches: Iterable[Compiled]) -> None:
        generation = Generation.objects.filter(state=Generation.State.CURRENT).first()
        self.documents = generation.documents if generation else 0
        self.known: Counter[str] = Counter()
        if generation:
            self._read(generation.pk, {key for one in searches for key in _mentioned(one)})

    def __call__(self, key: str) -> float:
        guessed = share(key)
        known = self.known[key] if is_counted(key) else self.documents * guessed
        return known + GUESSED * guessed

    def _read(self, generation: int, keys: set[str]) -> None:
        tokens = sorted(key for key in keys if ":" in key)
        texts = sorted(key for key in keys if ":" not in key)
        for start in range(0, len(texts), SEVERAL):
            terms = Term.objects.filter(
                generation=generation, text__in=texts[start : start + SEVERAL]
            )
            self.known.update(dict(terms.values_list("text", "frequency")))
        bits = Bits.objects.filter(generation=generation, token__in=tokens)
        for token, packed in bits.values_list("token", "bits"):
            number = int.from_bytes(zlib.decompress(packed), "little").bit_count()
            self.known[token] += number


def share(key: str) -> float:
    """How many of all listings one expects to carry such a key, where nothing is known of it."""
    code, _, value = key.partition(":")
    if not value:
        return 1 if key == EVERY else 0.1 if key.endswith("*") else 0.01
    if key == ROYALTY_FREE or code in ("region", "income", "language") or value == EVERYWHERE:
        return 1 / 3
    if code not in FACETS:
        return 0.1
    # What is asked for is what there is more of.
    return min(1 / 2, 2 / len(FACETS[code].values()))


def is_counted(key: str) -> bool:
    """Whether an index counts the listings with this key; it has no figure for one of several."""
    if ":" not in key:
        return not key.endswith("*")
    return key != ROYALTY_FREE and not key.startswith(("region:", "income:"))


def _mentioned(search: Compiled) -> Iterable[str]:
    several = chain.from_iterable((*search.phrases, *search.others))
    yield from chain.from_iterable((*search.groups, *several))
    for way in ways_by_facet(search):
        yield from way


def index(searches: Sequence[SavedSearch], present: Sequence[str]) -> None:
    """Write compiled form and keys of these rows, which are in the database. In a transaction."""
    forms = [compiled(SearchQuery.from_json(search.query), present) for search in searches]
    frequencies = Frequencies(forms)
    rules = stamp(present)
    for search, form in zip(searches, forms, strict=True):
        search.compiled, search.stamp = form.to_json(), rules
    # They exist; `bulk_update` would say the same many times slower.
    SavedSearch.objects.bulk_create(
        searches,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["compiled", "stamp"],
        batch_size=500,
    )
    SearchKey.objects.filter(search__in=searches).delete()
    SearchKey.objects.bulk_create(
        [
            SearchKey(search=search, key=key)
            for search, form in zip(searches, forms, strict=True)
            for key in keys_of(form, frequencies)
        ],
        batch_size=2000,
    )


def refresh() -> None:
    """Index anew what was indexed by other rules: another release, a language not met before."""
    present = present_languages()
    rules = stamp(present)
    while True:
        with transaction.atomic():
            stale = SavedSearch.objects.exclude(stamp=rules).order_by("pk")
            batch = list(stale.select_for_update(of=("self",))[:AT_ONCE])
            if not batch:
                return
            index(batch, present)
