from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from core.one_by_one import OneByOne
from partners.actions import verifications
from partners.models import Verification


class Command(BaseCommand):
    help = "Daily: ends verifications whose last day has passed and reminds 30 and 7 days before."

    def handle(self, *args: Any, **options: Any) -> None:
        today = timezone.now().date()
        soon = today + timedelta(days=max(verifications.REMINDER_DAYS))
        steps, expiring = OneByOne(), Verification.objects.expiring
        ended = steps.each(verifications.expire, expiring(before=today - timedelta(days=1)))
        reminded = steps.each(verifications.remind, expiring(before=soon))
        self.stdout.write(f"Ended {ended}, reminded {reminded}.")
        steps.complain()
