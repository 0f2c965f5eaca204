from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from audit.verifying import Head, verify


class Command(BaseCommand):
    help = (
        "Reads the whole record and says where it was edited, cut, displaced or added to. With "
        "--head, compares with the end it had when last verified, and keeps the new one."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--head",
            type=Path,
            metavar="FILE",
            help="where the end of the chain is kept; keep the file on another machine",
        )

    def handle(self, *args: Any, head: Path | None, **options: Any) -> None:
        verdict = verify(_kept(head) if head else None)
        for finding in verdict.findings:
            self.stderr.write(str(finding))
        if verdict.findings:
            raise CommandError(f"The record is not as written: {len(verdict.findings)} faults.")
        if head:
            head.write_text(json.dumps(verdict.head._asdict()) + "\n")
        self.stdout.write(f"{verdict.entries} entries, as written.")


def _kept(path: Path) -> Head | None:
    """The end kept in the file; None if there is no such file yet."""
    if not path.exists():
        return None
    try:
        content = json.loads(path.read_text())
        return Head(int(content["position"]), str(content["digest"]))
    except (ValueError, KeyError, TypeError) as error:
        raise CommandError(f"{path} holds no end of a chain; name another file.") from error
