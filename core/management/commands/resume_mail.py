from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from core import mail, retrying


class Command(BaseCommand):
    help = "Every ten minutes: queues again what a worker was doing when it was killed."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{mail.resume()} messages were queued again.")
        self.stdout.write(f"{retrying.resume()} other tasks were queued again.")
