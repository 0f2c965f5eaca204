"""What matching costs: for a need or an offer that is published, and for all at once.

`python -m bench.matching [--needs 500] [--offers 1000 10000] [--all 500]`. For each number of offers
a process of its own writes needs and offers made from real records into an empty database, indexes
them and measures. Beside each figure stands the baseline of the same run: the bare question to the
engine for the same texts. All needs are matched as by `match_all`, or so many of them, spread
evenly, as `--all` says. 100,000 offers take some twenty minutes.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from typing import TYPE_CHECKING, Any

import django

from bench.apart import in_a_process, own_memory
from tools.convert import data_folder, require_data

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

NEEDS, OFFERS = 500, (1_000, 10_000)
# So many are published one after the other.
PUBLISHED = 40
# The whole of it takes an hour or more.
TOLD_EVERY = 500
HEADER = (
    "\nmatching: milliseconds of one at the median, and as a multiple of the bare question\n"
    f"{'needs':>8} {'offers':>8} {'bare':>8} {'a need':>15} {'an offer':>15}"
    f" {'match_all of':>12} {'took':>12} {'each':>11} {'memory':>8} {'matches':>9}"
)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.matching", description=__doc__)
    parser.add_argument("--needs", type=int, default=NEEDS)
    parser.add_argument("--offers", type=int, nargs="+", default=OFFERS)
    parser.add_argument("--all", type=int, default=NEEDS, help="so many needs as by match_all")
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measure(options.needs, options.offers[0], options.all)))
        return 0
    require_data()
    print(HEADER, flush=True)
    results = []
    for offers in options.offers:
        counts = {"--needs": options.needs, "--offers": offers, "--all": options.all}
        arguments = ["--one", *(str(part) for pair in counts.items() for part in pair)]
        results.append(in_a_process("bench.matching", arguments))
        print(row(results[-1]), flush=True)
    print(growth(results[0], results[-1]))
    return 0


def measure(needs: int, offers: int, of_all: int) -> dict[str, Any]:
    django.setup()
    # Only now can the product be imported.
    from bench import corpus  # noqa: PLC0415
    from marketplace.models import Listing  # noqa: PLC0415
    from matching import keeping  # noqa: PLC0415
    from matching.models import Match  # noqa: PLC0415
    from matching.side_cache import SideCache, needs_to_match  # noqa: PLC0415
    from matching.sides import sides_of  # noqa: PLC0415
    from search.documents import documents_of  # noqa: PLC0415
    from search.engines import engine  # noqa: PLC0415
    from search.indexing import public_keys  # noqa: PLC0415

    corpus.fill_market(corpus.originals(data_folder()), needs=needs, offers=offers)
    tell(f"{needs:,} needs and {offers:,} offers written")
    engine().rebuild(public_keys, documents_of)
    tell("indexed")
    rows = Listing.objects.order_by("pk").values_list("pk", flat=True)
    keys = {kind: spread(rows.filter(kind=kind), PUBLISHED) for kind in ("need", "offer")}
    sides = sides_of(keys["need"])

    def ask(key: Any) -> None:
        engine().similar(sides[key].likeness, kind="offer", without_organisation=-1, limit=100)

    ask(keys["need"][0])
    bare = timed(ask, keys["need"])
    need = timed(keeping.refresh, keys["need"])
    offer = timed(keeping.refresh, keys["offer"])
    tell(f"bare {bare:.1f} ms, a need {need:.1f} ms, an offer {offer:.1f} ms")
    every, cache = spread(needs_to_match(), of_all), SideCache()
    took, memory = one_after_the_other(lambda key: keeping.refresh(key, cache), every)
    return {
        "needs": needs, "offers": offers, "bare": bare, "need": need, "offer": offer,
        "all": took, "matched": len(every), "megabytes": memory,
        "matches": Match.objects.count(),
    }  # fmt: skip


def one_after_the_other(
    action: Callable[[Any], object], keys: Sequence[Any]
) -> tuple[float, float]:
    """Seconds, and the most memory in MB."""
    began, memory = time.perf_counter(), 0.0
    for number, key in enumerate(keys, 1):
        action(key)
        memory = max(memory, own_memory())
        if number % TOLD_EVERY == 0:
            tell(f"{number:,} of {len(keys):,} matched, {time.perf_counter() - began:.0f} s")
    return time.perf_counter() - began, memory


def tell(how_far: str) -> None:
    print(f"  {how_far}", file=sys.stderr, flush=True)


def spread(every: Iterable[Any], most: int) -> list[Any]:
    """So many of them at most, from the first to the last."""
    found = list(every)
    return found[:: max(-(-len(found) // most), 1)]


def timed(action: Callable[[Any], object], keys: Sequence[Any]) -> float:
    """Milliseconds of one, at the median."""
    took = []
    for key in keys:
        began = time.perf_counter()
        action(key)
        took.append((time.perf_counter() - began) * 1000)
    return statistics.median(took)


def row(one: dict[str, Any]) -> str:
    each = one["all"] * 1000 / one["matched"]
    return (
        f"{one['needs']:>8,} {one['offers']:>8,} {one['bare']:>8.1f}"
        f" {one['need']:>8.1f} ({one['need'] / one['bare']:>4.1f})"
        f" {one['offer']:>8.1f} ({one['offer'] / one['bare']:>4.1f})"
        f" {one['matched']:>12,} {one['all']:>10.1f} s {each:>8.1f} ms"
        f" {one['megabytes']:>5.0f} MB {one['matches']:>9,}"
    )


def growth(first: dict[str, Any], last: dict[str, Any]) -> str:
    grown = last["offers"] / first["offers"]
    costs = (f"{name} {last[name] / first[name]:.1f}" for name in ("bare", "need", "offer", "all"))
    return f"with {grown:.1f} times the offers the cost grows by: {', '.join(costs)}"


if __name__ == "__main__":
    sys.exit(main())
