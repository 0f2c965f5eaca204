"""Which listings carry a token, as numbers with a bit for each: cut, joined and counted at once.

They are kept in the process and made up to date by what has changed since. Nothing hangs on them
alone: what is not public any more is taken out anew for every answer (`hidden`).
"""

from __future__ import annotations

import threading
import zlib
from collections import defaultdict
from typing import TYPE_CHECKING

from django.db import connection

from search.models import Bits

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from search.facets import Asker, Condition, Facet
    from search.models import Generation

CHUNK = 1 << 16
# Facets are kept with the bits of their values, those about a country for each country and day.
MOST_KEPT = 500


def bitmap(numbers: Iterable[int], size: int) -> int:
    """The bits of those of `numbers` that are less than `size`.

    Others come up while somebody writes: each statement sees what was there when it began.
    """
    field = bytearray((size >> 3) + 1)
    for number in numbers:
        if number < size:
            field[number >> 3] |= 1 << (number & 7)
    return int.from_bytes(field, "little")


def numbers_of(bits: int) -> Iterator[int]:
    """The numbers whose bits are set, lowest first."""
    digits = f"{bits:b}"[::-1]
    at = digits.find("1")
    while at >= 0:
        yield at
        at = digits.find("1", at + 1)


def below(size: int) -> int:
    """The bits of all numbers less than `size`."""
    return (1 << size) - 1


class Tokens:
    """The bits of every token of one generation, at one of its versions."""

    def __init__(self, generation: int) -> None:
        self.generation = generation
        self.version = -1
        self.chunks: dict[str, dict[int, int]] = defaultdict(dict)
        self.whole: dict[str, int] = {}
        self.by_facet: dict[str, list[str]] = defaultdict(list)
        self._values: dict[tuple, list[tuple[str, int]]] = {}

    def follow(self, version: int) -> None:
        """Read what was written after the version that is known."""
        rows = Bits.objects.filter(generation=self.generation, version__gt=self.version)
        for token, chunk, packed in rows.values_list("token", "chunk", "bits"):
            if token not in self.chunks:
                self.by_facet[token.partition(":")[0]].append(token)
            self.chunks[token][chunk] = int.from_bytes(zlib.decompress(packed), "little")
            self.whole[token] = sum(
                bits << (chunk * CHUNK) for chunk, bits in self.chunks[token].items()
            )
        self.version = version
        self._values.clear()

    def values_of(self, facet: Facet, asker: Asker) -> list[tuple[str, int]]:
        """What can be chosen in a facet, each value with the bits of what meets it."""
        # With the version: another thread may be reading a newer one.
        place = (facet.code, self.version, asker if facet.means else None)
        kept = self._values.get(place)
        if kept is None:
            if len(self._values) >= MOST_KEPT:
                self._values.clear()
            kept = self._values[place] = self._read_values(facet, asker)
        return kept

    def _read_values(self, facet: Facet, asker: Asker) -> list[tuple[str, int]]:
        if facet.means:
            return [(value, self.meeting(c)) for value, c in facet.choices(asker)]
        tokens = self.by_facet.get(facet.code, ())
        return [(token.partition(":")[2], self.whole[token]) for token in tokens]

    def meeting(self, condition: Condition) -> int:
        found = 0
        for token in condition.any_of:
            found |= self.whole.get(token, 0)
        if not condition.any_of:
            found = self.everything()
        for token in condition.none_of:
            found &= ~self.whole.get(token, 0)
        return found

    def everything(self) -> int:
        return self.whole.get("kind:offer", 0) | self.whole.get("kind:need", 0)


_kept: dict[str, Tokens] = {}
_lock = threading.Lock()


def tokens_of(generation: Generation) -> Tokens:
    """As of the generation's version, or a little later."""
    if connection.in_atomic_block:
        # What is read in a transaction may never come to be.
        fresh = Tokens(generation.pk)
        fresh.follow(generation.version)
        return fresh
    with _lock:
        name = str(connection.settings_dict["NAME"])
        tokens = _kept.get(name)
        if tokens is None or tokens.generation != generation.pk:
            tokens = _kept[name] = Tokens(generation.pk)
        if tokens.version != generation.version:
            tokens.follow(generation.version)
        return tokens


def change(generation: Generation, added: Mapping, removed: Mapping) -> None:
    """Set and clear bits: both map a token to numbers. In the transaction of what they follow."""
    places: dict[tuple[str, int], tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    # Cleared first: a number may be in both, when a listing keeps a token.
    for which, numbers_by_token in ((0, removed), (1, added)):
        for token, numbers in numbers_by_token.items():
            for number in numbers:
                places[token, number // CHUNK][which].append(number % CHUNK)
    tokens, chunks = {token for token, _chunk in places}, {chunk for _token, chunk in places}
    rows = Bits.objects.filter(generation=generation.pk, token__in=tokens, chunk__in=chunks)
    known = {
        (token, chunk): bits for token, chunk, bits in rows.values_list("token", "chunk", "bits")
    }
    written = []
    for (token, chunk), (cleared, set_) in places.items():
        bits = known.get((token, chunk))
        field = bytearray(zlib.decompress(bits)) if bits else bytearray(CHUNK // 8)
        for number in cleared:
            field[number >> 3] &= ~(1 << (number & 7))
        for number in set_:
            field[number >> 3] |= 1 << (number & 7)
        packed = zlib.compress(bytes(field), 1)
        written.append(
            Bits(
                generation=generation.pk, token=token, chunk=chunk, bits=packed,
                version=generation.version,
            )
        )  # fmt: skip
    # What is there already is changed in place: a statement that names each row apart costs far more.
    Bits.objects.bulk_create(
        written,
        update_conflicts=True,
        unique_fields=["generation", "token", "chunk"],
        update_fields=["bits", "version"],
    )
