"""Tasks that a worker left behind are taken up again, and not for ever."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from core import mail, retrying
from matching.tasks import match_listings
from search import standing_in
from search.indexing import index_listings, index_organisations

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tasks_wait")]

LONG_AGO = timedelta(hours=1)


def left_running(task, since: timedelta = LONG_AGO, times: int = 1, **arguments) -> DBTaskResult:
    """As a worker that is killed leaves it."""
    result = task.enqueue(**arguments)
    row = DBTaskResult.objects.get(pk=result.id)
    for number in range(times):
        row.claim(f"killed {number}")
    DBTaskResult.objects.filter(pk=row.pk).update(started_at=timezone.now() - since)
    return row


def status(row: DBTaskResult) -> str:
    row.refresh_from_db()
    return row.status


@pytest.mark.parametrize(
    ("task", "arguments"),
    [
        (index_listings, {"keys": [], "engine_name": "embedded"}),
        (index_organisations, {"keys": []}),
        (match_listings, {"keys": []}),
    ],
)
def test_what_keeps_the_index_and_matches_is_taken_up_again(task, arguments):
    row = left_running(task, **arguments)
    out = StringIO()
    call_command("resume_mail", stdout=out)

    assert status(row) == TaskResultStatus.READY
    assert "0 messages" in out.getvalue()
    assert "1 other tasks" in out.getvalue()
    assert retrying.resume() == 0


def test_what_a_worker_is_doing_and_what_is_not_repeatable_is_left_alone():
    doing = left_running(index_listings, timedelta(minutes=9), keys=[], engine_name="embedded")
    other = left_running(standing_in.make_index, engine_name="embedded")
    message = left_running(mail.deliver, message={})

    assert retrying.resume() == 0
    assert {status(row) for row in (doing, other, message)} == {TaskResultStatus.RUNNING}


def test_task_that_ends_its_worker_each_time_is_given_up():
    row = left_running(
        index_listings, times=retrying.MOST_ATTEMPTS, keys=[], engine_name="embedded"
    )
    assert retrying.resume() == 0
    assert status(row) == TaskResultStatus.FAILED
    assert "AbandonedError" in row.exception_class_path


@pytest.mark.parametrize(
    ("error", "again"), [(OperationalError("database is locked"), 1), (ValueError("wrong"), 0)]
)
def test_what_failed_because_the_database_was_away_is_taken_up_again(error, again):
    row = left_running(index_listings, keys=[], engine_name="embedded")
    row.set_failed(error)
    assert retrying.resume() == 0
    DBTaskResult.objects.update(finished_at=timezone.now() - LONG_AGO)

    assert retrying.resume() == again
    assert (status(row) == TaskResultStatus.READY) is bool(again)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_usable", [True, False])
def test_what_comes_back_does_so_over_a_connection_that_works(monkeypatch, is_usable):
    connection.ensure_connection()
    before = connection.connection
    monkeypatch.setattr(connection, "is_usable", lambda: is_usable)
    retrying.come_back(index_organisations, 0, keys=[])

    assert DBTaskResult.objects.count() == 1
    assert (connection.connection is before) is is_usable


@pytest.mark.parametrize(
    ("error", "told"), [(OperationalError("database is locked"), 1), (ValueError("wrong"), 0)]
)
def test_what_the_database_cut_off_is_told_to_the_operator(caplog, error, told):
    try:
        raise error
    except type(error):
        retrying.come_back(index_organisations, 0, keys=[])
    lines = [line for line in caplog.records if "has cut index_organisations off" in line.message]
    assert len(lines) == told
    assert [line.exc_info[1] for line in lines] == [error] * told
