"""Tasks that come back later when what they need does not answer."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django_tasks.base import Task

# After one failure, two, …; then an hour each time.
RETRY_MINUTES = (1, 2, 5, 15, 60)


def come_back(
    later: Task, failures: int, *, after: Sequence[int] = RETRY_MINUTES, **arguments: Any
) -> None:
    """Run a task again, the later the more often it has failed; giving up is for the task.

    `after` are minutes to wait after one failure, two, …; then the last of them each time.
    """
    wait = timedelta(minutes=after[min(failures, len(after) - 1)])
    later.using(run_after=timezone.now() + wait).enqueue(**arguments, failures=failures + 1)
