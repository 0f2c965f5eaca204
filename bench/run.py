"""How fast the main pages are, as a ratio to an empty view of the same server: `make bench`.

Requests per second say more about the machine than about the product; a ratio to a view that
does nothing, behind the same middleware in the same process and minute, can be compared. The
method is told in docs/performance.md. Exits with 1 when a page is below the target or the machine
was too busy to say.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path

import django

from bench import report
from bench.rounds import Bench, figure
from bench.server import choose_cores, prepare_site, serving

ROOT = Path(__file__).resolve().parents[1]


def main() -> int:
    options = read_options()
    folder = Path(os.environ.get("VAR_DIR", ROOT / "var")).resolve() / "bench"
    environment = prepare_site(folder / "site")
    deadline = time.monotonic() + options.most
    django.setup()
    # Only now can the product be imported.
    from bench import pages  # noqa: PLC0415

    cores = choose_cores()
    facts = {"machine": report.machine(cores), "versions": report.versions()}
    facts |= {"data": pages.data_size(), "queries": pages.queries()}
    with serving(environment, cores) as server:
        facts |= {"bytes": pages.bytes_sent(server.port), "made_anew": pages.made_anew(server.port)}
        bench = Bench(server, pages.paths(), options.seconds)
        bench.warm_up()
        for number in bench.rounds(options.rounds, deadline=deadline):
            report.print_round(bench, number)
    facts["load_afterwards"] = list(os.getloadavg())
    return conclude(folder, bench, facts)


def conclude(folder: Path, bench: Bench, facts: dict) -> int:
    for name in bench.paths:
        report.print_page(bench, name, facts)
    print(f"\nThe load generator used at most {report.busiest_client(bench):.0%} of its core.")
    print(f"Written to {report.write(folder, bench, facts)}")
    passed = all(
        report.verdict(figure(samples), report.TARGETS.get(name, report.TARGET)) == "PASS"
        for name, samples in bench.samples.items()
    )
    honest = all(facts["made_anew"].values())
    constant = all(few == many for few, many in facts["queries"].values())
    return 0 if passed and honest and constant else 1


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__.partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=2.5, help="length of one measurement")
    parser.add_argument("--rounds", type=int, default=5, help="undisturbed rounds wanted")
    parser.add_argument(
        "--most", type=float, default=85, help="seconds after which no further round begins to fit"
    )
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
