"""What the cluster says of what was written, and what becomes of a rebuild that was overtaken."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from search.engines.base import EngineUnavailableError, IndexMissingError, SupersededError
from search.engines.elastic import writing


@pytest.fixture
def bulk(monkeypatch):
    """A function: every document that is sent gets this answer."""

    def answer(told: dict) -> None:
        fine = told["status"] < 300
        monkeypatch.setattr(writing, "patient", lambda: None)
        monkeypatch.setattr(
            writing, "streaming_bulk", lambda _nodes, actions, **_options: [(fine, {"index": told})]
        )

    return answer


def test_refused_document_is_an_error(bulk):
    bulk({"status": 400, "error": {"type": "mapper_parsing_exception"}})
    with pytest.raises(EngineUnavailableError, match="index: 400"):
        writing.send([], "pumps")


def test_newer_version_there_already_is_none(bulk):
    bulk({"status": 409, "error": {"type": "version_conflict_engine_exception"}})
    assert writing.send([], "pumps") == 0


def test_index_that_is_gone_is_told_apart(bulk):
    bulk({"status": 404, "error": {"type": "index_not_found_exception"}})
    with pytest.raises(IndexMissingError):
        writing.send([], "pumps")


def test_nothing_is_sent_where_there_is_no_index(monkeypatch):
    nobody = SimpleNamespace(indices=SimpleNamespace(exists_alias=lambda name: False))
    monkeypatch.setattr(writing, "client", lambda: nobody)
    monkeypatch.setattr(writing, "send", lambda *_args, **_options: pytest.fail("sent"))
    with pytest.raises(IndexMissingError):
        writing.index([])


def test_rebuild_whose_index_somebody_removed_was_overtaken(monkeypatch):
    def gone(_parts):
        raise IndexMissingError
        yield

    monkeypatch.setattr(writing, "_begin", lambda: "mine")
    monkeypatch.setattr(writing, "sent_while_reading", gone)
    monkeypatch.setattr(writing, "_swap", lambda name: None)
    with pytest.raises(SupersededError):
        writing.rebuild(list, list)


def test_index_that_another_rebuild_replaced_takes_no_place(monkeypatch):
    swapped = []
    indices = SimpleNamespace(
        put_settings=lambda **_options: None, refresh=lambda **_options: None,
        update_aliases=lambda actions: swapped.extend(actions),
    )  # fmt: skip
    monkeypatch.setattr(writing, "patient", lambda: SimpleNamespace(indices=indices))
    monkeypatch.setattr(writing, "_behind", lambda _alias: ["theirs"])
    with pytest.raises(SupersededError):
        writing._swap("mine")
    assert swapped == []
