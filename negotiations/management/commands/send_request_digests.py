from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from core.clock import database_now
from core.one_by_one import OneByOne
from negotiations import digests


class Command(BaseCommand):
    help = "Every ten minutes: writes to those whose morning has come what requests wait for them."

    def handle(self, *args: Any, **options: Any) -> None:
        now = database_now()

        def write(person: int) -> bool:
            return digests.write(person, now)

        letters = OneByOne()
        sent = letters.each(write, digests.people(now))
        self.stdout.write(f"{sent} people were told of what waits for them.")
        letters.complain()
