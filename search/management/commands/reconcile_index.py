from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from search import reconciling
from search.engines import ENGINES, engine, kept
from search.engines.base import EngineUnavailableError, SupersededError
from search.progress import Bar

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from search.engines.base import Engine
    from search.reconciling import Drift

SHOWN = 10


class Command(BaseCommand):
    help = (
        "Compares the search index with the database by key and content, and ends with 1 when they "
        "differ or a rebuild is due. With --fix the index is put right, or built anew. Beside "
        "Elasticsearch, also the index that stands in for it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--engine", default="", choices=["", *ENGINES], help="this one's index only"
        )
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--check", action="store_true", help="tell only")
        what.add_argument("--fix", action="store_true", help="put the index right")
        what.add_argument(
            "--count", action="store_true",
            help="every ten minutes: only count, and build the index anew if it has lost listings",
        )  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        away, differ = [], False
        for name in [options["engine"]] if options["engine"] else kept():
            try:
                if options["count"]:
                    self._replenish(engine(name))
                    continue
                differ |= self._differs(engine(name), fix=options["fix"])
            except EngineUnavailableError as error:
                away.append(f"The search engine does not answer: {error}")
            except SupersededError:
                away.append("A rebuild was started meanwhile; this one is given up.")
        if away:
            raise CommandError("\n".join(away))
        if differ:
            raise SystemExit(1)

    def _replenish(self, asked: Engine) -> None:
        if lack := reconciling.replenish(asked):
            self.stdout.write(f"The index of {asked.name} lacked {lack:.0%}; it was built anew.")

    def _differs(self, asked: Engine, *, fix: bool) -> bool:
        """Whether an index differs from the database, in the end."""
        drift = reconciling.compare(asked, Bar(self.stderr) if sys.stderr.isatty() else None)
        self.stdout.write(f"The index of {asked.name}:")
        self._tell(drift)
        if fix and drift:
            reconciling.fix(asked, drift)
            # Told by looking again, not by what was meant to be done.
            drift = reconciling.compare(asked)
            self.stdout.write("Still different:" if drift else "Put right.")
            if drift:
                self._tell(drift)
        return bool(drift)

    def _tell(self, drift: Drift) -> None:
        self.stdout.write(
            f"{drift.looked_at} public listings: {len(drift.missing)} missing from the index, "
            f"{len(drift.extra)} that should not be in it, {len(drift.stale)} out of date."
        )
        if drift.is_gone:
            self.stdout.write("There is no index: it was never built, or it was lost.")
        if drift.is_outdated:
            self.stdout.write(
                "The index was built by another version of this software: words are not found in "
                "all of their forms until it is built anew."
            )
        if drift.is_worn:
            self.stdout.write(
                f"The average length of a text has moved by {drift.wear:.0%} since the index was "
                "built: it is time for a rebuild, or the order of results gets worse."
            )
        for word in ("missing", "extra", "stale"):
            for key in getattr(drift, word)[:SHOWN]:
                self.stdout.write(f"  {word} {key}")
