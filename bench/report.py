"""What was found, in words for the terminal and as a file to keep."""

from __future__ import annotations

import json
import os
import platform
import sqlite3
import sys
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from bench.rounds import Bench, Figure, figure
from bench.server import Cores

TARGET = 0.20
# Pages for which another share was agreed. The fullest listing, with some fifty rows of tables, is
# measured so that it does not grow unnoticed: a public page is meant to be as the usual one is.
TARGETS = {"offers": 0.15, "fullest listing": 0.12}
FEWEST = 3
PACKAGES = ("Django", "wagtail", "django-allauth", "gunicorn", "whitenoise", "rules")


def verdict(found: Figure, target: float = TARGET) -> str:
    if found.ratio is None or found.counted < FEWEST:
        return "NOISY"
    return "PASS" if found.ratio >= target else "BELOW"


def machine(cores: Cores) -> dict[str, object]:
    return {
        "system": platform.platform(),
        "processor": _first_value("/proc/cpuinfo", "model name") or platform.processor(),
        "cores": os.cpu_count(),
        "memory": _first_value("/proc/meminfo", "MemTotal"),
        "pinned": cores._asdict(),
        "load": list(os.getloadavg()),
    }


def versions() -> dict[str, str]:
    packages = {name: version(name) for name in PACKAGES}
    return {"Python": sys.version.split()[0], "SQLite": sqlite3.sqlite_version, **packages}


def _first_value(path: str, key: str) -> str:
    try:
        lines = Path(path).read_text().splitlines()
    except OSError:
        return ""
    values = (line.partition(":")[2].strip() for line in lines if line.startswith(key))
    return next(values, "")


def print_page(bench: Bench, name: str, facts: dict) -> None:
    found, target = figure(bench.samples[name]), TARGETS.get(name, TARGET)
    few, many = facts["queries"][name]
    print(f"\n{name}  {bench.paths[name]}")
    if found.ratio is None:
        print(f"  ratio      none: {found.taken} rounds, all disturbed")
    else:
        print(
            f"  ratio      {found.ratio:.3f} of the empty view "
            f"({found.lowest:.3f} to {found.highest:.3f}, {found.counted} of {found.taken} rounds "
            f"counted)   target {target:.2f}   {verdict(found, target)}"
        )
    if found.ratio_of_cpu:
        print(f"  by cpu     {found.ratio_of_cpu:.3f}, all rounds, by processor time per answer")
    print(f"  queries    {few} with 3 rows of each kind, {many} with 30")
    print(f"  sent       {facts['bytes'][name]} bytes, compressed")
    print(f"  made anew  {'yes' if facts['made_anew'][name] else 'NO'}")


def print_round(bench: Bench, number: int) -> None:
    shown = []
    for name, samples in bench.samples.items():
        sample = samples[-1]
        note = (
            "" if sample.is_quiet else f" (not counted: baselines {sample.disagreement:.0%} apart)"
        )
        shown.append(f"{name} {sample.page.per_second:.0f}/s = {sample.ratio:.3f}{note}")
    before = next(iter(bench.samples.values()))[-1].before
    print(f"round {number}: empty {before.per_second:.0f}/s, {', '.join(shown)}", flush=True)


def busiest_client(bench: Bench) -> float:
    """The largest share of its core that the load generator used in any slice."""
    return max(
        part.client_share
        for samples in bench.samples.values()
        for sample in samples
        for part in (sample.before, sample.page, sample.after)
    )


def write(folder: Path, bench: Bench, facts: dict) -> Path:
    pages = {
        name: {
            "path": bench.paths[name],
            **vars(figure(samples)),
            "verdict": verdict(figure(samples), TARGETS.get(name, TARGET)),
            "samples": [sample.as_dict() for sample in samples],
        }
        for name, samples in bench.samples.items()
    }
    now = datetime.now(UTC)
    path = folder / f"{now:%Y-%m-%dT%H%M%S}.json"
    found = {"made_at": now.isoformat(), "target": TARGET, "pages": pages, **facts}
    path.write_text(json.dumps(found, indent=1) + "\n")
    return path
