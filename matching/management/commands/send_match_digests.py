from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from core.one_by_one import OneByOne
from matching import digests


class Command(BaseCommand):
    help = "Daily: writes to each person, once a week at most, what was found for their listings."

    def handle(self, *args: Any, **options: Any) -> None:
        letters = OneByOne()
        sent = letters.each(digests.write, digests.people())
        self.stdout.write(f"{sent} people were told of new matches.")
        letters.complain()
