from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from matching import keeping
from matching.side_cache import SideCache, needs_to_match
from search.engines.base import EngineUnavailableError
from search.progress import Bar


class Command(BaseCommand):
    help = (
        "Computes the matches of every need that is public, and drops those that are no more. May "
        "be stopped and started again at any time; the site goes on meanwhile."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        keys, sides = needs_to_match(), SideCache()
        bar = Bar(self.stderr, len(keys)) if sys.stderr.isatty() else None
        try:
            for number, key in enumerate(keys, 1):
                keeping.refresh(key, sides)
                if bar:
                    bar(number)
        except EngineUnavailableError as error:
            raise CommandError(f"The search engine does not answer: {error}") from None
        gone = keeping.forget_impossible()
        if bar:
            bar.end()
        self.stdout.write(f"{len(keys)} needs are matched; {gone} matches were dropped.")
