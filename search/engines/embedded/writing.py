"""Putting documents into every generation there is, and taking them out."""

from __future__ import annotations

import json
import time
from array import array
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.db.models import Q

from search.analysis import VERSION
from search.engines.embedded import bitmaps
from search.engines.embedded.analysing import AVERAGE_LENGTH, Analysed, analyse
from search.models import Entry, Generation, Posting

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from uuid import UUID

    from search.documents import Document

SEVERAL = 5000
# Stands for a stop word in the texts, so that a phrase does not reach over one.
STOP = 0xFFFFFFFF


@dataclass
class Incoming:
    document: Document
    analysed: Analysed


def prepare(documents: Iterable[Document]) -> list[Incoming]:
    return [Incoming(document, analyse(document)) for document in documents]


@transaction.atomic
def index(documents: Iterable[Document]) -> None:
    """Write to the index in use, and to one that is being built."""
    incoming = prepare(documents)
    for generation in lock_generations():
        add(generation, incoming)


@transaction.atomic
def delete(keys: Iterable[UUID], *, version: int) -> None:
    gone = list(keys)
    for generation in lock_generations():
        _forget(generation, gone, version)


def lock_generations() -> list[Generation]:
    """All that are written to, held until the transaction ends: one writes at a time."""
    wanted = Q(state__in=[Generation.State.CURRENT, Generation.State.BUILDING])
    found = list(Generation.objects.select_for_update().filter(wanted).order_by("pk"))
    if any(g.state == Generation.State.CURRENT for g in found):
        return found
    Generation.objects.get_or_create(
        state=Generation.State.CURRENT,
        defaults={"analysis": VERSION, "average_length": AVERAGE_LENGTH},
    )
    return list(Generation.objects.select_for_update().filter(wanted).order_by("pk"))


def add(generation: Generation, incoming: Sequence[Incoming]) -> None:
    """Add or replace in one generation, which is held by this transaction."""
    old = _entries(generation, [one.document.id for one in incoming])
    _confirm(old, {one.document.id: one.document for one in incoming})
    wanted = [
        one
        for one in incoming
        if (e := old.get(one.document.id)) is None
        or (e.version <= one.document.version and e.hash != one.document.hash)
    ]
    if not wanted:
        return
    change = Change(generation)
    change.remove([e for one in wanted if (e := old.get(one.document.id)) and e.number is not None])
    change.insert(wanted, old)
    change.write()


def _confirm(old: Mapping[UUID, Entry], documents: Mapping[UUID, Document]) -> None:
    """What was read again and is as before counts as read now: older readings come too late."""
    same = [
        entry
        for key, document in documents.items()
        if (entry := old.get(key)) and entry.hash == document.hash
    ]
    newer = [entry for entry in same if entry.version < documents[entry.listing].version]
    for entry in newer:
        entry.version = documents[entry.listing].version
    Entry.objects.bulk_update(newer, ["version"], batch_size=50)


def _forget(generation: Generation, keys: list[UUID], version: int) -> None:
    old = _entries(generation, keys)
    # What is deleted again, having come back for readers meanwhile, is so from now on.
    marked = [e.pk for e in old.values() if e.number is None and e.version < version]
    Entry.objects.filter(pk__in=marked).update(version=version)
    gone = [e for e in old.values() if e.number is not None and e.version <= version]
    marks = [
        Entry(generation=generation.pk, listing=key, version=version)
        for key in dict.fromkeys(keys)
        if key not in old
    ]
    change = Change(generation)
    change.remove(gone)
    for entry in gone:
        entry.number, entry.terms, entry.words, entry.tokens = None, b"", b"", ""
        entry.hash, entry.published_at, entry.closes_on = "", None, None
        entry.organisation, entry.version = 0, version
    change.changed += gone
    change.new += marks
    change.write()


def _entries(generation: Generation, keys: Sequence[UUID]) -> dict[UUID, Entry]:
    found = Entry.objects.filter(generation=generation.pk, listing__in=keys)
    return {entry.listing: entry for entry in found}


class Change:
    """What becomes of one generation in one transaction, collected and then written together."""

    def __init__(self, generation: Generation) -> None:
        self.generation = generation
        generation.version = max(generation.version + 1, time.time_ns())
        self.frequencies: Counter[int] = Counter()
        self.added: dict[str, list[int]] = defaultdict(list)
        self.removed: dict[str, list[int]] = defaultdict(list)
        self.new: list[Entry] = []
        self.changed: list[Entry] = []

    def remove(self, entries: Sequence[Entry]) -> None:
        for entry in entries:
            terms = array("I", bytes(entry.terms))
            for part in _pieces(terms, SEVERAL):
                Posting.objects.filter(number=entry.number, term__in=part)._raw_delete("default")
            self.frequencies.subtract(terms)
            for token in entry.tokens.split("\n"):
                self.removed[token].append(entry.number or 0)
            self.generation.documents -= 1
            self.generation.total_length -= entry.length

    def insert(self, incoming: Sequence[Incoming], old: dict[UUID, Entry]) -> None:
        average = self.generation.average_length
        impacts = [one.analysed.impacts(average) for one in incoming]
        ids = _term_ids(self.generation, impacts, incoming)
        rows: list[tuple[int, int, int]] = []
        for one, worth in zip(incoming, impacts, strict=True):
            entry = old.get(one.document.id) or Entry(generation=self.generation.pk)
            (self.changed if entry.pk else self.new).append(entry)
            if entry.number is None:
                entry.number = self.generation.next_number
                self.generation.next_number += 1
            _fill(entry, one, worth, ids)
            for token in one.document.tokens:
                self.added[token].append(entry.number)
            rows += [(ids[term], entry.number, value) for term, value in worth.items()]
            self.frequencies.update(ids[term] for term in worth)
            self.generation.documents += 1
            self.generation.total_length += entry.length
        _insert_postings(rows)
        spoken = {text.language for one in incoming for text in one.document.texts}
        self.generation.languages = sorted({*self.generation.languages, *spoken})

    def write(self) -> None:
        _add_frequencies(self.frequencies)
        bitmaps.change(self.generation, self.added, self.removed)
        Entry.objects.bulk_create(self.new)
        names = [f.name for f in Entry._meta.fields if f.name not in ("id", "generation")]
        Entry.objects.bulk_update(self.changed, names, batch_size=50)
        self.generation.save()


def _fill(entry: Entry, one: Incoming, worth: dict[str, int], ids: dict[str, int]) -> None:
    document, analysed = one.document, one.analysed
    words = array("I")
    for version in analysed.versions:
        for part in (version.title, version.body):
            words.extend(ids[term] if term else STOP for term in part)
            words.append(0)
    words.extend(ids[term] for term in analysed.labels)
    entry.listing, entry.organisation = document.id, document.organisation
    entry.published_at, entry.closes_on = document.published_at, document.closes_on
    entry.languages = ",".join(version.language for version in analysed.versions)[:120]
    entry.tokens = "\n".join(document.tokens)
    entry.length, entry.hash, entry.version = analysed.length, document.hash, document.version
    entry.terms = array("I", sorted(ids[term] for term in worth)).tobytes()
    entry.words = words.tobytes()


def _term_ids(
    generation: Generation, impacts: Sequence[dict[str, int]], incoming: Sequence[Incoming]
) -> dict[str, int]:
    """The keys of all terms; those that are new get one."""
    shown: dict[str, str] = {}
    for one, worth in zip(incoming, impacts, strict=True):
        for term in worth:
            shown.setdefault(term, one.analysed.shown.get(term, term))
    ids = _known(generation, shown)
    if missing := [text for text in shown if text not in ids]:
        rows = [(generation.pk, text, shown[text], 0) for text in missing]
        _insert("search_term", ("generation", "text", "shown", "frequency"), rows)
        ids |= _known(generation, missing)
    return ids


def _known(generation: Generation, texts: Iterable[str]) -> dict[str, int]:
    # One parameter however many: Django would look at each of thousands.
    many, given = "SELECT value FROM json_each(%s)", json.dumps(list(texts))
    if connection.vendor == "postgresql":
        many = "SELECT json_array_elements_text(%s::json)"
    sql = f"SELECT text, id FROM search_term WHERE generation = %s AND text IN ({many})"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, [generation.pk, given])
        return dict(cursor.fetchall())


def _insert_postings(rows: list[tuple[int, int, int]]) -> None:
    # In the order of the key, which is that of the pages on disk.
    rows.sort()
    _insert("search_posting", ("term", "number", "impact"), rows)


def _insert(table: str, columns: Sequence[str], rows: Sequence[tuple]) -> None:
    """Many rows of plain values, with nothing made of each."""
    into = f"{table} ({', '.join(columns)})"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {into} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            values = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {into} VALUES ({values})", rows)  # noqa: S608


def _add_frequencies(changes: Counter[int]) -> None:
    pairs = sorted((term, n) for term, n in changes.items() if n)
    for part in _pieces(pairs, SEVERAL):
        values = ",".join(f"({term},{n})" for term, n in part)
        with connection.cursor() as cursor:
            cursor.execute(
                # Joined, not looked up for each: a list of values has no index.
                f"WITH v(term, n) AS (VALUES {values}) UPDATE search_term "  # noqa: S608 - numbers
                "SET frequency = frequency + v.n FROM v WHERE v.term = search_term.id"
            )


def _pieces(rows: Any, size: int) -> Iterator[Any]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]
