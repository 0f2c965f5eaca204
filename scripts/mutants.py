"""The power of the tests: `make mutants` removes each guard in turn and sees who notices.

A guard is what stands between somebody and something: a decorator, a permission, a check before a
refusal, a filter, a header. Each is removed in a copy of the tree, and the tests that run the
place are run. A mutant that no test notices survived: a test is missing, or the guard is not
needed. Those of the second kind are listed with their reason in scripts/mutation/equivalent.toml.
A run that was broken off is gone on with. Exits with 1 when one survived that is not listed.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import tempfile
import time
import tomllib
from collections import Counter
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from pathlib import Path

from scripts.mutation.guards import Mutant, find
from scripts.mutation.ledger import Ledger
from scripts.mutation.plans import Map, get_map, share
from scripts.mutation.plugin import TABLE
from scripts.mutation.workshop import KILLED, SURVIVED, Outcome, Workshop
from scripts.processes import stop_in_order
from scripts.test import elasticsearch, fast_folder

ROOT = Path(__file__).resolve().parents[1]
EQUIVALENT = ROOT / "scripts" / "mutation" / "equivalent.toml"


def main() -> int:
    stop_in_order()
    options = read_options()
    if options.list:
        for mutant in choose(find(ROOT), options):
            print(f"{mutant.name}  (line {mutant.line}: {mutant.removed[:100]})")
        return 0
    var = Path(os.environ.get("VAR_DIR", ROOT / "var")).resolve() / "mutants"
    temporary = tempfile.TemporaryDirectory(prefix="techaccord-mutants-", dir=fast_folder())
    with temporary as folder, elasticsearch() as where:
        os.environ.update(where)
        shops = [Workshop(ROOT, Path(folder) / str(n)) for n in range(options.workers)]
        # Read from the copy: the tree may change while this runs.
        known = find(shops[0].root)
        mutants = choose(known, options)
        say("Making the database, and the map of which test runs what ...")
        for shop in shops:
            shop.make_database()
        drawn = get_map(shops, var / "map.json")
        for name in drawn.red:
            say(f"  left out, red without any mutant: {name}")
        if any(name.startswith(TABLE) for name in drawn.red):
            sys.exit("Without the access table most mutants would survive. Make it green first.")
        ledger = Ledger(var / "known.json", shops[0].root)
        outcomes = run(mutants, shops, drawn, ledger)
    return conclude(outcomes, {mutant.name for mutant in known}, var)


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m scripts.mutants")
    parser.add_argument("--only", metavar="GLOB", help="mutants whose name fits, as 'refusal *'")
    parser.add_argument("--sample", type=int, metavar="N", help="so many, chosen at random")
    parser.add_argument("--seed", type=int, default=0, help="of the sample")
    parser.add_argument("--workers", type=int, default=min(os.cpu_count() or 1, 8))
    parser.add_argument("--list", action="store_true", help="only say which there are")
    return parser.parse_args()


def choose(mutants: list[Mutant], options: argparse.Namespace) -> list[Mutant]:
    if options.only:
        mutants = [mutant for mutant in mutants if fnmatchcase(mutant.name, options.only)]
    if options.sample is not None and options.sample < len(mutants):
        chosen = random.Random(options.seed).sample(mutants, options.sample)  # noqa: S311
        mutants = [mutant for mutant in mutants if mutant in chosen]
    if not mutants:
        sys.exit("No mutant has such a name; --list says which there are.")
    return mutants


def run(mutants: list[Mutant], shops: list[Workshop], drawn: Map, ledger: Ledger) -> list[Outcome]:
    def judge(shop: Workshop, mutant: Mutant) -> Outcome:
        started = time.monotonic()
        status, by = shop.judge(mutant, drawn.plan(mutant))
        return Outcome(mutant, status, by, round(time.monotonic() - started, 1))

    outcomes = [known for mutant in mutants if (known := ledger.find(mutant))]
    if outcomes:
        say(f"{len(outcomes)} are known from a run that was broken off.")
    decided = {outcome.mutant.name for outcome in outcomes}
    for outcome in share(shops, judge, [m for m in mutants if m.name not in decided]):
        ledger.keep(outcome)
        outcomes.append(outcome)
        counted = f"{len(outcomes):{len(str(len(mutants)))}}/{len(mutants)}"
        by = f"  by {outcome.by}" if outcome.by else ""
        say(f"{counted} {outcome.status:8} {outcome.mutant.name}{by}  {outcome.seconds:.0f} s")
    return outcomes


def conclude(outcomes: list[Outcome], known: set[str], var: Path) -> int:
    reasons = equivalents()
    killed = [outcome for outcome in outcomes if outcome.status == KILLED]
    excused = [o for o in outcomes if o.status == SURVIVED and o.mutant.name in reasons]
    open_ones = [o for o in outcomes if o not in killed and o not in excused]
    needless = [o.mutant.name for o in killed if o.mutant.name in reasons]
    gone = set(reasons) - known
    say("")
    totals = Counter(outcome.mutant.kind for outcome in outcomes)
    dead = Counter(outcome.mutant.kind for outcome in killed)
    for kind, total in totals.most_common():
        say(f"  {kind:11} {dead[kind]:3} of {total:3} killed")
    for outcome in open_ones:
        mutant = outcome.mutant
        say(f"  {outcome.status}: {mutant.name}\n    line {mutant.line}: {mutant.removed[:160]}")
    for outcome in excused:
        say(f"  equivalent: {outcome.mutant.name}\n    {reasons[outcome.mutant.name]}")
    for name in sorted([*needless, *gone]):
        say(f"  no longer to be listed in equivalent.toml: {name}")
    say(
        f"\n{len(killed)} of {len(outcomes)} killed; {len(excused)} are equivalent, by reasons given."
    )
    say(f"Written to {write(outcomes, var)}")
    return 1 if open_ones or needless or gone else 0


def equivalents() -> dict[str, str]:
    entries = tomllib.loads(EQUIVALENT.read_text())["equivalent"]
    return {entry["name"]: entry["reason"] for entry in entries}


def write(outcomes: list[Outcome], var: Path) -> Path:
    path = var / f"{datetime.now(UTC):%Y-%m-%dT%H%M%S}.json"
    rows = [
        {"name": o.mutant.name, "line": o.mutant.line, "removed": o.mutant.removed,
         "status": o.status, "by": o.by, "seconds": o.seconds}
        for o in outcomes
    ]  # fmt: skip
    path.write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n")
    return path


def say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
