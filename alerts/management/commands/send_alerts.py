"""Every few minutes: finds and letters that are due."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from alerts import announcing, digests
from core.one_by_one import OneByOne


class Command(BaseCommand):
    help = (
        "Every ten minutes: tries saved searches on what is new, and writes to those whose morning "
        "has come. What people want to hear at once the worker sends by itself."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        announcing.note_overlooked()
        announcing.announce.func()
        letters = OneByOne()
        sent = digests.send_due(letters)
        digests.forget_old()
        self.stdout.write(f"Wrote {sent} letters.")
        letters.complain()
