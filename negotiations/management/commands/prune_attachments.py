from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.scanning import ScannerAwayError
from negotiations.actions.scanning import scan_waiting
from negotiations.pruning import delete_orphans


class Command(BaseCommand):
    help = (
        "Deletes files of threads that no message refers to, a day after they came; and asks the "
        "virus scanner about those that have waited for an hour. Run it daily."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Deleted {delete_orphans()}.")
        try:
            self.stdout.write(f"Scanned {scan_waiting()}.")
        except ScannerAwayError as error:
            raise CommandError(f"The virus scanner does not answer: {error}") from error
