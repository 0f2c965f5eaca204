"""Readers wait seconds for Elasticsearch, tasks as long as for writing."""

from __future__ import annotations

import pytest
from elastic_transport import NodeConfig, Transport

from search.engines.elastic.client import TimedTransport, in_time
from search.engines.patience import patiently

NODE = NodeConfig("http", "127.0.0.1", 9)


@pytest.fixture
def granted(monkeypatch, settings):
    """A function: the seconds that a request made now is given."""
    settings.ELASTICSEARCH = {**settings.ELASTICSEARCH, "timeout": 2.0, "write_timeout": 60.0}
    monkeypatch.setattr(
        Transport, "perform_request", lambda *_args, request_timeout, **_options: request_timeout
    )

    def ask() -> float:
        with in_time():
            return TimedTransport([NODE]).perform_request("GET", "/")

    return ask


def test_task_waits_longer_than_a_reader(granted):
    assert granted() == pytest.approx(2, abs=0.5)
    with patiently():
        assert granted() == pytest.approx(60, abs=0.5)
    assert granted() == pytest.approx(2, abs=0.5)


def test_patience_ends_with_a_failure(granted):
    with pytest.raises(ZeroDivisionError), patiently():
        raise ZeroDivisionError
    assert granted() == pytest.approx(2, abs=0.5)
