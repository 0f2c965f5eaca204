"""Searches are tried before what they find is written: what happens in between, and how much at once."""

from __future__ import annotations

import threading

import pytest
from django.db import IntegrityError, connection, transaction

from alerts import announcing
from alerts.models import Announcement, Find, SavedSearch
from core.changes import changed
from marketplace.models import Listing
from tests.alerts.following import follow, found
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def meanwhile(monkeypatch):
    """A function: this happens when searches were tried and nothing is written yet."""

    def arrange(happening) -> None:
        real = announcing.finds_of

        def finds_of(*arguments):
            found = real(*arguments)
            happening()
            return found

        monkeypatch.setattr(announcing, "finds_of", finds_of)

    return arrange


@pytest.mark.parametrize("is_followed", [False, True])
def test_listing_that_changes_while_searches_are_tried_is_tried_again(
    saved, publish, queue, meanwhile, monkeypatch, is_followed
):
    saved("q=pump")
    saved("q=mill")
    pump, *others = listings = publish("Solar pump", "Wind pump")
    follow(listings)

    def happening():
        with transaction.atomic():
            Listing.objects.filter(pk=pump.pk).update(title="Solar mill")
            changed("marketplace.listing", [pump.pk])
        if is_followed:
            follow([pump])

    meanwhile(happening)
    announcing.announce_some()
    assert found() == [("q=pump", "Wind pump")]
    assert not Announcement.objects.filter(listing__in=others, done_at=None).exists()
    monkeypatch.undo()
    follow([pump])
    announcing.announce.func()
    assert found() == [("q=mill", "Solar mill"), ("q=pump", "Wind pump")]


def test_listing_that_is_withdrawn_while_searches_are_tried_stays_open(
    saved, publish, queue, meanwhile
):
    saved("q=pump", frequency="instant")
    [listing] = publish("Solar pump")
    follow([listing])
    Find.objects.all().delete()
    meanwhile(lambda: Listing.objects.filter(pk=listing.pk).update(live=False, status="withdrawn"))
    assert announcing.announce_some().closed == 0
    assert found() == []
    assert not queue.filter(task_path="alerts.digests.send_digests").exists()


def test_search_that_goes_while_it_is_tried_is_left_out(saved, publish, queue, meanwhile):
    saved("q=pump")
    gone, resting = saved("q=solar"), saved("q=solar&kind=offer")
    follow(publish("Solar pump"))

    def happening():
        gone.delete()
        SavedSearch.objects.filter(pk=resting.pk).update(frequency="paused")

    meanwhile(happening)
    assert announcing.announce_some().closed == 1
    connection.check_constraints()
    assert found() == [("q=pump", "Solar pump")]


def test_second_task_at_the_same_time_writes_nothing_more(saved, publish, queue, meanwhile):
    saved("q=pump", frequency="instant")
    follow(publish("Solar pump"))
    real = announcing.finds_of

    def happening():
        announcing.finds_of = real
        announcing.announce_some()

    meanwhile(happening)
    assert announcing.announce_some().closed == 0
    assert found() == [("q=pump", "Solar pump")]
    assert queue.filter(task_path="alerts.digests.send_digests").count() == 1


@pytest.mark.parametrize(
    ("tried", "finds", "following"),
    [
        (10, 0, 20), (10, 2_500_000, 20), (10, 5_000_000, 10), (10, 20_000_000, 2), (1, 10**8, 1),
        (400, 9, 500),
    ],
)  # fmt: skip
def test_so_many_are_tried_together_that_their_finds_fit_in_memory(tried, finds, following):
    assert announcing.Turn(tried, tried, finds).following == following


def test_so_much_is_written_together_that_others_can_write_too(saved, publish, queue, monkeypatch):
    monkeypatch.setattr(announcing, "WRITTEN", 5)
    for _person in range(3):
        saved("q=pump", by=UserFactory())
    follow(publish("Pump one", "Pump two", "Pump three", "Loom"))
    written = []
    real = announcing.write
    monkeypatch.setattr(announcing, "write", lambda *part: written.append(part) or real(*part))
    assert announcing.announce_some() == announcing.Turn(4, 4, 9)
    assert sorted(len(numbers) for _found, numbers in written) == [1, 1, 2]
    assert len(found()) == 9


def test_all_turns_are_taken(saved, publish, queue, monkeypatch):
    monkeypatch.setattr(announcing, "FIRST", 1)
    saved("q=pump")
    follow(publish(*(f"Pump {number}" for number in range(5))))
    announcing.announce.func()
    assert len(found()) == 5


@pytest.mark.django_db(transaction=True)
def test_person_who_deletes_a_search_does_not_wait_for_what_is_written(
    saved, publish, queue, monkeypatch
):
    if connection.vendor == "sqlite":
        return  # One writer after the other.
    saved("q=pump")
    gone = saved("q=solar")
    follow(publish("Solar pump"))
    real = announcing.write

    def delete() -> None:
        SavedSearch.objects.get(pk=gone.pk).delete()
        connection.close()

    def write(*part):
        at_once = real(*part)
        deleting = threading.Thread(target=delete)
        deleting.start()
        deleting.join(5)
        assert not deleting.is_alive()
        return at_once

    monkeypatch.setattr(announcing, "write", write)
    with pytest.raises(IntegrityError):
        announcing.announce_some()
    monkeypatch.undo()
    assert not SavedSearch.objects.filter(pk=gone.pk).exists()
    assert announcing.announce_some().closed == 1
    assert found() == [("q=pump", "Solar pump")]
