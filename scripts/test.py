"""Everything that must hold, from a fresh clone: `make test`, which continuous integration runs.

What the tests need is found or installed, then come the fast checks, all tests on SQLite with a
real Elasticsearch (the one at ELASTICSEARCH_URL, or one of their own), and on PostgreSQL those for
which it makes a difference (docs/adr/0026-what-runs-on-both-databases.md). The first part that
fails ends it. With CI=true nothing may be missing and nothing skipped.
"""

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from scripts import compile_messages
from scripts.elasticsearch import private_node
from scripts.elasticsearch_files import ElasticsearchError
from scripts.postgres import find_postgres, private_cluster
from scripts.processes import stop_in_order
from scripts.services import ALL, CHROMIUM, POSTGRES, Service, explain, find_chromium, provide
from tools.convert import require_data

STARTED = time.monotonic()
ROOM_IN_MEMORY = 1024**3
# Of Elasticsearch: the tests index a few hundred listings.
HEAP = "512m"
PYTEST = [
    sys.executable,
    "-m",
    "pytest",
    "-p",
    "tests.plugins.no_skips",
    "--durations=10",
    "--timeout=300",
]
PARALLEL = ["-p", "tests.plugins.longest_first", "--numprocesses=2", "--max-worker-restart=0"]
ON_POSTGRESQL = [
    *("-p", "tests.plugins.on_postgresql"),
    *("-m", "not browser and not elasticsearch"),
]


def main() -> int:
    stop_in_order()
    missing = look_for_services()
    compile_messages.main()
    parts = [("Checks", checks), ("Tests on SQLite", sqlite), ("Tests on PostgreSQL", postgres)]
    for name, part in parts:
        announce(name)
        if code := part(missing):
            return code
    return 0


def look_for_services() -> list[Service]:
    announce("Programs the tests need")
    missing = provide(ALL)
    if os.environ.get("CI") == "true":
        if missing:
            sys.exit(explain(missing))
        # Some tests read the public collections, and nothing is skipped.
        require_data()
    print(explain(missing) if missing else "All there.", flush=True)
    return missing


@contextlib.contextmanager
def elasticsearch() -> Iterator[dict[str, str]]:
    """The variables that tell the tests where it is, or why they have to do without."""
    if os.environ.get("ELASTICSEARCH_URL"):
        print("Elasticsearch: the one at ELASTICSEARCH_URL.", flush=True)
        yield {}
        return
    with contextlib.ExitStack() as stack:
        try:
            found = {"ELASTICSEARCH_URL": stack.enter_context(private_node(HEAP))}
            print("Elasticsearch: started.", flush=True)
        except ElasticsearchError as error:
            if os.environ.get("CI") == "true":
                sys.exit(str(error))
            print(f"Elasticsearch: left out. {error}", flush=True)
            found = {"SKIP_ELASTICSEARCH_TESTS": f"No Elasticsearch: {error}".splitlines()[0]}
        yield found


def checks(_missing: list[Service]) -> int:
    return run([sys.executable, "-m", "scripts.check"], {})


def sqlite(missing: list[Service]) -> int:
    environment = {"CHROMIUM_PATH": find_chromium() or ""}
    if CHROMIUM in missing:
        environment["SKIP_BROWSER_TESTS"] = "Chromium is not installed"
    temporary = tempfile.TemporaryDirectory(prefix="techaccord-tests-", dir=fast_folder())
    with temporary as var, elasticsearch() as where:
        database = {"VAR_DIR": var, "DATABASE_URL": f"sqlite:///{var}/unused.sqlite3"}
        return run([*PYTEST, *PARALLEL], {**environment, **database, **where})


def fast_folder() -> Path | None:
    """In memory where there is room: SQLite waits for the disk after every change."""
    memory = Path("/dev/shm")  # noqa: S108
    usable = memory.is_dir() and os.access(memory, os.W_OK)
    return memory if usable and shutil.disk_usage(memory).free > ROOM_IN_MEMORY else None


def postgres(missing: list[Service]) -> int:
    programs = find_postgres()
    if POSTGRES in missing or programs is None:
        print("Left out: PostgreSQL is not installed.")
        return 0
    with private_cluster(programs) as address, tempfile.TemporaryDirectory() as var:
        environment = {"DATABASE_URL": address, "VAR_DIR": var}
        return run([*PYTEST, *PARALLEL, *ON_POSTGRESQL], environment)


def run(command: list[str], environment: dict[str, str]) -> int:
    # A value left over in the shell must not decide which settings are tested.
    inherited = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
    return subprocess.run(command, env={**inherited, **environment}, check=False).returncode


def announce(name: str) -> None:
    passed = int(time.monotonic() - STARTED)
    print(f"\n==> {name} (after {passed // 60} min {passed % 60:02} s)", flush=True)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
