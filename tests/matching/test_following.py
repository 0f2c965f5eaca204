"""Matches follow what becomes of listings, by way of the index."""

from __future__ import annotations

import datetime as dt
import time
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from marketplace.actions import life
from marketplace.models import Listing
from matching import keeping, side_cache, tasks
from matching.models import Match
from search.engines.base import EngineUnavailableError, IndexMissingError
from search.engines.patience import is_patient
from tests.marketplace.listings import new_reviewer, published

pytestmark = pytest.mark.django_db


@pytest.fixture
def made_by_people(owners):
    """An offer that was written, reviewed and published."""
    return published(
        owners, new_reviewer(), title="Solar pump for deep wells",
        summary="It lifts water from deep wells by the sun.",
    )  # fmt: skip


def test_publication_brings_matches_and_withdrawal_takes_them(
    listed, seekers, owners, ballast, made_by_people
):
    need = listed("need", seekers)
    assert Match.objects.count() == 0
    life.renew(made_by_people, by=owners.editor)
    assert list(Match.objects.values_list("need", "offer")) == [(need.pk, made_by_people.pk)]

    life.pause(made_by_people, by=owners.editor)
    assert Match.objects.count() == 0
    life.renew(made_by_people, by=owners.editor)
    assert Match.objects.count() == 1
    life.withdraw(made_by_people, by=owners.editor)
    assert Match.objects.count() == 0


def test_what_was_found_before_keeps_its_day(pair):
    yesterday = timezone.now() - dt.timedelta(days=1)
    Match.objects.update(found_at=yesterday, computed_at=yesterday)
    tasks.match_listings.func([str(pair.offer.pk)])

    match = Match.objects.get()
    assert match.found_at == yesterday < match.computed_at


@pytest.mark.parametrize("error", [EngineUnavailableError, OperationalError])
def test_engine_or_database_that_is_away_leaves_what_was_there_and_is_asked_later(
    pair, index, tasks_wait, monkeypatch, error
):
    def away(*_args, **_options):
        raise error

    monkeypatch.setattr(type(index), "similar", away)
    before = Match.objects.values().get()
    tasks.match_listings.func([str(pair.need.pk), str(pair.offer.pk)], failures=4)

    assert Match.objects.values().get() == before
    row = DBTaskResult.objects.get()
    assert row.args_kwargs["kwargs"] == {
        "keys": [str(pair.need.pk), str(pair.offer.pk)], "failures": 5,
    }  # fmt: skip
    assert row.run_after > timezone.now() + dt.timedelta(minutes=50)


def test_task_that_the_database_cuts_off_goes_on_later_with_the_rest(pair, tasks_wait, monkeypatch):
    """Locked for too long, or the loser of a deadlock."""
    refresh = keeping.refresh

    def cut_off(key, sides):
        if key == pair.offer.pk:
            raise OperationalError("deadlock detected")
        refresh(key, sides)

    monkeypatch.setattr(keeping, "refresh", cut_off)
    tasks.match_listings.func([str(pair.need.pk), str(pair.offer.pk)])

    row = DBTaskResult.objects.get()
    assert row.args_kwargs["kwargs"] == {"keys": [str(pair.offer.pk)], "failures": 1}
    assert row.run_after > timezone.now() + dt.timedelta(seconds=30)


def test_task_that_the_database_cuts_off_at_once_comes_back_too(pair, tasks_wait, monkeypatch):
    def cut_off(_keys):
        raise OperationalError("database is locked")

    monkeypatch.setattr(side_cache, "sides_of", cut_off)
    tasks.match_listings.func([str(pair.need.pk)], failures=1)
    assert DBTaskResult.objects.get().args_kwargs["kwargs"]["failures"] == 2


@pytest.mark.parametrize("how", ["task", "command"])
def test_engine_may_take_longer_than_for_a_reader(pair, index, monkeypatch, how):
    similar, patient = type(index).similar, []

    def asked(*args, **options):
        patient.append(is_patient())
        return similar(*args, **options)

    monkeypatch.setattr(type(index), "similar", asked)
    match_all() if how == "command" else tasks.match_listings.func([str(pair.need.pk)])
    assert patient
    assert all(patient)
    assert not is_patient()


def test_many_changes_are_several_tasks_behind_all_others(tasks_wait, db):
    tasks.listings_changed(range(25))
    rows = DBTaskResult.objects.all()
    assert sorted(len(row.args_kwargs["kwargs"]["keys"]) for row in rows) == [5, 10, 10]
    assert {row.priority for row in rows} == {tasks.AFTER_OTHERS}


def match_all() -> str:
    out = StringIO()
    call_command("match_all", stdout=out)
    return out.getvalue()


def test_match_all_finds_everything_and_drops_what_is_gone(pair, listed, owners):
    before = Match.objects.values("offer", "need", "score", "parts").get()
    Match.objects.all().delete()
    assert match_all() == "1 needs are matched; 0 matches were dropped.\n"
    assert Match.objects.values("offer", "need", "score", "parts").get() == before

    Listing.objects.filter(pk=pair.need.pk).update(live=False, status="withdrawn")
    assert match_all() == "0 needs are matched; 1 matches were dropped.\n"
    assert Match.objects.count() == 0


@pytest.fixture
def paused(monkeypatch):
    """The seconds that were waited, in no time."""
    seconds = []
    monkeypatch.setattr(time, "sleep", seconds.append)
    return seconds


@pytest.fixture
def failing(index, monkeypatch):
    """A function: the engine raises these, one a question, and then answers."""
    similar = type(index).similar

    def fail(*errors):
        left = list(errors)

        def asked(*args, **options):
            if left:
                raise left.pop(0)
            return similar(*args, **options)

        monkeypatch.setattr(type(index), "similar", asked)

    return fail


def test_match_all_says_that_the_engine_is_away(pair, failing, paused):
    failing(*[EngineUnavailableError("refused")] * 5)
    with pytest.raises(CommandError, match="does not answer: refused"):
        match_all()
    assert Match.objects.count() == 1
    assert paused == [5, 30, 60, 300]


def test_match_all_outlasts_what_starts_again(pair, failing, paused, capsys):
    Match.objects.all().delete()
    failing(EngineUnavailableError("refused"), OperationalError("the database is starting up"))
    assert match_all() == "1 needs are matched; 0 matches were dropped.\n"
    assert Match.objects.count() == 1
    assert paused == [5, 30]
    assert "refused: trying again in 5 seconds." in capsys.readouterr().err


def test_match_all_does_not_wait_for_an_index_that_nobody_made(pair, failing, paused):
    failing(IndexMissingError("there is no index yet"))
    with pytest.raises(CommandError, match="there is no index yet"):
        match_all()
    assert paused == []


def test_match_all_goes_on_with_what_was_computed_longest_ago(pair, listed, seekers):
    """Needs without a pair first: nothing says when they were computed."""
    other = listed("need", seekers, "Solar pump for deep wells and lakes")
    keeping.refresh(other.pk)
    without = listed("need", seekers, "Glass", summary="Furnace.")
    long_ago = timezone.now() - dt.timedelta(days=1)
    for need, days in ((pair.need, 1), (other, 2)):
        Match.objects.filter(need=need).update(computed_at=long_ago - dt.timedelta(days=days))
    assert side_cache.needs_to_match() == [without.pk, other.pk, pair.need.pk]

    keeping.refresh(other.pk)
    assert side_cache.needs_to_match() == [without.pk, pair.need.pk, other.pk]
