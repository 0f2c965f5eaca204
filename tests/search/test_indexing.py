"""The index follows what is public: it neither loses nor invents, and never tells what is hidden."""

from __future__ import annotations

import datetime as dt
import sys
from io import StringIO

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import CommandError, call_command
from django.db import InterfaceError, OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from core.changes import changed
from marketplace.actions import life
from marketplace.models import Listing
from partners.actions import organisations, verifications
from search import indexing
from search.asking import ask
from search.documents import documents_of, now
from search.engines.base import EngineUnavailableError, Likeness, SupersededError
from search.engines.elastic import writing
from search.engines.embedded import rebuilding
from search.indexing import public_keys
from search.progress import WIDTH
from search.query import SearchQuery
from tests.factories import ListingFactory, MembershipFactory, UserFactory
from tests.marketplace.listings import decide, new_reviewer, published, submitted

pytestmark = pytest.mark.django_db


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def found(words: str = "pump"):
    return ask(SearchQuery(words=words), AnonymousUser())


def test_what_is_published_is_found_and_what_is_withdrawn_is_not(engine, writers):
    listing = submitted(writers, title="A pump")
    assert found().results.total == 0

    decide(listing, new_reviewer(), "approve")
    assert [f.listing.pk for f in found().found] == [listing.pk]

    life.withdraw(listing, by=writers.editor)
    assert list(engine.ids_and_hashes()) == []
    assert found().results.total == 0


def test_what_is_paused_comes_back_when_it_is_renewed(engine, writers):
    listing = published(writers, new_reviewer(), title="A pump")
    life.pause(listing, by=writers.editor)
    assert found().results.total == 0

    life.renew(listing, by=writers.editor)
    assert found().results.total == 1


def test_index_has_followed_when_those_above_are_told(engine, house, monkeypatch, seldom_refreshed):
    seen = []

    def look(what, keys):
        texts = [Likeness("Solar pump", "", "en"), Likeness("Compost", "", "en")]
        seen.append([bool(hit) for hit in engine.nearness(texts, keys[0])])

    monkeypatch.setattr(indexing, "changed", look)
    listing = ListingFactory(organisation=house, status="published", title="Solar pump")
    for title in ("Solar pump", "Compost"):
        Listing.objects.filter(pk=listing.pk).update(title=title)
        indexing.index_listings.func([str(listing.pk)], engine.name)

    assert seen == [[True, False], [False, True]]


def test_name_of_the_institution_is_kept_up_to_date(engine, listed, house):
    listed("Pump")
    owner = MembershipFactory(organisation=house).user
    organisations.revise(house, by=owner, revision=1, changes={"name": "Wheelwrights"})

    assert found("wheelwrights").results.total == 1
    assert found("levers").results.total == 0


def test_withdrawn_verification_takes_listings_out_of_the_index(engine, listed, house, verifier):
    listed("Pump")
    verifications.withdraw(house.verifications.get(), by=verifier, reason="Not theirs.")

    assert list(engine.ids_and_hashes()) == []


@pytest.mark.django_db(transaction=True)
def test_change_outside_a_transaction_is_refused():
    with pytest.raises(transaction.TransactionManagementError):
        changed("marketplace.listing", [1])


def test_task_is_there_only_if_the_change_is(engine, house, tasks_wait):
    listing = ListingFactory(organisation=house, status="published", title="Pump")
    with transaction.atomic():
        changed("marketplace.listing", [listing.pk])
        transaction.set_rollback(True)
    assert DBTaskResult.objects.count() == 0

    changed("marketplace.listing", [listing.pk])
    [task] = DBTaskResult.objects.filter(task_path__endswith="index_listings")
    assert task.args_kwargs["kwargs"]["keys"] == [str(listing.pk)]


@pytest.mark.parametrize("error", [EngineUnavailableError, OperationalError, InterfaceError])
def test_engine_or_database_that_is_away_is_asked_again_later(
    engine, house, tasks_wait, monkeypatch, error
):
    def away(*_args):
        raise error

    listing = ListingFactory(organisation=house, status="published", title="Pump")
    monkeypatch.setattr(type(engine), "index", away)
    indexing.index_listings.func([str(listing.pk)], engine.name, failures=4)

    row = DBTaskResult.objects.get()
    assert row.args_kwargs["kwargs"]["failures"] == 5
    assert row.run_after > timezone.now() + dt.timedelta(minutes=50)


def test_organisation_is_taken_up_again_later_when_the_database_is_away(
    house, tasks_wait, monkeypatch
):
    def away(*_args):
        raise OperationalError

    monkeypatch.setattr(indexing, "listings_changed", away)
    indexing.index_organisations.func([house.pk], failures=1)

    row = DBTaskResult.objects.get()
    assert row.args_kwargs["kwargs"] == {"keys": [house.pk], "failures": 2}


def test_older_reading_does_not_replace_a_newer_one(engine, listed):
    listing = listed("Pump")
    (old,) = documents_of([listing.pk])
    Listing.objects.filter(pk=listing.pk).update(title="Wheel")
    engine.index(documents_of([listing.pk]))
    engine.index([old])

    assert found("wheel").results.total == 1
    assert found("pump").results.total == 0


def test_older_reading_does_not_bring_back_what_was_deleted(engine, listed):
    listing = listed("Pump")
    (old,) = documents_of([listing.pk])
    engine.delete([listing.pk], version=now())
    engine.index([old])

    assert list(engine.ids_and_hashes()) == []


def test_changed_listing_leaves_nothing_of_the_old_one(engine, listed):
    listing = listed("Solar pump", readiness=3)
    Listing.objects.filter(pk=listing.pk).update(title="Wheel", readiness=4)
    engine.index(documents_of([listing.pk]))

    assert found("solar").results.total == 0
    assert found("").results.facets["readiness"] == {"4": 1}


def test_rebuild_holds_exactly_what_is_public(engine, house, listed):
    hidden = listed("Hidden pump")
    Listing.objects.filter(pk=hidden.pk).update(live=False, status="withdrawn")
    ListingFactory(organisation=house, status="published", title="Pump that the index lacks")
    out = StringIO()
    call_command("rebuild_index", stdout=out)

    assert f"1 listings are in the index of {engine.name}." in out.getvalue()
    assert [f.listing.title for f in found().found] == ["Pump that the index lacks"]


def test_bar_of_a_rebuild_ends_with_what_is_public(house, monkeypatch):
    ListingFactory(organisation=house)
    ListingFactory(organisation=house, status="published")
    told = Terminal()
    monkeypatch.setattr(sys, "stderr", told)
    call_command("rebuild_index", stdout=StringIO(), stderr=told)
    assert f"[{'#' * WIDTH}] 1 " in told.getvalue()
    assert " of 1\n" in told.getvalue()


def test_keys_of_what_is_public_are_no_others(house):
    ListingFactory(organisation=house)
    public = ListingFactory(organisation=house, status="published")
    assert public_keys() == [public.pk]


@pytest.mark.parametrize(
    ("error", "told"),
    [(EngineUnavailableError("gone"), "does not answer: gone"), (SupersededError(), "given up")],
)
def test_commands_say_why_they_could_not_go_on(monkeypatch, error, told):
    def fail(*_args, **_options):
        raise error

    monkeypatch.setattr("search.management.commands.rebuild_index.build", fail)
    monkeypatch.setattr("search.reconciling.compare", fail)
    for command in (["rebuild_index"], ["reconcile_index", "--check"]):
        with pytest.raises(CommandError, match=told):
            call_command(*command)


def test_written_during_a_rebuild_is_not_lost(engine, house):
    first, second = (
        ListingFactory(organisation=house, status="published", title=f"Pump {n}") for n in "ab"
    )

    late = []

    def documents_while_others_write(keys):
        read = documents_of(keys)
        one = ListingFactory(organisation=house, status="published", title="Late pump")
        late.append(one.pk)
        engine.index(documents_of(late[-1:]))
        engine.delete([first.pk], version=now())
        return read

    engine.rebuild(public_keys, documents_while_others_write)
    # An engine may read more than once, before it has a new index too.
    assert {key for key, _hash in engine.ids_and_hashes()} == {second.pk, *late}


def test_published_while_a_rebuild_begins_is_not_lost(engine, house, monkeypatch):
    late = []

    def publish_first(begin):
        def slowly(*args):
            one = ListingFactory(organisation=house, status="published", title="Late pump")
            late.append(one.pk)
            engine.index(documents_of(late))
            return begin(*args)

        return slowly

    for module in (rebuilding, writing):
        monkeypatch.setattr(module, "_begin", publish_first(module._begin))
    early = ListingFactory(organisation=house, status="published", title="Pump")
    indexing.build(engine)

    assert len(late) == 1
    assert {key for key, _hash in engine.ids_and_hashes()} == {early.pk, *late}


def test_old_index_answers_until_the_new_one_is_complete(engine, listed):
    listing = listed("Pump")
    answers = []

    def look(keys):
        answers.append(found().results.total)
        return documents_of(keys)

    engine.rebuild(lambda: [listing.pk], look)
    assert set(answers) == {1}
    assert found().results.total == 1


def test_page_takes_the_same_number_of_queries_however_many_are_found(engine, listed):
    listed("Pump")

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            found("solar pump")
        return len(captured)

    found("solar pump")
    before = queries()
    for number in range(12):
        listed(f"Solar pump {number}", readiness=number % 9 + 1)
    assert queries() <= before
    assert before <= 20


def test_nobody_sees_more_for_being_signed_in(engine, listed):
    listing = listed("Pump")
    Listing.objects.filter(pk=listing.pk).update(live=False, status="withdrawn")

    assert ask(SearchQuery(words="pump"), UserFactory()).found == []
