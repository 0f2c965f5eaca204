"""A worker that is killed while it hands a message over: the next one sends it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from core import mail
from tests.mail_server import Server, running

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("tasks_wait"),
]

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def server():
    with running() as server:
        yield server


def worker(server: Server, *options: str) -> subprocess.Popen:
    """The worker of production, on the database of the tests."""
    database = connection.settings_dict
    address = (
        f"sqlite:///{database['NAME']}"
        if connection.vendor == "sqlite"
        else "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**database)
    )
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.base",
        "SECRET_KEY": "tests-only",
        "DATABASE_URL": address,
        "EMAIL_URL": f"smtp://127.0.0.1:{server.port}",
    }
    command = [sys.executable, "manage.py", "db_worker", "--no-startup-delay", *options]
    return subprocess.Popen(  # noqa: S603 - our own interpreter
        command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL
    )


def until(true, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.mark.parametrize("stage", ["RCPT", "DATA"])
def test_message_of_a_killed_worker_is_not_lost(server, stage):
    server.said[stage] = [Server.HOLD]
    context = {"organisation": "Wells", "by": "Olga", "role": "editor", "link": "http://x/"}
    mail.send(to="reader@people.example", language="en", template="partners/role_changed",
              context=context)  # fmt: skip
    killed = worker(server)
    until(lambda: server.held)
    killed.send_signal(signal.SIGKILL)
    killed.wait(10)
    row = DBTaskResult.objects.get()
    assert (row.status, server.box) == ("RUNNING", [])
    DBTaskResult.objects.update(started_at=timezone.now() - 2 * mail.LONGEST_ATTEMPT)
    assert mail.resume() == 1
    assert worker(server, "--batch", "--interval=0").wait(60) == 0
    [message] = server.box
    assert message["Message-ID"].strip() == row.args_kwargs["kwargs"]["message"]["message_id"]
    assert DBTaskResult.objects.get().status == "SUCCESSFUL"
