from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from marketplace.models import Listing
from search.engines import ENGINES, engine
from search.engines.base import EngineUnavailableError, SupersededError
from search.indexing import build
from search.progress import Bar

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = (
        "Builds the search index anew beside the one in use and puts it in its place. The site "
        "goes on meanwhile, and what is changed meanwhile is not lost."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--engine", default="", choices=["", *ENGINES])

    def handle(self, *args: Any, **options: Any) -> None:
        bar = None
        if sys.stderr.isatty():
            bar = Bar(self.stderr, Listing.objects.public().count())
        try:
            number = build(engine(options["engine"]), progress=bar)
        except SupersededError:
            raise CommandError("Another rebuild was started; this one is given up.") from None
        except EngineUnavailableError as error:
            raise CommandError(f"The search engine does not answer: {error}") from None
        if bar:
            bar.end()
        self.stdout.write(f"{number} listings are in the index.")
