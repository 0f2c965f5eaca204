"""Indices behind aliases: putting documents in, taking them out, building a whole one beside."""

from __future__ import annotations

import secrets
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import timezone
from elasticsearch import NotFoundError
from elasticsearch.helpers import streaming_bulk

from search.analysis import LONGEST_TERM, normalise, words_of
from search.engines.base import EngineUnavailableError, IndexMissingError, SupersededError
from search.engines.elastic import mapping
from search.engines.elastic.client import NO_INDEX, client, failures_told, patient

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
    from concurrent.futures import Future
    from uuid import UUID

    from search.documents import Document

# Rows read and sent at once while building. Beside those being read no more are in memory than
# `SENDERS` are sending, and as many again that wait for them.
AT_ONCE, SENDERS = 250, 2
# Most documents of one request.
CHUNK = 500
PAGE = 5_000
# A later version is there already; what is to be deleted is not there.
HARMLESS = frozenset({404, 409})


def alias() -> str:
    """What is read. An index of another layout is behind another name."""
    return f"{settings.ELASTICSEARCH['prefix']}listings_v{mapping.VERSION}"


def building_alias() -> str:
    """What is written beside the index in use, if one is being built."""
    return f"{alias()}_building"


# --- One by one ---------------------------------------------------------------------------------


def index(documents: Iterable[Document]) -> None:
    _write([_put(document) for document in documents])


def delete(keys: Iterable[UUID], *, version: int) -> None:
    _write([_gone(key, version) for key in keys])


def _write(actions: Sequence[dict[str, Any]]) -> None:
    """To the index in use and to one that is being built. Asked for in this order, before anything
    is sent: an index that begins to be built later reads the rows later.

    Seen by the next search: what is deleted is then taken from the list of what is not told of,
    and for what is new its matches are sought. To wait for the next refresh would take the worker
    up to a second each time, in which it sends no message.
    """
    with failures_told():
        # Asked as readers ask, who wait for seconds: writing may take long, but not to be begun.
        indices = client().indices
        if not indices.exists_alias(name=alias()):
            raise IndexMissingError(NO_INDEX)
        targets = [alias()]
        if indices.exists_alias(name=building_alias()):
            targets.append(building_alias())
    for target in targets:
        send(actions, target, refresh=True)


def send(actions: Iterable[dict[str, Any]], target: str, *, refresh: bool = False) -> int:
    """Returns how many; raises `EngineUnavailableError` unless every one is done or out of date."""
    done = 0
    with failures_told():
        answers = streaming_bulk(
            patient(),
            ({**action, "_index": target} for action in actions),
            chunk_size=CHUNK,
            raise_on_error=False,
            # Written to a name that has no index an index without our mapping would come up.
            require_alias=True,
            refresh=refresh,
        )
        for fine, answer in answers:
            ((operation, told),) = answer.items()
            missing_index = told.get("error", {}).get("type") == "index_not_found_exception"
            if missing_index:
                raise IndexMissingError(NO_INDEX)
            if not fine and told["status"] not in HARMLESS:
                raise EngineUnavailableError(f"{operation}: {told['status']}")
            done += fine
    return done


def _put(document: Document) -> dict[str, Any]:
    return {
        "_op_type": "index",
        "_id": str(document.id),
        "version": document.version,
        "version_type": "external_gte",
        "_source": source(document),
    }


def _gone(key: UUID, version: int) -> dict[str, Any]:
    return {
        "_op_type": "delete",
        "_id": str(key),
        "version": version,
        "version_type": "external_gte",
    }


def source(document: Document) -> dict[str, Any]:
    """The fields of a document."""
    fields: dict[str, Any] = {
        "key": str(document.id),
        "hash": document.hash,
        "original": document.texts[0].language,
        "languages": [text.language for text in document.texts],
        "organisation": document.organisation,
        "published_at": document.published_at.isoformat(),
        "closes_on": document.closes_on.isoformat(),
        "tokens": list(document.tokens),
    }
    vocabulary: dict[str, None] = {}
    for text in document.texts:
        group = mapping.group_of(text.language)
        title, body = (normalise(part, text.language) for part in (text.title, text.body))
        # A title counts twice, also where it is copied to beside the body. Two languages may share
        # a group.
        fields.setdefault(f"{group}_title", []).extend([title, title])
        fields.setdefault(f"{group}_body", []).append(body)
        vocabulary.update(dict.fromkeys(words_of(text.title, text.language)))
    for language, names in document.labels.items():
        group = mapping.label_group_of(language)
        named = [_named(name, language) for name in names.split("\n")]
        fields.setdefault(f"{group}_label", []).append("\n".join(name for name, _words in named))
        for _name, words in named:
            vocabulary.update(dict.fromkeys(words))
    for token in document.tokens:
        code, _, value = token.partition(":")
        if code in mapping.COUNTED:
            fields.setdefault(f"facet_{code}", []).append(value)
    fields["vocabulary"] = [word for word in vocabulary if len(word) <= LONGEST_TERM]
    return fields


# The same names come up again and again: of classes, countries, institutions.
@lru_cache(maxsize=8192)
def _named(name: str, language: str) -> tuple[str, list[str]]:
    """A name as it is written, and its words."""
    return normalise(name, language), words_of(name, language)


# --- A whole one --------------------------------------------------------------------------------


def rebuild(
    keys: Callable[[], Sequence[UUID]],
    documents_of: Callable[[list[UUID]], list[Document]],
    *,
    progress: Callable[[int], None] | None = None,
) -> int:
    """As `Engine.rebuild`. One that begins while another is under way takes its place; the other
    then raises `SupersededError`."""
    name = _begin()
    read = done = 0
    try:
        # Those of now: what was published before the new index was there was not sent to it.
        batches = _batches(keys(), AT_ONCE)
        parts = ((len(batch), documents_of(batch)) for batch in batches)
        with closing(sent_while_reading(parts)) as told:
            for number, sent in told:
                done, read = done + sent, read + number
                if progress:
                    progress(read)
        _swap(name)
    except IndexMissingError:
        raise SupersededError from None
    except BaseException:
        with failures_told():
            patient().indices.delete(index=name, ignore_unavailable=True)
        raise
    return done


def sent_while_reading(
    parts: Iterable[tuple[int, Sequence[Document]]],
) -> Generator[tuple[int, int], None, None]:
    """For each part its number, and how many of its documents went in.

    Rows are read by the thread that asks, whose the connection to the database is; sending is
    waiting, and others do it meanwhile.
    """
    target = building_alias()

    def sent(number: int, documents: Sequence[Document]) -> tuple[int, int]:
        return number, send(map(_put, documents), target)

    under_way: deque[Future[tuple[int, int]]] = deque()
    with ThreadPoolExecutor(SENDERS, thread_name_prefix="rebuild") as threads:
        try:
            for part in parts:
                under_way.append(threads.submit(sent, *part))
                if len(under_way) == 2 * SENDERS:
                    yield under_way.popleft().result()
            while under_way:
                yield under_way.popleft().result()
        finally:
            for one in under_way:
                one.cancel()


def _begin() -> str:
    name = f"{alias()}_{timezone.now():%Y%m%d%H%M%S}_{secrets.token_hex(3)}"
    chosen = settings.ELASTICSEARCH
    with failures_told():
        # What an interrupted one left.
        _drop(building_alias())
        patient().indices.create(
            index=name,
            aliases={building_alias(): {}},
            settings={
                **mapping.settings(replicas=0, shards=chosen["shards"]),
                # Nobody reads it yet.
                "refresh_interval": "-1",
            },
            mappings=mapping.mappings(),
        )
    return name


def _swap(name: str) -> None:
    with failures_told():
        indices = patient().indices
        if name not in _behind(building_alias()):
            raise SupersededError
        indices.put_settings(
            index=name,
            settings={
                "refresh_interval": None,
                "number_of_replicas": settings.ELASTICSEARCH["replicas"],
            },
        )
        indices.refresh(index=name)
        # Those of an earlier layout too, which nobody reads any more.
        every = f"{settings.ELASTICSEARCH['prefix']}listings_v*"
        old = [index for index in _behind(every) if index != name]
        indices.update_aliases(
            actions=[
                {"add": {"index": name, "alias": alias()}},
                {"remove": {"index": name, "alias": building_alias()}},
                *({"remove_index": {"index": index}} for index in old),
            ]
        )


def drop() -> None:
    """The indices in use and under way."""
    with failures_told():
        _drop(alias())
        _drop(building_alias())


def _drop(alias_name: str) -> None:
    for index_name in _behind(alias_name):
        patient().indices.delete(index=index_name, ignore_unavailable=True)


def _behind(alias_name: str) -> list[str]:
    try:
        return list(patient().indices.get_alias(name=alias_name))
    except NotFoundError:
        return []


def _batches(keys: Iterable[UUID], size: int) -> Iterator[list[UUID]]:
    remaining = iter(keys)
    while batch := list(islice(remaining, size)):
        yield batch


# --- Comparing ----------------------------------------------------------------------------------


def analysis_in_use() -> int:
    """The version of `search.analysis` that the index in use was begun with; 0 if it is unknown."""
    with failures_told():
        told = patient().indices.get_mapping(index=alias())
    return min(one["mappings"].get("_meta", {}).get("analysis", 0) for one in told.values())


def count() -> int:
    with failures_told():
        return patient().count(index=alias())["count"]


def latest(keys: Sequence[UUID]) -> int:
    with failures_told():
        told = patient().mget(index=alias(), ids=[str(key) for key in keys], source=False)
    return max((one.get("_version", 0) for one in told["docs"]), default=0)


def everything(*columns: str) -> Iterator[tuple[Any, ...]]:
    """Columns of every document, as the index is when one begins."""
    with failures_told():
        nodes = patient()
        point = nodes.open_point_in_time(index=alias(), keep_alive="5m")["id"]
        after: list[Any] | None = None
        try:
            while True:
                answer = nodes.search(
                    pit={"id": point, "keep_alive": "5m"},
                    sort=["_shard_doc"],
                    search_after=after,
                    size=PAGE,
                    docvalue_fields=list(columns),
                    track_total_hits=False,
                )
                hits = answer["hits"]["hits"]
                if not hits:
                    return
                for hit in hits:
                    yield tuple(hit["fields"][column][0] for column in columns)
                after = hits[-1]["sort"]
        finally:
            nodes.close_point_in_time(id=point)
