"""Write under load, kill at moments that are spread over it, and wait until all mail has gone."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import NamedTuple
from unittest.mock import patch

from django.db import OperationalError, connection
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from core import mail
from tests.faults.clients import Client, Conversation
from tests.faults.history import Operation
from tests.faults.ledger import OF_ONE_CONVERSATION
from tests.faults.mailbox import Mailbox
from tests.faults.site import Site

CLIENTS = 4
# By the names of the functions that kill.
DATABASE_KILLS = {"kill", "kill_a_backend", "restart"}
OUTAGES = {*DATABASE_KILLS, "kill_everything"}
# A worker that was killed is given this long by whoever takes up its message.
ABANDONED = timedelta(seconds=10)


class Kill(NamedTuple):
    """The name of the function that killed, when it did so, and when it had started things again."""

    name: str
    begun: float
    ended: float


class Told(NamedTuple):
    """What clients were told, and what was killed meanwhile."""

    operations: list[Operation]
    killed: list[Kill]

    @property
    def outages(self) -> list[tuple[float, float]]:
        """From when until when the database or everything was away."""
        return [(kill.begun, kill.ended) for kill in self.killed if kill.name in OUTAGES]


def write_under_fire(
    site: Site, talks: Sequence[Conversation], kills: Sequence[Callable[[], None]]
) -> Told:
    """The kills come one after the other, evenly spread."""
    operations: list[Operation] = []
    killed: list[Kill] = []
    waiting: queue.SimpleQueue[Conversation] = queue.SimpleQueue()
    for talk in talks:
        waiting.put(talk)
    planned = len(talks) * OF_ONE_CONVERSATION
    moments = [planned * (at + 1) // (len(kills) + 1) for at in range(len(kills))]
    left = list(zip(moments, kills, strict=True))

    def note(operation: Operation) -> None:
        operations.append(operation)
        # A kill may have to wait for its moment: nobody is done before it.
        while left and len(operations) >= left[0][0] + CLIENTS:
            time.sleep(0.02)

    writers = [
        threading.Thread(target=_write, args=(site.port, waiting, note), daemon=True)
        for _each in range(CLIENTS)
    ]
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        site.keep_alive()
        if left and len(operations) >= left[0][0]:
            _moment, kill = left.pop(0)
            begun = time.monotonic()
            kill()
            killed.append(Kill(kill.__name__, begun, time.monotonic()))
        time.sleep(0.02)
    if left:
        raise RuntimeError(f"{len(left)} of {len(kills)} kills never came.")
    return Told(operations, killed)


def _write(port: int, waiting: queue.SimpleQueue, log: Callable[[Operation], None]) -> None:
    client = Client(port, log)
    while True:
        try:
            talk = waiting.get_nowait()
        except queue.Empty:
            return
        client.hold(talk)


def after_a_message(mailbox: Mailbox, kill: Callable[[], None]) -> Callable[[], None]:
    """Kills when the mail server has just taken one: between sending and noting it down."""

    def wait_and_kill() -> None:
        mailbox.something_came.clear()
        mailbox.something_came.wait(5)
        kill()

    return wait_and_kill


def drain(site: Site, *, seconds: float) -> None:
    """Until nothing waits to be sent; what a killed worker left is taken up as operators do it."""
    deadline = time.monotonic() + seconds
    with patch.object(mail, "LONGEST_ATTEMPT", ABANDONED):
        while time.monotonic() < deadline:
            site.keep_alive()
            try:
                mail.resume()
                if not _unsent():
                    return
            except OperationalError:
                connection.close()
            time.sleep(0.3)
    raise RuntimeError(f"{_unsent()} messages are unsent after {seconds} s.")


def _unsent() -> int:
    going = (TaskResultStatus.READY, TaskResultStatus.RUNNING)
    return DBTaskResult.objects.filter(status__in=going).count()
