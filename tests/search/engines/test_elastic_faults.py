"""A real node that is stopped, frozen, emptied.

Whatever happens to it: an ordinary answer within the usual time, nothing lost, and all as before
when it is back.
"""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult

from marketplace.models import Facet, Listing
from scripts.elasticsearch import private_server
from scripts.elasticsearch_files import installed
from search import engines, indexing
from search.documents import documents_of, now
from search.engines.base import EngineUnavailableError
from search.engines.breaker import Breaker
from search.engines.elastic import mapping
from search.engines.elastic.client import client
from search.engines.elastic.writing import alias
from search.indexing import bring_up_to_date, index_listings
from search.reconciling import compare, fix
from search.standing_in import StandIn
from tests.accounts.test_delivery import work, write
from tests.search.engines.looking import PAUSE, TIMEOUT, USUAL, look, publish

# Its own node starts, and some tests start it again: minutes where the machine is busy.
pytestmark = [pytest.mark.django_db, pytest.mark.elasticsearch, pytest.mark.timeout(1500)]


@pytest.fixture(scope="module")
def node():
    if installed() is None:
        pytest.skip("Elasticsearch was never fetched: python -m scripts.elasticsearch true")
    with private_server("512m") as node:
        yield node


@pytest.fixture
def engine(node, site):
    found = site(node.address)
    found.clear()
    return found


def everywhere(*listings: Listing) -> None:
    for name in engines.kept():
        bring_up_to_date([listing.pk for listing in listings], name)


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


def test_frozen_node_keeps_one_change_waiting_and_no_other(node, engine, house):
    pump = publish(house, "Solar pump")
    everywhere(pump)
    engine.breaker = Breaker(first_pause=30)

    node.freeze()
    try:
        took = []
        for _change in range(3):
            began = time.monotonic()
            with pytest.raises(EngineUnavailableError):
                bring_up_to_date([pump.pk], "elasticsearch")
            took.append(time.monotonic() - began)
    finally:
        node.thaw()
    assert TIMEOUT * 0.9 < took[0] < TIMEOUT + USUAL
    assert max(took[1:]) < TIMEOUT * 0.9


def test_letter_does_not_wait_for_changes_that_a_frozen_node_left(
    node, engine, house, tasks_wait, mailoutbox, monkeypatch
):
    # The worker would part with the connection in whose transaction the test is.
    monkeypatch.setattr(db_worker, "close_old_connections", lambda: None)
    pump = publish(house, "Solar pump")
    everywhere(pump)
    engine.breaker = Breaker(first_pause=30)
    DBTaskResult.objects.all().delete()
    due = index_listings.using(run_after=timezone.now() - timedelta(minutes=1))
    # So often that they come back in an hour, when this is over.
    for failures in (4, 5, 6):
        due.enqueue(keys=[str(pump.pk)], engine_name="elasticsearch", failures=failures)
    write()

    node.freeze()
    try:
        began = time.monotonic()
        work()
        took = time.monotonic() - began
    finally:
        node.thaw()
    assert len(mailoutbox) == 1
    first, *others = DBTaskResult.objects.filter(status="SUCCESSFUL").order_by("finished_at")
    assert (first.task_name, len(others)) == ("deliver", 3)
    assert took < TIMEOUT + USUAL
    # What was to be written comes back.
    assert DBTaskResult.objects.filter(status="READY").count() == 3


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
    time.sleep(PAUSE)
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


def test_emptied_node_is_filled_again_and_readers_are_told_meanwhile(
    node, engine, house, monkeypatch
):
    everywhere(publish(house, "Solar pump"), publish(house, "Hand pump"))
    client().delete_by_query(index=alias(), query={"match_all": {}}, refresh=True)
    assert look()[:2] == ([], StandIn.NOBODY)
    meanwhile = []

    def look_while_reading(keys):
        meanwhile.append(look()[1])
        return documents_of(keys)

    monkeypatch.setattr(indexing, "documents_of", look_while_reading)
    call_command("reconcile_index", "--count")
    assert meanwhile == [StandIn.EMBEDDED]
    assert wait_until_recovered()[1] == StandIn.NOBODY
    assert sorted(look()[0]) == ["Hand pump", "Solar pump"]


def test_index_that_could_not_be_made_again_is_as_soon_as_it_can(node, engine, house, settings):
    everywhere(publish(house, "Solar pump"))
    client().indices.delete(index=list(client().indices.get_alias(name=alias())))
    # The cluster says no when the new index is begun.
    chosen = settings.ELASTICSEARCH
    settings.ELASTICSEARCH = {**chosen, "shards": 0}
    assert look()[1] == StandIn.EMBEDDED
    assert not client().indices.exists_alias(name=alias())

    settings.ELASTICSEARCH = chosen
    assert wait_until_recovered() == (["Solar pump"], StandIn.NOBODY)


def test_index_of_another_layout_is_made_and_the_old_one_deleted(node, engine, house, monkeypatch):
    everywhere(publish(house, "Solar pump"))
    monkeypatch.setattr(mapping, "VERSION", mapping.VERSION + 1)
    assert look()[:2] == (["Solar pump"], StandIn.EMBEDDED)
    assert wait_until_recovered() == (["Solar pump"], StandIn.NOBODY)

    names = client().indices.get(index="*")
    assert list(names) == list(client().indices.get_alias(name=alias()))


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
