"""A new index beside the one in use, put in its place when it is complete."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from search.analysis import VERSION
from search.engines.base import SupersededError
from search.engines.embedded import writing
from search.engines.embedded.analysing import AVERAGE_LENGTH, length_of
from search.models import Bits, Entry, Generation, Posting, Term

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from uuid import UUID

    from search.documents import Document

    DocumentsOf = Callable[[list[UUID]], list[Document]]

AT_ONCE = 250
# So many texts tell the average length to about three parts in a hundred.
SAMPLE = 500
OLD_AT_ONCE = 2000


def rebuild(
    keys: Callable[[], Sequence[UUID]],
    documents_of: DocumentsOf,
    progress: Callable[[int], None] | None = None,
) -> int:
    """Read `keys` in batches and swap. Each batch is read while nobody else writes, so that what
    is changed meanwhile is in it or comes after it."""
    generation = _begin(keys, documents_of)
    done = 0
    # Those of now: what was published before the generation was there was not written to it.
    for batch in _batches(keys()):
        with transaction.atomic():
            held = writing.lock_generations()
            mine = next((one for one in held if one.pk == generation.pk), None)
            if mine is None:
                raise SupersededError
            incoming = writing.prepare(documents_of(batch))
            mine.refresh_from_db()
            writing.add(mine, incoming)
        done += len(batch)
        if progress:
            progress(done)
    _swap(generation)
    drop_old()
    return Generation.objects.get(pk=generation.pk).documents


def _begin(keys: Callable[[], Sequence[UUID]], documents_of: DocumentsOf) -> Generation:
    average = _average(keys(), documents_of)
    with transaction.atomic():
        writing.lock_generations()
        # What an earlier run left unfinished.
        Generation.objects.filter(state=Generation.State.BUILDING).update(
            state=Generation.State.OLD
        )
        return Generation.objects.create(
            state=Generation.State.BUILDING, analysis=VERSION, average_length=average
        )


def _average(keys: Sequence[UUID], documents_of: DocumentsOf) -> float:
    """Of evenly spread ones: a tenth more or less changes nothing, a quarter hardly anything."""
    step = max(len(keys) // SAMPLE, 1)
    number = length = 0
    for batch in _batches(keys[::step]):
        lengths = [length_of(document) for document in documents_of(batch)]
        number, length = number + len(lengths), length + sum(lengths)
    return max(length / number, 1.0) if number else AVERAGE_LENGTH


@transaction.atomic
def _swap(generation: Generation) -> None:
    held = {one.pk for one in writing.lock_generations()}
    if generation.pk not in held:
        raise SupersededError
    Generation.objects.filter(state=Generation.State.CURRENT).update(state=Generation.State.OLD)
    Generation.objects.filter(pk=generation.pk).update(state=Generation.State.CURRENT)


def drop_old() -> None:
    """Delete generations that nobody reads any more, a part at a time."""
    for old in Generation.objects.filter(state=Generation.State.OLD):
        while terms := list(
            Term.objects.filter(generation=old.pk).values_list("pk", flat=True)[:OLD_AT_ONCE]
        ):
            with transaction.atomic():
                Posting.objects.filter(term__in=terms)._raw_delete("default")
                Term.objects.filter(pk__in=terms)._raw_delete("default")
        for model in (Bits, Entry):
            _some: Any = model._default_manager  # type: ignore[attr-defined]
            _some.filter(generation=old.pk)._raw_delete("default")
        old.delete()
    if connection.vendor == "postgresql" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            # Otherwise every posting is looked up in the table beside its index.
            cursor.execute("VACUUM (ANALYZE) search_posting")


def _batches(keys: Sequence[UUID]) -> Iterator[list[UUID]]:
    remaining = iter(keys)
    while batch := list(islice(remaining, AT_ONCE)):
        yield batch
