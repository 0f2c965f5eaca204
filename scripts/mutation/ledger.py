"""The mutants that an earlier run saw die: one that was broken off is gone on with."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from scripts.mutation.guards import Mutant
from scripts.mutation.plans import fingerprint, folders
from scripts.mutation.workshop import KILLED, Outcome


class Ledger:
    """An entry holds while the product and the tests beside the one that noticed stay as they
    are; whatever else came of a mutant is worth a second try."""

    def __init__(self, path: Path, tree: Path) -> None:
        self.path = path
        self.marks = {folder: fingerprint(tree, folder) for folder in folders(tree)}
        self.entries = json.loads(path.read_text()) if path.exists() else {}

    def find(self, mutant: Mutant) -> Outcome | None:
        entry = self.entries.get(mutant.name)
        if entry is None or entry["marks"] != self._marks(mutant, entry["by"]):
            return None
        return Outcome(mutant, KILLED, entry["by"], entry["seconds"])

    def keep(self, outcome: Outcome) -> None:
        if outcome.status != KILLED:
            return
        self.entries[outcome.mutant.name] = {
            "by": outcome.by,
            "seconds": outcome.seconds,
            "marks": self._marks(outcome.mutant, outcome.by),
        }
        written = self.path.with_suffix(".new")
        written.write_text(json.dumps(self.entries, indent=1, ensure_ascii=False))
        written.replace(self.path)

    def _marks(self, mutant: Mutant, test: str) -> list[str | None]:
        folder = "/".join(test.split("/")[:2])
        return [hashlib.sha256(mutant.source).hexdigest(), self.marks.get(folder)]
