"""What a record costs to import, and how much memory, at 1,000, 10,000 and 100,000 records.

`python -m bench.importing [--large]`, also part of `make bench`. Each size is imported by a process
of its own into an empty database of its own, published, from JSON Lines. After each batch a fixed
piece of work is timed as well: what else the machine does makes both slower. Exits with 1 when the
cost of a record, as a multiple of that work, or the memory grows by more than a fifth.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import secrets
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from collections.abc import Iterable

ROOT = Path(__file__).resolve().parents[1]
SIZES = (1_000, 10_000)
LARGE = 100_000
ALLOWED = 1.20
WORK = [{"number": number, "text": "word " * 200} for number in range(150)]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.importing", description=__doc__)
    parser.add_argument("--large", action="store_true", help="100,000 records too: ten minutes")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one is not None:
        print(json.dumps(measure(options.one)))
        return 0
    results = [in_a_process(size) for size in (*SIZES, *([LARGE] if options.large else []))]
    return tell(results)


def in_a_process(size: int) -> dict[str, float]:
    """A process of its own: the most memory that one ever used is never given back."""
    with tempfile.TemporaryDirectory(prefix="techaccord-bench-") as folder:
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings.local",
            "SECRET_KEY": secrets.token_urlsafe(50),
            "VAR_DIR": folder,
            "LOG_LEVEL": "WARNING",
        }
        environment.pop("DATABASE_URL", None)
        command = [sys.executable, "-m", "bench.importing", "--one", str(size)]
        migrate = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
        subprocess.run(migrate, cwd=ROOT, env=environment, check=True)
        done = subprocess.run(
            command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True
        )
    return json.loads(done.stdout.splitlines()[-1])


def measure(size: int) -> dict[str, float]:
    django.setup()
    # Only now can the product be imported.
    from accounts.models import User  # noqa: PLC0415
    from bench.records import SOURCE, records  # noqa: PLC0415
    from countries.models import Country  # noqa: PLC0415
    from marketplace.actions.importing import import_records  # noqa: PLC0415
    from marketplace.exchange.reading import read  # noqa: PLC0415
    from partners.actions.stand_ins import stand_for  # noqa: PLC0415

    operator = User.objects.create(email="bench@bench.example", is_superuser=True)
    kenya = Country.objects.get(pk="KE")
    organisation = stand_for(SOURCE, country=kenya, by=operator)
    path = written(records(size))
    memory, work = [own_memory()], [0.0]

    def look(_rows: int) -> None:
        memory.append(own_memory())
        work.append(fixed_work())

    started, cpu = time.perf_counter(), time.process_time()
    with path.open("rb") as stream:
        report = import_records(
            read(stream, path.name), organisation=organisation, by=operator, publish=True,
            as_operator=True, progress=look,
        )  # fmt: skip
    if report.created != size:
        raise SystemExit(f"only {report.created} of {size} went in: {report.problems[:3]}")
    return {
        "records": size,
        "seconds": time.perf_counter() - started - sum(work),
        "cpu": time.process_time() - cpu - sum(work),
        "work": sum(work) / (len(work) - 1),
        "megabytes": max(memory) or resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def written(records: Iterable[dict]) -> Path:
    path = Path(os.environ["VAR_DIR"]) / "records.jsonl"
    with path.open("w") as file:
        file.writelines(json.dumps(record) + "\n" for record in records)
    return path


def fixed_work() -> float:
    """Seconds of the processor for always the same."""
    started = time.process_time()
    for _ in range(10):
        json.loads(json.dumps(WORK))
        sorted(str(piece) for piece in WORK)
    return time.process_time() - started


def own_memory(process: int | str = "self") -> float:
    """In MB and without the database file, of which SQLite maps up to 128 MB; 0 if unknown."""
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0
    found = re.search(r"RssAnon:\s*(\d+)", status)
    return int(found[1]) / 1024 if found else 0


def tell(results: list[dict[str, float]]) -> int:
    """Compared by processor time, as a multiple of what the fixed work took meanwhile."""
    first = results[0]
    print("\nimport      records   per second   CPU ms each   ratio   most memory   ratio")
    flat = True
    for one in results:
        cost = one["cpu"] / one["records"]
        by_cost = cost / one["work"] / (first["cpu"] / first["records"] / first["work"])
        by_memory = one["megabytes"] / first["megabytes"]
        flat = flat and by_cost <= ALLOWED and by_memory <= ALLOWED
        print(
            f"{one['records']:>19,} {one['records'] / one['seconds']:>12,.0f}"
            f" {cost * 1000:>13.2f} {by_cost:>7.2f} {one['megabytes']:>10.0f} MB {by_memory:>7.2f}"
        )
    print("PASS: flat within a fifth" if flat else "BELOW: it grows by more than a fifth")
    return 0 if flat else 1


if __name__ == "__main__":
    sys.exit(main())
