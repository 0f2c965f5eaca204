from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from core.one_by_one import OneByOne
from marketplace.actions import life
from marketplace.exchange.uploads import forget_old
from marketplace.models import Listing


class Command(BaseCommand):
    help = (
        "Daily: ends listings whose last day has passed, reminds 30 and 7 days before, and deletes "
        "uploads that nobody came back to import."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        soon = timezone.now().date() + timedelta(days=max(life.REMINDER_DAYS))
        steps = OneByOne()
        ended = steps.each(life.expire, Listing.objects.due_to_expire())
        reminded = steps.each(life.remind, Listing.objects.expiring(before=soon))
        forget_old()
        self.stdout.write(f"Ended {ended}, reminded {reminded}.")
        steps.complain()
