"""Every few minutes: finds and letters that are due."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from alerts import announcing, digests
from core.one_by_one import PartlyDoneError


class Command(BaseCommand):
    help = (
        "Every ten minutes: tries saved searches on what is new, and writes to those whose morning "
        "has come. What people want to hear at once the worker sends by itself."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        announcing.note_overlooked()
        announcing.announce.func()
        digests.forget_old()
        try:
            sent = digests.send_due()
        except PartlyDoneError as error:
            raise CommandError(f"Wrote {error.done} letters; {error}.") from None
        self.stdout.write(f"Wrote {sent} letters.")
