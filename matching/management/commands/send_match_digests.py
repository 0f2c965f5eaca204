from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.one_by_one import PartlyDoneError, for_each
from matching import digests


class Command(BaseCommand):
    help = "Daily: writes to each person, once a week at most, what was found for their listings."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            sent = for_each(digests.write, digests.people())
        except PartlyDoneError as error:
            told = f"{error.done} people were told of new matches; {error}."
            raise CommandError(told) from None
        self.stdout.write(f"{sent} people were told of new matches.")
