"""Exit code 0 while background tasks are being worked on; 1 when they only wait.

The worker answers no requests, so its work is looked at: something has been ready for five minutes
and nothing was begun lately means that no worker is there, or that it hangs.
"""

import os
import sys
from datetime import timedelta

import django
from django.apps import apps
from django.utils import timezone

LONGEST_WAIT = timedelta(minutes=5)
LONGEST_TASK = timedelta(hours=1)


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")
    django.setup()
    results = apps.get_model("django_tasks_database", "DBTaskResult").objects
    now = timezone.now()
    since = now - LONGEST_WAIT
    # Postponed tasks are overdue by the time they were postponed to.
    overdue = results.ready().filter(enqueued_at__lt=since)
    overdue = overdue.exclude(run_after__gt=since, run_after__lte=now).count()
    # A worker that was killed leaves its task "running" for ever.
    running = results.running().filter(started_at__gt=now - LONGEST_TASK).count()
    print(f"{running} running, {overdue} overdue")
    return int(bool(overdue) and not running)


if __name__ == "__main__":
    sys.exit(main())
