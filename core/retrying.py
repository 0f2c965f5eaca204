"""Tasks that come back later when what they need does not answer, and when their worker is killed."""

from __future__ import annotations

import logging
import sys
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import Q
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django_tasks.base import Task

    T = TypeVar("T", bound=Task)

# After one failure, two, …; then an hour each time.
RETRY_MINUTES = (1, 2, 5, 15, 60)
# What passes: a lock that others hold for too long, a deadlock, a database that is restarted.
DATABASE_AWAY = (OperationalError, InterfaceError)
# Longer than an attempt of any repeatable task takes.
LONGEST_ATTEMPT = timedelta(minutes=10)
# Of one that ends its worker each time.
MOST_ATTEMPTS = 6

_repeatable: set[str] = set()
log = logging.getLogger(__name__)


class AbandonedError(Exception):
    """A task was begun again and again, and no worker came to its end."""


def come_back(
    later: Task, failures: int, *, after: Sequence[int] = RETRY_MINUTES, **arguments: Any
) -> None:
    """Run a task again, the later the more often it has failed; giving up is for the task.

    `after` are minutes to wait after one failure, two, …; then the last of them each time.
    """
    if isinstance(error := sys.exception(), DATABASE_AWAY):
        # Locked for too long, the loser of a deadlock, a server that starts again.
        log.error("The database has cut %s off; it is done later", later.name, exc_info=error)
    _connect_again()
    wait = timedelta(minutes=after[min(failures, len(after) - 1)])
    later.using(run_after=timezone.now() + wait).enqueue(**arguments, failures=failures + 1)


def _connect_again() -> None:
    """Where it was the database that failed, a new connection may be good again."""
    if not connection.in_atomic_block and connection.connection and not connection.is_usable():
        connection.close()


def repeatable(task: T) -> T:
    """Have `resume` run this task again where its worker was killed: once more does no harm."""
    _repeatable.add(task.module_path)
    return task


@transaction.atomic
def resume() -> int:
    """Queue again what repeatable tasks a worker was doing when it was killed, and those that
    could not even be queued again because the database was away; returns how many."""
    before = timezone.now() - LONGEST_ATTEMPT
    away = [f"{error.__module__}.{error.__qualname__}" for error in DATABASE_AWAY]
    killed = Q(status=TaskResultStatus.RUNNING, started_at__lt=before)
    failed = Q(
        status=TaskResultStatus.FAILED, finished_at__lt=before, exception_class_path__in=away
    )
    left = DBTaskResult.objects.select_for_update(skip_locked=True).filter(
        killed | failed, task_path__in=_repeatable
    )
    return sum(_again(row) for row in left)


def _again(row: DBTaskResult) -> bool:
    if len(row.worker_ids) < MOST_ATTEMPTS:
        row.status = TaskResultStatus.READY
        row.save(update_fields=["status"])
        return True
    if row.status == TaskResultStatus.RUNNING:
        row.set_failed(AbandonedError(f"Begun {len(row.worker_ids)} times."))
    return False
