from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError
from wagtail.management.commands import purge_revisions


class Command(purge_revisions.Command):
    """In front of Wagtail's, which deletes the public revision of listings and their reviews."""

    def handle(self, *args: Any, **options: Any) -> None:
        if options["non_pages"] or not options["pages"]:
            raise CommandError(
                "Listings would lose what is public and what was reviewed: "
                "use prune_revisions for them, and purge_revisions --pages for pages."
            )
        super().handle(*args, **options)
