from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from marketplace.models import Listing
from search.engines import ENGINES, engine, kept
from search.engines.base import EngineUnavailableError, SupersededError
from search.indexing import build
from search.progress import Bar

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = (
        "Builds the search index anew beside the one in use and puts it in its place. The site "
        "goes on meanwhile, and what is changed meanwhile is not lost. Beside Elasticsearch, also "
        "the index that stands in for it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--engine", default="", choices=["", *ENGINES], help="this one's index only"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        away = []
        for name in [options["engine"]] if options["engine"] else kept():
            try:
                self._build(name)
            except SupersededError:
                away.append("Another rebuild was started; this one is given up.")
            except EngineUnavailableError as error:
                away.append(f"The search engine does not answer: {error}")
        if away:
            raise CommandError("\n".join(away))

    def _build(self, name: str) -> None:
        bar = None
        if sys.stderr.isatty():
            bar = Bar(self.stderr, Listing.objects.public().count())
        number = build(engine(name), progress=bar)
        if bar:
            bar.end()
        self.stdout.write(f"{number} listings are in the index of {name}.")
