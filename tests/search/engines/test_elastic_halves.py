"""What looks like Elasticsearch and answers by halves, late, or something else: that is no answer."""

from __future__ import annotations

import contextlib
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace

import pytest
from elastic_transport import ApiResponseMeta, HttpHeaders, NodeConfig
from elasticsearch import ApiError

from search.engines.base import EngineUnavailableError, Likeness
from search.engines.breaker import Breaker
from search.engines.elastic import engine as elastic_engine
from search.engines.elastic import requests
from search.indexing import bring_up_to_date
from search.standing_in import StandIn
from tests.search.engines.looking import TIMEOUT, USUAL, look, publish

pytestmark = pytest.mark.django_db

WHOLE = {
    "took": 1, "timed_out": False, "_shards": {"total": 2, "successful": 2, "failed": 0},
    "hits": {"total": {"value": 0, "relation": "eq"}, "hits": []},
}  # fmt: skip


def every(answer: dict, ranked: dict | None = None, looked_up: dict | None = None) -> bytes:
    """An answer to one search, and to three at once: one counts, one ranks, one looks a word up."""
    responses = [answer, ranked or answer, looked_up or answer]
    return json.dumps({**answer, "responses": responses}).encode()


HALVES = {
    "one of two parts is missing": (
        200, every({**WHOLE, "_shards": {"total": 2, "successful": 1, "failed": 1}}),
    ),
    "out of time": (200, every({**WHOLE, "timed_out": True})),
    "cut off": (200, every(WHOLE)[:40]),
    "empty": (200, b""),
    "not JSON": (200, b"<html>Welcome</html>"),
    "JSON of something else": (200, b'{"hello": "world"}'),
    "a list": (200, b"[]"),
    "bad gateway": (502, b"<html>Bad gateway</html>"),
    "too many requests": (429, b'{"error": {"type": "circuit_breaking_exception"}, "status": 429}'),
    "no right": (403, b'{"error": {"type": "security_exception"}, "status": 403}'),
}  # fmt: skip
# The first search of a request is answered; what is asked with it is not.
PARTS = {
    "refused": {"error": {"type": "x"}, "status": 503},
    "out of time": {**WHOLE, "timed_out": True},
    "something else": {"hello": "world"},
}


@pytest.fixture
def pretender():
    """A function: the address of a server that answers everything with this, so late."""
    servers = []

    def serve(status: int, body: bytes, *, after: float = 0.0) -> str:
        class Handler(BaseHTTPRequestHandler):
            def answer(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length") or 0))
                time.sleep(after)
                self.send_response(status)
                self.send_header("X-Elastic-Product", "Elasticsearch")
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                # Whoever asked may have gone.
                with contextlib.suppress(OSError):
                    self.wfile.write(body)

            do_GET = do_POST = do_PUT = do_HEAD = answer  # noqa: N815

            def log_message(self, *_args: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}"

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize("how", HALVES)
def test_half_an_answer_is_none(site, pretender, house, how):
    solar = publish(house, "Solar pump")
    bring_up_to_date([solar.pk], "embedded")
    engine = site(pretender(*HALVES[how]))

    titles, stand_in, took = look()
    assert (titles, stand_in) == (["Solar pump"], StandIn.EMBEDDED)
    assert took < TIMEOUT + USUAL
    engine.breaker = Breaker()
    with pytest.raises(EngineUnavailableError):
        engine.similar(Likeness("Solar pump", "Lifts water."))
    engine.breaker = Breaker()
    with pytest.raises(EngineUnavailableError):
        engine.suggest("so")


def test_several_late_answers_together_take_no_longer_than_one(site, pretender, house):
    solar = publish(house, "Solar pump")
    bring_up_to_date([solar.pk], "embedded")
    site(pretender(200, every({**WHOLE, "suggest": {}}), after=0.75 * TIMEOUT))

    titles, stand_in, took = look()
    assert (titles, stand_in) == (["Solar pump"], StandIn.EMBEDDED)
    assert took < TIMEOUT + USUAL


@pytest.mark.parametrize("how", PARTS)
@pytest.mark.parametrize("part", ["ranked", "looked_up"])
def test_search_of_which_a_part_was_not_answered_is_no_answer(site, pretender, house, part, how):
    solar = publish(house, "Solar pump")
    bring_up_to_date([solar.pk], "embedded")
    site(pretender(200, every(WHOLE, **{part: PARTS[how]})))

    titles, stand_in, _took = look()
    assert (titles, stand_in) == (["Solar pump"], StandIn.EMBEDDED)


@pytest.mark.parametrize(("status", "is_open"), [(400, False), (429, True), (503, True)])
def test_question_that_is_refused_among_others_opens_no_breaker(
    site, pretender, house, status, is_open
):
    solar = publish(house, "Solar pump")
    bring_up_to_date([solar.pk], "embedded")
    refused = {"error": {"type": "search_phase_execution_exception"}, "status": status}
    engine = site(pretender(200, every(WHOLE, looked_up=refused)))

    titles, stand_in, _took = look()
    assert (titles, stand_in) == (["Solar pump"], StandIn.EMBEDDED)
    assert engine.breaker.is_open == is_open


@pytest.mark.parametrize("body", [[], {"found": False}])
def test_text_that_was_not_taken_apart_has_nothing_near_it(site, monkeypatch, body):
    engine = site("http://127.0.0.1:9")
    node = SimpleNamespace(termvectors=lambda **_options: SimpleNamespace(body=body))
    monkeypatch.setattr(elastic_engine, "present_groups", lambda: ("en",))
    monkeypatch.setattr(elastic_engine, "client", lambda: node)
    with pytest.raises(EngineUnavailableError, match="something else"):
        engine.similar(Likeness("Solar pump", "Lifts water."))


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ([], EngineUnavailableError),
        ({"hello": "world"}, EngineUnavailableError),
        ({"responses": [WHOLE]}, EngineUnavailableError),
        ({"responses": [WHOLE, {"error": {"type": "x"}}]}, ApiError),
    ],
)
def test_two_searches_have_two_answers_or_none(monkeypatch, body, error):
    meta = ApiResponseMeta(200, "1.1", HttpHeaders(), 0.1, NodeConfig("http", "127.0.0.1", 9))
    answer = SimpleNamespace(body=body, meta=meta)
    node = SimpleNamespace(msearch=lambda **_options: answer)
    monkeypatch.setattr(requests, "client", lambda: node)
    with pytest.raises(error):
        requests.wholes([requests.searching()] * 2)
