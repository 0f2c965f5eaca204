"""What matching costs: for a need or an offer that is published, and for all at once.

`python -m bench.matching [--needs 500] [--offers 1000 10000]`. For each number of offers a process
of its own imports needs and offers into an empty database, indexes them and measures. Beside each
figure stands the baseline of the same run: the bare question to the engine for the same texts.
100,000 offers take an hour.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django

from bench.apart import in_a_process, own_memory

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

NEEDS, OFFERS = 500, (1_000, 10_000)
# So many are published one after the other.
PUBLISHED = 40
HEADER = (
    "\nmatching: milliseconds of one at the median, and as a multiple of the bare question\n"
    f"{'needs':>8} {'offers':>8} {'bare':>8} {'a need':>15} {'an offer':>15}"
    f" {'all needs':>12} {'a need of all':>14} {'memory':>8} {'matches':>9}"
)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.matching", description=__doc__)
    parser.add_argument("--needs", type=int, default=NEEDS)
    parser.add_argument("--offers", type=int, nargs="+", default=OFFERS)
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measure(options.needs, options.offers[0])))
        return 0
    print(HEADER, flush=True)
    results = []
    for offers in options.offers:
        arguments = ["--one", "--needs", str(options.needs), "--offers", str(offers)]
        results.append(in_a_process("bench.matching", arguments))
        print(row(results[-1]), flush=True)
    print(growth(results[0], results[-1]))
    return 0


def measure(needs: int, offers: int) -> dict[str, Any]:
    django.setup()
    # Only now can the product be imported.
    from matching import keeping  # noqa: PLC0415
    from matching.models import Match  # noqa: PLC0415
    from matching.side_cache import SideCache, needs_to_match  # noqa: PLC0415
    from matching.sides import sides_of  # noqa: PLC0415
    from search.documents import documents_of  # noqa: PLC0415
    from search.engines import engine  # noqa: PLC0415
    from search.indexing import public_keys  # noqa: PLC0415

    loaded = {"need": load("need", needs), "offer": load("offer", offers)}
    engine().rebuild(public_keys(), documents_of)
    keys = {kind: found[:PUBLISHED] for kind, found in loaded.items()}
    sides = sides_of(keys["need"])

    def ask(key: Any) -> None:
        engine().similar(sides[key].likeness, kind="offer", without_organisation=-1, limit=100)

    ask(keys["need"][0])
    bare = timed(ask, keys["need"])
    need = timed(keeping.refresh, keys["need"])
    offer = timed(keeping.refresh, keys["offer"])
    began, cache, memory = time.perf_counter(), SideCache(), 0.0
    for key in needs_to_match():
        keeping.refresh(key, cache)
        memory = max(memory, own_memory())
    return {
        "needs": needs, "offers": offers, "bare": bare, "need": need, "offer": offer,
        "all": time.perf_counter() - began, "megabytes": memory, "matches": Match.objects.count(),
    }  # fmt: skip


def load(kind: str, count: int) -> list[Any]:
    """Import them, published, for an organisation that owns all of a kind; their keys."""
    from accounts.models import User  # noqa: PLC0415
    from bench.market import records  # noqa: PLC0415
    from countries.models import Country  # noqa: PLC0415
    from marketplace.actions.importing import import_records  # noqa: PLC0415
    from marketplace.exchange.reading import read  # noqa: PLC0415
    from marketplace.models import Listing  # noqa: PLC0415
    from partners.actions.stand_ins import stand_for  # noqa: PLC0415

    operator, _created = User.objects.get_or_create(email="bench@bench.example", is_superuser=True)
    kenya = Country.objects.get(pk="KE")
    organisation = stand_for(f"Bench {kind}s", country=kenya, by=operator)
    path = written(kind, records(kind, count))
    with path.open("rb") as stream:
        report = import_records(
            read(stream, path.name), organisation=organisation, by=operator, publish=True,
            as_operator=True,
        )  # fmt: skip
    if report.created != count:
        raise SystemExit(f"only {report.created} of {count} went in: {report.problems[:3]}")
    rows = Listing.objects.filter(organisation=organisation).order_by("pk")
    return list(rows.values_list("pk", flat=True))


def written(kind: str, records: Iterable[dict[str, Any]]) -> Path:
    path = Path(os.environ["VAR_DIR"]) / f"{kind}s.jsonl"
    with path.open("w") as file:
        file.writelines(json.dumps(record) + "\n" for record in records)
    return path


def timed(action: Callable[[Any], object], keys: Sequence[Any]) -> float:
    """Milliseconds of one, at the median."""
    took = []
    for key in keys:
        began = time.perf_counter()
        action(key)
        took.append((time.perf_counter() - began) * 1000)
    return statistics.median(took)


def row(one: dict[str, Any]) -> str:
    each = one["all"] * 1000 / one["needs"]
    return (
        f"{one['needs']:>8,} {one['offers']:>8,} {one['bare']:>8.1f}"
        f" {one['need']:>8.1f} ({one['need'] / one['bare']:>4.1f})"
        f" {one['offer']:>8.1f} ({one['offer'] / one['bare']:>4.1f})"
        f" {one['all']:>10.1f} s {each:>11.1f} ms {one['megabytes']:>5.0f} MB"
        f" {one['matches']:>9,}"
    )


def growth(first: dict[str, Any], last: dict[str, Any]) -> str:
    grown = last["offers"] / first["offers"]
    costs = (f"{name} {last[name] / first[name]:.1f}" for name in ("bare", "need", "offer", "all"))
    return f"with {grown:.1f} times the offers the cost grows by: {', '.join(costs)}"


if __name__ == "__main__":
    sys.exit(main())
