from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from core.errors import ActionRefused
from marketplace.actions import life
from marketplace.exchange.uploads import forget_old
from marketplace.models import Listing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


class Command(BaseCommand):
    help = (
        "Daily: ends listings whose last day has passed, reminds 30 and 7 days before, and deletes "
        "uploads that nobody came back to import."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        soon = timezone.now().date() + timedelta(days=max(life.REMINDER_DAYS))
        ended = self._each(life.expire, Listing.objects.due_to_expire())
        reminded = self._each(life.remind, Listing.objects.expiring(before=soon))
        forget_old()
        self.stdout.write(f"Ended {ended}, reminded {reminded}.")

    def _each(self, action: Callable[[Listing], None], listings: Iterable[Listing]) -> int:
        """Each in a transaction of its own; one that is refused does not stop the others."""
        done = 0
        for listing in listings:
            try:
                action(listing)
            except ActionRefused:  # renewed or withdrawn meanwhile, or told already
                continue
            done += 1
        return done
