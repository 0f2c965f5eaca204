from typing import Any

from django.core.management.base import BaseCommand

from countries.actions import reload_facts


class Command(BaseCommand):
    help = "Load the country facts that come with the site; rows touched by staff stay as they are."

    def handle(self, *args: Any, **options: Any) -> None:
        report = reload_facts()
        self.stdout.write(
            f"Country facts: {report['created']} created, {report['updated']} updated, "
            f"{report['removed']} removed, {report['left']} left as staff made them."
        )
