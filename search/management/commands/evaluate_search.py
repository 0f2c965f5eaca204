from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from search.engines import ENGINES, engine
from search.engines.base import EngineUnavailableError
from search.evaluation import measuring, running
from search.evaluation.scratch import is_scratch, run_there
from search.evaluation.sets import JudgedSet, UnusableSetError

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = (
        "Measures the search on a folder of judged questions in the layout of BEIR, in a database "
        "of its own that is thrown away. Prints JSON: nDCG@10, recall@50, MRR@10, the questions "
        "without an answer, and the same of a plain BM25."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--set", dest="folder", type=Path, required=True, metavar="DIR")
        parser.add_argument("--engine", default="", choices=["", *ENGINES])
        parser.add_argument(
            "--as", dest="as_", default="search", choices=["search", "match"],
            help="match: the questions are needs, with title and description",
        )  # fmt: skip
        parser.add_argument(
            "--language", default="", help="of documents and questions; else it is told by them"
        )
        parser.add_argument("--run", type=Path, metavar="FILE", help="writes a TREC run file")

    def handle(self, *args: Any, **options: Any) -> None:
        is_there = is_scratch()
        try:
            measuring.library("ir_measures")
            judged = JudgedSet(options["folder"])
            if is_there:
                self.stdout.write(json.dumps(self._measured(judged, options), indent=2))
        except (UnusableSetError, measuring.MissingLibraryError, EngineUnavailableError) as error:
            raise CommandError(str(error)) from None
        if not is_there and (code := run_there(_again(options))):
            sys.exit(code)

    def _measured(self, judged: JudgedSet, options: dict[str, Any]) -> dict[str, Any]:
        call_command("migrate", verbosity=0, interactive=False)
        language = options["language"] or judged.language()
        asked = engine(options["engine"])
        with tempfile.TemporaryDirectory() as folder:
            names, cut = running.load(judged, language, Path(folder))
        try:
            found = running.evaluate(
                judged, asked, names, language, options["as_"], self.stderr.write
            )
        finally:
            asked.drop()
        if options["run"]:
            running.write_run(found.run, options["run"], f"techaccord-{asked.name}")
        return {
            "set": str(options["folder"]),
            "engine": asked.name,
            "as": options["as_"],
            "language": language,
            **found.summary(),
            "documents_cut": cut,
            "judged_queries_missing": judged.missing_questions,
            **measuring.measures(found.run, judged),
            "plain_bm25": self._plain(judged, language),
        }

    def _plain(self, judged: JudgedSet, language: str) -> dict[str, float] | None:
        try:
            run = measuring.plain_bm25(judged, language)
        except measuring.MissingLibraryError as error:
            self.stderr.write(f"Not compared with a plain BM25: {error}")
            return None
        return measuring.measures(run, judged)


def _again(options: dict[str, Any]) -> list[str]:
    given = ["--set", str(options["folder"].resolve()), "--as", options["as_"]]
    for name in ("engine", "language"):
        given += [f"--{name}", options[name]] if options[name] else []
    return [*given, "--run", str(options["run"].resolve())] if options["run"] else given
