from __future__ import annotations

import sys
import time
from functools import partial
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, close_old_connections, connection

from matching import keeping
from matching.side_cache import SideCache, needs_to_match
from search.engines.base import EngineUnavailableError, IndexMissingError
from search.engines.patience import patiently
from search.progress import Bar

if TYPE_CHECKING:
    from collections.abc import Callable

# Seconds after one failure, two, …: what starts again meanwhile does not end a run of hours.
PAUSES = (5, 30, 60, 300)


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
                    self._insist(partial(keeping.refresh, key, sides))
                    if bar:
                        bar(number)
        except EngineUnavailableError as error:
            raise CommandError(f"The search engine does not answer: {error}") from None
        gone = self._insist(keeping.forget_impossible)
        if bar:
            bar.end()
        self.stdout.write(f"{len(keys)} needs are matched; {gone} matches were dropped.")

    def _insist(self, action: Callable[[], Any]) -> Any:
        """What it returns, after as many attempts as there are pauses, and one."""
        for pause in PAUSES:
            try:
                return action()
            except IndexMissingError:
                # It does not come by waiting.
                raise
            except (EngineUnavailableError, OperationalError) as error:
                self.stderr.write(f"{error}: trying again in {pause} seconds.")
            time.sleep(pause)
            # One that was cut off answers nothing any more.
            if not connection.in_atomic_block:
                close_old_connections()
        return action()
