"""What is read for Elasticsearch is sent meanwhile, and never piles up. No node is needed."""

from __future__ import annotations

import threading

import pytest

from search.engines.base import EngineUnavailableError
from search.engines.elastic import writing

PARTS = 40


def test_sending_goes_on_while_the_next_are_read(monkeypatch):
    third_is_read = threading.Event()

    def send(_actions, _target) -> int:
        return int(third_is_read.wait(30))

    def parts():
        for number in range(PARTS):
            if number == 2:
                third_is_read.set()
            yield number, []

    monkeypatch.setattr(writing, "send", send)
    told = list(writing.sent_while_reading(parts()))
    assert told == [(number, 1) for number in range(PARTS)]


def test_no_more_is_read_ahead_than_a_few_parts(monkeypatch):
    read = []

    def parts():
        for number in range(PARTS):
            read.append(number)
            yield number, []

    monkeypatch.setattr(writing, "send", lambda _actions, _target: 0)
    for done, _told in enumerate(writing.sent_while_reading(parts())):
        assert len(read) <= done + 2 * writing.SENDERS


def test_failure_to_send_ends_the_reading(monkeypatch):
    read = []

    def parts():
        for number in range(PARTS):
            read.append(number)
            yield number, []

    def send(_actions, _target) -> int:
        raise EngineUnavailableError("503")

    monkeypatch.setattr(writing, "send", send)
    with pytest.raises(EngineUnavailableError):
        list(writing.sent_while_reading(parts()))
    assert len(read) <= 2 * writing.SENDERS
