"""Which tests to run against a mutant: those that run the function it stands in."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
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
# About the tree, the tools or the demo; or in a browser, which takes too long.
NO_GUARDS_RUN = {"architecture", "bench", "demo", "faults", "journeys", "plugins", "scripts"}
# Decide what a test runs.
DECIDING = {".py", ".html", ".txt", ".toml"}


class Map:
    def __init__(self, found: Iterable[dict[str, Any]]) -> None:
        self.tests: dict[str, dict[str, Any]] = {}
        self.rows: list[dict[str, Any]] = []
        self.red: list[str] = []
        for part in found:
            self.tests |= part["tests"]
            self.rows += part["rows"]
            self.red += part["red"]

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
        wanted = [name for name in likely if _named(name, mutant)]
        wanted += _affordable([name for name in likely if name not in wanted], seconds)
        tests = [name for name in wanted if name in self.tests]
        return {"tests": tests, "rows": rows}


def _affordable(likely: list[str], seconds: Counter[str]) -> list[str]:
    """The table and the other tests each have their time: neither crowds the other out."""
    passed: Counter[bool] = Counter()
    chosen = []
    for name in likely:
        of_table = name.startswith(TABLE)
        if passed[of_table] < MOST_SECONDS:
            chosen.append(name)
        passed[of_table] += seconds[name]
    return chosen


def _runs(entry: dict[str, Any], mutant: Mutant) -> bool:
    if mutant.function is not None:
        return mutant.function in entry["functions"]
    # A rule stands outside of functions, and works where the predicates beside it do; anything
    # else wherever its app does.
    where = f"{mutant.path}:" if mutant.kind == "rule" else f"{mutant.path.split('/')[0]}/"
    return any(name.startswith(where) for name in entry["functions"])


def _named(test: str, mutant: Mutant) -> bool:
    return test.startswith(mutant.tests or ("\0",))


def _rank(test: str, mutant: Mutant, seconds: float) -> tuple:
    if _named(test, mutant):
        return (-1, seconds)
    if test.startswith(TABLE):
        state = next(place for place, state in enumerate(STATES) if f"[{state}]" in test)
        return (0 if mutant.kind in FOR_THE_TABLE else 4, state)
    if _mirrors(test, mutant):
        return (1, seconds)
    same_app = test.split("/")[1] == mutant.path.split("/")[0]
    return (2 if same_app else 3, seconds)


def _mirrors(test: str, mutant: Mutant) -> bool:
    """Whether the test stands in the file that is the module's own: tests/ mirrors the source."""
    folder, _, name = mutant.path.rpartition("/")
    return test.startswith(f"tests/{folder}/test_{name}::")


def folders(tree: Path) -> list[str]:
    """Those whose tests may notice, each a part of the map that is drawn by itself."""
    return sorted(
        f"tests/{path.name}"
        for path in (tree / "tests").iterdir()
        if path.name not in NO_GUARDS_RUN and any(path.glob("**/test_*.py"))
    )


def fingerprint(tree: Path, folder: str) -> str:
    """Of everything that decides which test in `folder` runs what."""
    product = [tree / name for name in (*APPS, "config", "templates", folder)]
    paths = {path for part in product for path in part.rglob("*")}
    paths |= {*(tree / "tests").glob("*.py"), tree / "scripts/mutation/plugin.py"}
    digest = hashlib.sha256()
    for path in sorted(paths):
        if path.suffix in DECIDING:
            digest.update(str(path.relative_to(tree)).encode() + path.read_bytes())
    return digest.hexdigest()


def get_map(workshops: list[Workshop], cache: Path) -> Map:
    """The map of the present sources; parts that are in `cache` already are not drawn anew."""
    tree = workshops[0].root
    kept = json.loads(cache.read_text()) if cache.exists() else {}
    marks = {folder: fingerprint(tree, folder) for folder in folders(tree)}
    fresh = [name for name, mark in marks.items() if kept.get(name, {}).get("mark") != mark]
    parts = {name: kept[name] for name in marks if name not in fresh}
    cache.parent.mkdir(parents=True, exist_ok=True)
    drawn = share(workshops, lambda shop, folder: shop.draw_map(folder), fresh)
    for name, part in zip(fresh, drawn, strict=True):
        parts[name] = {"mark": marks[name], **part}
        cache.write_text(json.dumps(parts))
    return Map(parts.values())


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
