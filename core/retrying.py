"""Tasks that come back later when what they need does not answer."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

if TYPE_CHECKING:
    from django_tasks.base import Task

# After one failure, two, …; then an hour each time.
RETRY_MINUTES = (1, 2, 5, 15, 60)


def come_back(later: Task, failures: int, **arguments: Any) -> None:
    """Run a task again, the later the more often it has failed; it never gives up."""
    wait = timedelta(minutes=RETRY_MINUTES[min(failures, len(RETRY_MINUTES) - 1)])
    later.using(run_after=timezone.now() + wait).enqueue(**arguments, failures=failures + 1)
