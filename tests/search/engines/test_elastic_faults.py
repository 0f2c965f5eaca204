"""A real node that is stopped, frozen, emptied; and one that answers by halves.

Whatever happens to it: an ordinary answer within the usual time, nothing lost, and all as before
when it is back.
"""

from __future__ import annotations

import contextlib
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache

from marketplace.models import Facet, Listing
from scripts.elasticsearch import private_server
from scripts.elasticsearch_files import installed
from search import engines
from search.asking import ask
from search.documents import documents_of, now
from search.engines.base import EngineUnavailableError, Likeness
from search.engines.breaker import Breaker
from search.engines.elastic.client import client
from search.engines.elastic.engine import ElasticEngine
from search.engines.elastic.writing import alias
from search.indexing import bring_up_to_date
from search.query import SearchQuery
from search.reconciling import compare, fix
from search.standing_in import StandIn
from tests.factories import ListingFactory, OrganisationFactory, VerificationFactory

# Its own node starts, and some tests start it again: minutes where the machine is busy.
pytestmark = [pytest.mark.django_db, pytest.mark.elasticsearch, pytest.mark.timeout(1500)]
# What a reader may wait: one time-out, and what an ordinary answer takes.
TIMEOUT = 2.0
USUAL = 3.0
PAUSE = 0.5


@pytest.fixture(scope="module")
def node():
    if installed() is None:
        pytest.skip("Elasticsearch was never fetched: python -m scripts.elasticsearch true")
    with private_server("512m") as node:
        yield node


@pytest.fixture
def site(settings, db):
    """A function: the site with Elasticsearch at an address; its breaker pauses but shortly."""
    made = []

    def connect(address: str) -> ElasticEngine:
        settings.SEARCH_ENGINE = "elasticsearch"
        settings.ELASTICSEARCH = {
            **django_settings.ELASTICSEARCH, "urls": [address], "timeout": TIMEOUT,
        }  # fmt: skip
        client.cache_clear()
        engine = engines.engine("elasticsearch")
        engine.breaker = Breaker(first_pause=PAUSE, longest_pause=PAUSE)
        made.append(engine)
        return engine

    cache.clear()
    engines.engine("embedded").clear()
    yield connect
    client().close()
    client.cache_clear()
    for engine in made:
        engine.breaker = Breaker()


@pytest.fixture
def engine(node, site):
    found = site(node.address)
    found.clear()
    return found


@pytest.fixture
def house(db):
    organisation = OrganisationFactory(name="Institute of Levers")
    VerificationFactory(organisation=organisation)
    return organisation


def publish(house, title: str) -> Listing:
    return ListingFactory(organisation=house, title=title, status="published")


def everywhere(*listings: Listing) -> None:
    for name in engines.kept():
        bring_up_to_date([listing.pk for listing in listings], name)


def look(words: str = "pump", **query: Any) -> tuple[list[str], StandIn, float]:
    """Titles, who answered, and how many seconds it took."""
    began = time.monotonic()
    answer = ask(SearchQuery(words=words, **query), AnonymousUser())
    took = time.monotonic() - began
    return [found.listing.title for found in answer.found], answer.stand_in, took


def wait_until_recovered() -> tuple[list[str], StandIn]:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        titles, stand_in, _took = look()
        if stand_in == StandIn.NOBODY:
            return titles, stand_in
        time.sleep(PAUSE)
    return titles, stand_in


def test_stopped_node(node, engine, house):
    everywhere(publish(house, "Solar pump"))
    assert look()[:2] == (["Solar pump"], StandIn.NOBODY)

    node.kill()
    try:
        titles, stand_in, took = look()
        assert (titles, stand_in) == (["Solar pump"], StandIn.EMBEDDED)
        assert took < USUAL
        hand = publish(house, "Hand pump")
        with pytest.raises(EngineUnavailableError):
            bring_up_to_date([hand.pk], "elasticsearch")
    finally:
        node.start()

    assert wait_until_recovered() == (["Solar pump"], StandIn.NOBODY)
    # What the task does that comes back later.
    bring_up_to_date([hand.pk], "elasticsearch")
    assert sorted(look()[0]) == ["Hand pump", "Solar pump"]


def test_frozen_node_keeps_one_reader_waiting_and_no_other(node, engine, house):
    everywhere(publish(house, "Solar pump"))
    look()
    engine.breaker = Breaker(first_pause=30)

    node.freeze()
    try:
        titles, stand_in, took = look()
        assert (titles, stand_in) == (["Solar pump"], StandIn.EMBEDDED)
        assert TIMEOUT * 0.9 < took < TIMEOUT + USUAL
        for _other in range(3):
            titles, stand_in, took = look()
            assert (titles, stand_in) == (["Solar pump"], StandIn.EMBEDDED)
            assert took < TIMEOUT * 0.9
    finally:
        node.thaw()
    engine.breaker = Breaker(first_pause=PAUSE)
    assert wait_until_recovered() == (["Solar pump"], StandIn.NOBODY)


def test_frozen_node_recovers_by_itself(node, engine, house):
    everywhere(publish(house, "Solar pump"))
    node.freeze()
    try:
        assert look()[1] == StandIn.EMBEDDED
        time.sleep(PAUSE)
        assert look()[1] == StandIn.EMBEDDED
    finally:
        node.thaw()

    assert wait_until_recovered() == (["Solar pump"], StandIn.NOBODY)


def test_wiped_node_is_filled_again(node, engine, house):
    solar = publish(house, "Solar pump")
    everywhere(solar)
    client().indices.delete(index=list(client().indices.get_alias(name=alias())))

    titles, stand_in, took = look()
    assert (titles, stand_in) == (["Solar pump"], StandIn.EMBEDDED)
    assert took < TIMEOUT + USUAL
    assert wait_until_recovered() == (["Solar pump"], StandIn.NOBODY)
    assert [key for key, _hash in engine.ids_and_hashes()] == [solar.pk]


def test_writing_to_a_wiped_node_makes_no_index_of_its_own(node, engine, house):
    solar = publish(house, "Solar pump")
    client().indices.delete(index=list(client().indices.get_alias(name=alias())))

    with pytest.raises(EngineUnavailableError, match="rebuild_index"):
        engine.index(documents_of([solar.pk]))
    with pytest.raises(EngineUnavailableError, match="rebuild_index"):
        engine.delete([solar.pk], version=now())
    assert not client().indices.exists(index=alias())


def test_documents_that_vanished_are_found_missing_and_put_back(node, engine, house):
    everywhere(publish(house, "Solar pump"), publish(house, "Hand pump"))
    client().delete_by_query(index=alias(), query={"match_all": {}}, refresh=True)

    drift = compare(engine)
    assert (len(drift.missing), drift.extra, drift.stale) == (2, [], [])
    fix(engine, drift)
    assert compare(engine).keys == []
    assert sorted(look()[0]) == ["Hand pump", "Solar pump"]


# --- Where no index is kept in the database -----------------------------------------------------


def assert_listed(pumps: list[str], *, within: float) -> None:
    """The filtered list answers, newest first, within so many seconds."""
    titles, stand_in, took = look(facets={"theme": ("robotics",)})
    assert (titles, stand_in) == (pumps[::-1], StandIn.LIST)
    assert took < within


@pytest.fixture
def pumps(engine, house, settings):
    """Their titles in the order in which they were published; what is of another theme is not
    among them. Nothing is kept beside the node."""
    settings.SEARCH_KEEP_EMBEDDED = False
    titles = ["Solar pump", "Hand pump"]
    found = [publish(house, title) for title in titles]
    for listing in found:
        Facet.objects.create(listing=listing, scheme="theme", code="robotics")
    everywhere(*found, publish(house, "Pump of another theme"))
    assert engines.kept() == ["elasticsearch"]
    return titles


def test_list_stands_in_for_a_frozen_node(node, engine, pumps):
    node.freeze()
    try:
        assert_listed(pumps, within=TIMEOUT + USUAL)
        assert_listed(pumps, within=TIMEOUT + USUAL)
    finally:
        node.thaw()
    assert wait_until_recovered()[1] == StandIn.NOBODY


def test_list_stands_in_for_a_stopped_node(node, engine, pumps):
    node.kill()
    try:
        assert_listed(pumps, within=USUAL)
    finally:
        node.start()
    assert wait_until_recovered()[1] == StandIn.NOBODY


def test_list_stands_in_for_a_wiped_node_which_is_filled_again(node, engine, pumps):
    client().indices.delete(index=list(client().indices.get_alias(name=alias())))

    assert_listed(pumps, within=TIMEOUT + USUAL)
    titles, stand_in = wait_until_recovered()
    assert (sorted(titles), stand_in) == (
        ["Hand pump", "Pump of another theme", "Solar pump"], StandIn.NOBODY,
    )  # fmt: skip


# --- Answers by halves --------------------------------------------------------------------------

WHOLE = {
    "took": 1, "timed_out": False, "_shards": {"total": 2, "successful": 2, "failed": 0},
    "hits": {"total": {"value": 0, "relation": "eq"}, "hits": []},
}  # fmt: skip


def both(answer: dict, looked_up: dict | None = None) -> bytes:
    """An answer to one request, and to two at once, the second of which looks a word up."""
    return json.dumps({**answer, "responses": [answer, looked_up or answer]}).encode()


HALVES = {
    "one of two parts is missing": (
        200, both({**WHOLE, "_shards": {"total": 2, "successful": 1, "failed": 1}}),
    ),
    "out of time": (200, both({**WHOLE, "timed_out": True})),
    "cut off": (200, both(WHOLE)[:40]),
    "empty": (200, b""),
    "not JSON": (200, b"<html>Welcome</html>"),
    "JSON of something else": (200, b'{"hello": "world"}'),
    "a list": (200, b"[]"),
    "bad gateway": (502, b"<html>Bad gateway</html>"),
    "too many requests": (429, b'{"error": {"type": "circuit_breaking_exception"}, "status": 429}'),
    "no right": (403, b'{"error": {"type": "security_exception"}, "status": 403}'),
}  # fmt: skip
# The search itself is answered; what is asked with it is not.
LOOKS = {
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
    site(pretender(200, both({**WHOLE, "suggest": {}}), after=0.75 * TIMEOUT))

    titles, stand_in, took = look()
    assert (titles, stand_in) == (["Solar pump"], StandIn.EMBEDDED)
    assert took < TIMEOUT + USUAL


@pytest.mark.parametrize("how", LOOKS)
def test_search_whose_words_could_not_be_looked_up_is_no_answer(site, pretender, house, how):
    solar = publish(house, "Solar pump")
    bring_up_to_date([solar.pk], "embedded")
    site(pretender(200, both(WHOLE, LOOKS[how])))

    titles, stand_in, _took = look()
    assert (titles, stand_in) == (["Solar pump"], StandIn.EMBEDDED)
