from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from marketplace.revisions import prunable


class Command(BaseCommand):
    help = (
        "Deletes old intermediate drafts of listings: neither newest, nor public, nor reviewed. "
        "Wagtail's purge_revisions must not be run: it deletes what is public and what was reviewed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--days", type=int, default=90, help="how old they are at least")

    def handle(self, *args: Any, **options: Any) -> None:
        before = timezone.now() - timedelta(days=max(options["days"], 0))
        _all, deleted = prunable(before=before).delete()
        self.stdout.write(f"Deleted {deleted.get('wagtailcore.Revision', 0)}.")
