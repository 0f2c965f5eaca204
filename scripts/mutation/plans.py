"""Which tests to run against a mutant: those that run the function it stands in."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from itertools import accumulate
from pathlib import Path
from queue import Queue
from typing import Any

from scripts.mutation.guards import APPS, Mutant
from scripts.mutation.plugin import TABLE
from scripts.mutation.workshop import Workshop

# Guards of who may do what show in the access table; refusals in the tests of actions and forms.
FOR_THE_TABLE = {"sign-in", "method", "permission", "visible", "rule", "policy", "denial"}
# Hidden, public and gone come first; the other states differ from them in little.
STATES = ("unverified", "verified", "withdrawn", "waiting", "lapsed")
# Some functions run in nearly every test; so many seconds of tests are enough to ask about one.
MOST_SECONDS = 60
# In chunks of about the same length.
CHUNKS = (
    ("tests/access",),
    ("tests/accounts", "tests/audit", "tests/marketplace"),
    ("tests/cms", "tests/countries"),
    ("tests/core", "tests/partners"),
)


class Map:
    def __init__(self, found: Iterable[dict[str, Any]]) -> None:
        self.tests: dict[str, dict[str, Any]] = {}
        self.rows: list[dict[str, Any]] = []
        self.red: list[str] = []
        for part in found:
            self.tests |= part["tests"]
            self.rows += part["rows"]
            self.red += part["red"]

    def as_dict(self) -> dict[str, Any]:
        return {"tests": self.tests, "rows": self.rows, "red": self.red}

    def plan(self, mutant: Mutant) -> dict[str, Any]:
        """The tests in the order in which they are likely to notice, and rows of the table."""
        rows: dict[str, list[int]] = {}
        seconds: Counter[str] = Counter()
        for row in self.rows:
            if _runs(row, mutant):
                rows.setdefault(row["state"], []).append(row["row"])
                seconds[f"{TABLE}::test_table_in_state[{row['state']}]"] += row["seconds"]
        for name, fact in self.tests.items():
            if not name.startswith(TABLE) and (_runs(fact, mutant) or _named(name, mutant)):
                seconds[name] = fact["seconds"]
        likely = sorted(seconds, key=lambda name: _rank(name, mutant, seconds[name]))
        passed = accumulate(seconds[name] for name in likely)
        tests = [name for name, before in zip(likely, [0, *passed], strict=False)
                 if before < MOST_SECONDS and name in self.tests]  # fmt: skip
        return {"tests": tests, "rows": rows}


def _runs(entry: dict[str, Any], mutant: Mutant) -> bool:
    if mutant.function is not None:
        return mutant.function in entry["functions"]
    # What stands outside of functions works wherever its app does.
    app = mutant.path.split("/")[0]
    return any(name.startswith(f"{app}/") for name in entry["functions"])


def _named(test: str, mutant: Mutant) -> bool:
    return test.startswith(mutant.tests or ("\0",))


def _rank(test: str, mutant: Mutant, seconds: float) -> tuple:
    if _named(test, mutant):
        return (-1, seconds)
    if test.startswith(TABLE):
        state = next(place for place, state in enumerate(STATES) if f"[{state}]" in test)
        return (0 if mutant.kind in FOR_THE_TABLE else 3, state)
    same_app = test.split("/")[1] == mutant.path.split("/")[0]
    return (1 if same_app else 2, seconds)


def fingerprint(tree: Path) -> str:
    """Of everything that decides which test runs what."""
    digest = hashlib.sha256()
    for folder in (*APPS, "config", "templates", "tests", "scripts/mutation"):
        for path in sorted((tree / folder).rglob("*")):
            if path.suffix in {".py", ".html", ".txt", ".toml"}:
                digest.update(str(path.relative_to(tree)).encode() + path.read_bytes())
    return digest.hexdigest()


def get_map(workshops: list[Workshop], cache: Path) -> Map:
    """The map of the present sources, drawn anew unless it is in `cache` already."""
    mark = fingerprint(workshops[0].root)
    if cache.exists():
        kept = json.loads(cache.read_text())
        if kept["fingerprint"] == mark:
            return Map([kept])
    drawn = Map(share(workshops, lambda shop, tests: shop.draw_map(list(tests)), CHUNKS))
    cache.parent.mkdir(parents=True, exist_ok=True)
    cache.write_text(json.dumps({"fingerprint": mark, **drawn.as_dict()}))
    return drawn


def share(workshops: list[Workshop], work: Any, pieces: Iterable[Any]) -> Iterable[Any]:
    """`work(workshop, piece)` for every piece, each workshop with one at a time."""
    idle: Queue[Workshop] = Queue()
    for workshop in workshops:
        idle.put(workshop)

    def one(piece: Any) -> Any:
        workshop = idle.get()
        try:
            return work(workshop, piece)
        finally:
            idle.put(workshop)

    with ThreadPoolExecutor(len(workshops)) as threads:
        yield from threads.map(one, pieces)
