from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from core.errors import ActionRefused
from partners.actions import verifications
from partners.models import Verification

if TYPE_CHECKING:
    from collections.abc import Callable


class Command(BaseCommand):
    help = "Daily: ends verifications whose last day has passed and reminds 30 and 7 days before."

    def handle(self, *args: Any, **options: Any) -> None:
        today = timezone.now().date()
        ended = self._each(verifications.expire, ending_by=today - timedelta(days=1))
        soon = today + timedelta(days=max(verifications.REMINDER_DAYS))
        reminded = self._each(verifications.remind, ending_by=soon)
        self.stdout.write(f"Ended {ended}, reminded {reminded}.")

    def _each(self, action: Callable[[Verification], None], *, ending_by: Any) -> int:
        """Each in a transaction of its own; one that is refused does not stop the others."""
        done = 0
        for verification in Verification.objects.expiring(before=ending_by):
            try:
                action(verification)
            except ActionRefused:  # decided meanwhile, or told already
                continue
            done += 1
        return done
