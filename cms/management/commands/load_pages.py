from django.core.management.base import BaseCommand

from cms.loading import load_pages


class Command(BaseCommand):
    help = "Create the pages of a new installation that are missing; changes none that exists."

    def handle(self, *args: object, **options: object) -> None:
        self.stdout.write(f"{load_pages()} pages created.")
