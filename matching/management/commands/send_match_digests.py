from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from matching import digests


class Command(BaseCommand):
    help = "Daily: writes to each person, once a week at most, what was found for their listings."

    def handle(self, *args: Any, **options: Any) -> None:
        sent = sum(digests.write(person) for person in digests.people())
        self.stdout.write(f"{sent} people were told of new matches.")
