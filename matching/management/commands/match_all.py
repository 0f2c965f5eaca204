from __future__ import annotations

import sys
from functools import partial
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from matching import keeping
from matching.side_cache import SideCache, needs_to_match
from search.engines.base import EngineUnavailableError
from search.engines.patience import insist, patiently
from search.progress import Bar


class Command(BaseCommand):
    help = (
        "Computes the matches of every need that is public, and drops those that are no more. May "
        "be stopped and started again at any time, and then begins with those that were computed "
        "longest ago; the site goes on meanwhile."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        keys, sides = needs_to_match(), SideCache()
        bar = Bar(self.stderr, len(keys)) if sys.stderr.isatty() else None
        try:
            with patiently():
                for number, key in enumerate(keys, 1):
                    insist(partial(keeping.refresh, key, sides), self.stderr.write)
                    if bar:
                        bar(number)
        except EngineUnavailableError as error:
            raise CommandError(f"The search engine does not answer: {error}") from None
        gone = insist(keeping.forget_impossible, self.stderr.write)
        if bar:
            bar.end()
        self.stdout.write(f"{len(keys)} needs are matched; {gone} matches were dropped.")
