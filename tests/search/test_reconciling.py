"""What an index lacks, should not have, or has as it was, is found and put right."""

from __future__ import annotations

from io import StringIO

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command

from marketplace.models import Listing
from search import analysis, documents, indexing, reconciling
from search.asking import ask
from search.documents import documents_of, now
from search.engines.elastic import engine as elastic_engine
from search.engines.embedded import engine as embedded_engine
from search.engines.embedded import rebuilding
from search.indexing import (
    INDEXED,
    bring_up_to_date,
    index_listings,
    index_organisations,
    public_keys,
)
from search.query import SearchQuery
from tests.factories import ListingFactory

pytestmark = pytest.mark.django_db

MINUTE = 60 * 10**9


def found(words: str = "pump"):
    return ask(SearchQuery(words=words), AnonymousUser())


def reconcile(how: str) -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("reconcile_index", how, stdout=out)
    except SystemExit as end:
        return end.code, out.getvalue()
    return 0, out.getvalue()


def test_reconcile_says_nothing_is_wrong(engine, listed):
    listed("Pump")
    assert reconcile("--check")[0] == 0


def test_reconcile_finds_and_mends_every_kind_of_drift(engine, house, listed):
    stale, extra = listed("Stale pump"), listed("Extra pump")
    missing = ListingFactory(organisation=house, status="published", title="Missing pump")
    Listing.objects.filter(pk=stale.pk).update(title="Fresh pump")
    Listing.objects.filter(pk=extra.pk).delete()

    code, told = reconcile("--check")
    assert code == 1
    for word, key in (("stale", stale.pk), ("extra", extra.pk), ("missing", missing.pk)):
        assert f"{word} {key}" in told

    assert reconcile("--fix")[0] == 0
    assert reconcile("--check")[0] == 0
    assert {f.listing.title for f in found().found} == {"Fresh pump", "Missing pump"}


def test_reconcile_builds_an_index_that_is_gone(engine, house):
    ListingFactory(organisation=house, status="published", title="Pump")
    engine.drop()

    code, told = reconcile("--check")
    assert code == 1
    assert "1 missing from the index" in told
    # What the database holds is empty then, and no less an index.
    assert ("There is no index" in told) is (engine.name == "elasticsearch")

    assert reconcile("--fix")[0] == 0
    assert reconcile("--check")[0] == 0
    assert found().results.total == 1


def test_reconcile_builds_anew_what_another_analysis_made(engine, listed, monkeypatch, caplog):
    listed("Pump")
    newer = analysis.VERSION + 1
    for module in (analysis, embedded_engine, elastic_engine, rebuilding):
        monkeypatch.setattr(module, "VERSION", newer)

    code, told = reconcile("--check")
    assert code == 1
    assert "built by another version" in told
    assert "another version of the analysis" in caplog.text

    assert reconcile("--fix")[0] == 0
    assert reconcile("--check")[0] == 0
    # The next test has an index of the version in force again.
    monkeypatch.undo()
    engine.rebuild(list, documents_of)


def test_reconcile_builds_anew_when_texts_have_become_longer(engine, house, monkeypatch):
    monkeypatch.setattr(embedded_engine, "FEWEST", 2)
    for number in range(2):
        ListingFactory(organisation=house, status="published", title=f"Pump {number}")
    engine.rebuild(public_keys, documents_of)
    assert reconcile("--check")[0] == 0
    long = ListingFactory(
        organisation=house, status="published", title="Mill", description="A water mill. " * 60
    )
    engine.index(documents_of([long.pk]))

    if engine.name == "elasticsearch":
        # It takes the average anew for every question.
        assert reconcile("--check")[0] == 0
        return
    code, told = reconcile("--check")
    assert code == 1
    assert "time for a rebuild" in told
    assert reconcile("--fix")[0] == 0
    assert reconcile("--check")[0] == 0


# --- Clocks -------------------------------------------------------------------------------------


def hide(listing: Listing) -> None:
    Listing.objects.filter(pk=listing.pk).update(live=False, status="withdrawn")


@pytest.mark.postgresql  # With SQLite all workers are on one machine.
def test_worker_whose_clock_is_behind_is_not_taken_for_an_older_one(engine, house, monkeypatch):
    listing = ListingFactory(organisation=house, status="published", title="Pump")
    monkeypatch.setattr(documents.time, "time_ns", lambda: 2 * MINUTE)
    bring_up_to_date([listing.pk], engine.name)
    hide(listing)
    monkeypatch.setattr(documents.time, "time_ns", lambda: MINUTE)
    bring_up_to_date([listing.pk], engine.name)

    assert list(engine.ids_and_hashes()) == []


@pytest.mark.parametrize("is_public", [True, False])
def test_what_a_clock_that_was_ahead_left_behind_is_put_right(
    engine, house, monkeypatch, is_public
):
    """Changed for readers while the index held it for later than that."""
    listing = ListingFactory(organisation=house, status="published", title="Wheel")
    ahead = now() + 60 * MINUTE
    with monkeypatch.context() as patched:
        patched.setattr(documents, "now", lambda: ahead)
        bring_up_to_date([listing.pk], engine.name)
    if is_public:
        Listing.objects.filter(pk=listing.pk).update(title="Pump")
    else:
        hide(listing)
    bring_up_to_date([listing.pk], engine.name)
    assert reconcile("--check")[0] == 1

    assert reconcile("--fix")[0] == 0
    assert [one.listing.title for one in found().found] == ["Pump"] * is_public
    # And what is changed next is followed.
    hide(listing)
    bring_up_to_date([listing.pk], engine.name)
    assert list(engine.ids_and_hashes()) == []


# --- Counting -----------------------------------------------------------------------------------


def publish(house, *titles: str) -> list[Listing]:
    return [ListingFactory(organisation=house, status="published", title=one) for one in titles]


@pytest.mark.parametrize("loss", ["clear", "drop"])
def test_index_that_lost_what_was_in_it_is_built_anew(engine, listed, loss):
    listed("Pump")
    assert reconcile("--count") == (0, "")
    getattr(engine, loss)()

    assert reconcile("--count") == (
        0,
        f"The index of {engine.name} lacked 100%; it was built anew.\n",
    )
    assert found().results.total == 1


def test_index_that_lacks_next_to_nothing_is_left_alone(engine, house, listed, monkeypatch):
    listed("Pump")
    publish(house, "Missing pump")
    monkeypatch.setattr(reconciling, "LOST", 0.5)
    assert reconciling.replenish(engine) == 0.0
    monkeypatch.setattr(reconciling, "LOST", 0.4)
    assert reconciling.replenish(engine) == 0.5


def test_what_tasks_are_to_write_is_not_lost(engine, house, tasks_wait):
    one, other = publish(house, "One pump", "Other pump")
    engine.clear()
    index_listings.enqueue(keys=[str(one.pk)], engine_name=engine.name)
    index_listings.enqueue(keys=[str(one.pk)], engine_name=engine.name, failures=1)
    index_listings.enqueue(keys=[str(other.pk)], engine_name="another")
    assert reconciling._lack(engine) == 0.5
    index_organisations.enqueue(keys=[house.pk])

    assert reconciling.replenish(engine) == 0.0
    assert engine.count() == 0


def test_what_is_not_public_is_neither_lacked_nor_waited_for(engine, house, listed, tasks_wait):
    """Else drafts would have the index built anew every ten minutes, or hide that it lost all."""
    listed("Pump")
    ListingFactory(organisation=house, status="draft", title="Drafted pump")
    assert reconciling.replenish(engine) == 0.0

    engine.clear()
    draft = ListingFactory(status="draft", title="Another drafted pump")
    index_organisations.enqueue(keys=[draft.organisation.pk])
    assert reconciling._lack(engine) == 1.0


def test_index_that_is_being_built_is_not_begun_again(engine, house, monkeypatch):
    lacks = []

    def read(keys):
        lacks.append(reconciling.replenish(engine))
        return documents_of(keys)

    publish(house, "Pump")
    engine.clear()
    monkeypatch.setattr(indexing, "documents_of", read)
    indexing.build(engine)
    assert set(lacks) == {0.0}
    assert not indexing.is_being_built(engine.name)
    assert engine.count() == 1


# --- Those who follow the index -----------------------------------------------------------------


@pytest.mark.parametrize("builds_anew", [True, False])
def test_what_is_mended_is_told_to_those_who_follow_the_index(
    engine, house, listed, monkeypatch, builds_anew
):
    told = []
    listed("Fine pump")
    (missing,) = publish(house, "Missing pump")
    monkeypatch.setattr(
        "search.indexing.changed", lambda what, keys: told.append((what, list(keys)))
    )
    monkeypatch.setattr(type(engine), "is_outdated", lambda _engine: builds_anew)
    reconcile("--fix")
    assert told == [(INDEXED, [missing.pk])]


def test_what_is_mended_in_an_index_that_only_stands_in_is_told_to_nobody(
    house, settings, monkeypatch
):
    ListingFactory(organisation=house, status="published", title="Missing pump")
    settings.SEARCH_ENGINE = "elasticsearch"
    monkeypatch.setattr("search.indexing.changed", lambda *_told: pytest.fail("told"))
    call_command("reconcile_index", "--fix", "--engine=embedded", stdout=StringIO())
