"""How long a search takes beside the query it stands on: `python -m bench.searching`.

Every engine and size has a process, a database and an index of its own, filled with listings made
from real records. Prints a table and JSON, ends by itself, and with 1 when a target is missed. The
method is told in docs/performance.md.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django

from bench.apart import own_memory
from scripts.elasticsearch import private_server
from scripts.elasticsearch_files import ElasticsearchError
from scripts.processes import free_port
from tools.convert import require_data

ROOT = Path(__file__).resolve().parents[1]
EMBEDDED, ELASTICSEARCH = "embedded", "elasticsearch"
SMALL = 10_000
DATABASE = "techaccord.sqlite3"
# A process that hangs must not hold up everything; so long for each size, and for each listing.
MOST_SECONDS, SECONDS_EACH = 600, 0.02
# Page to engine's query, engine to the one by hand, and how fast an index is built.
OF_PAGE, OF_FTS5, OF_BULK = 2.0, 3.0, 0.5


def main() -> int:
    options = read_options()
    if options.one:
        print(json.dumps(measured(*options.one, options.seconds)))
        return 0
    require_data()
    with tempfile.TemporaryDirectory(prefix="techaccord-bench-") as folder:
        found = all_measured(prepared(Path(folder)), options)
    targets = [verdict for one in found for verdict in verdicts(one)]
    for one in found:
        print(table(one))
    print(json.dumps({"measured": found, "targets": targets}))
    return 0 if all(target["met"] for target in targets) else 1


def all_measured(site: dict[str, str], options: argparse.Namespace) -> list[dict[str, Any]]:
    found = [in_a_process(EMBEDDED, size, site, options) for size in options.embedded]
    for size in options.elasticsearch:
        try:
            with node(options.heap) as (where, group):
                one = in_a_process(ELASTICSEARCH, size, site | where, options)
                found.append(one | {"node_megabytes": memory_of_group(group)})
        except ElasticsearchError as error:
            sys.exit(str(error))
    return found


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.searching", description=__doc__)
    sizes: dict[str, Any] = {"type": int, "nargs": "*", "metavar": "LISTINGS"}
    parser.add_argument("--embedded", default=[SMALL], help="sizes; 10000 unless given", **sizes)
    parser.add_argument("--elasticsearch", default=[], help="sizes; none unless given", **sizes)
    parser.add_argument("--heap", default="1g", help="memory of the private Elasticsearch")
    parser.add_argument("--seconds", type=float, default=15, help="length of each measurement")
    parser.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    return parser.parse_args()


@contextlib.contextmanager
def node(heap: str) -> Iterator[tuple[dict[str, str], int]]:
    """What leads to the one at ELASTICSEARCH_URL, else to a private one that runs while it is
    measured; and the group of its processes, 0 where they are not ours."""
    given = {key: v for key, v in os.environ.items() if key.startswith("ELASTICSEARCH_")}
    if given.get("ELASTICSEARCH_URL"):
        yield given, 0
        return
    with private_server(heap, quick=False) as server:
        yield {"ELASTICSEARCH_URL": server.address}, server.group


def memory_of_group(group: int) -> int:
    """MB of all processes of a group together."""
    members = [
        path.parent.name
        for path in Path("/proc").glob("[0-9]*/stat")
        if group and process_group(path) == group
    ]
    return round(sum(own_memory(int(member)) for member in members))


def process_group(stat: Path) -> int:
    try:
        # After the name, which may hold anything: state, parent, group.
        return int(stat.read_text().rpartition(")")[2].split()[2])
    except OSError:
        return 0


def prepared(folder: Path) -> dict[str, str]:
    """The environment of a site in `folder` whose database has tables and nothing in them."""
    environment = {
        **{key: v for key, v in os.environ.items() if not key.startswith("ELASTICSEARCH_")},
        # An answer of the stand-in must not be taken for one of the engine.
        "ELASTICSEARCH_TIMEOUT": "60",
        "ACCESS_LOG": "false",
        "BIND": "127.0.0.1",
        "DJANGO_SETTINGS_MODULE": "bench.settings",
        "LOG_LEVEL": "WARNING",
        "SEARCH_INDEX_PREFIX": f"bench_{secrets.token_hex(4)}_",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "STATIC_ROOT": str(folder / "static"),
        "VAR_DIR": str(folder),
        "WEB_WORKERS": "1",
    }
    for variable in ("DATABASE_URL", "REDIS_URL"):
        environment.pop(variable, None)
    for command in ("migrate", "collectstatic"):
        arguments = [command, "--no-input", "--verbosity", "0"]
        subprocess.run(
            [sys.executable, "manage.py", *arguments], cwd=ROOT, env=environment, check=True
        )
    return environment


def in_a_process(
    name: str, size: int, site: dict[str, str], options: argparse.Namespace
) -> dict[str, Any]:
    """In a copy of the prepared site."""
    with tempfile.TemporaryDirectory(prefix="techaccord-bench-") as folder:
        shutil.copy(Path(site["VAR_DIR"]) / DATABASE, folder)
        environment = {**site, "VAR_DIR": folder, "PORT": str(free_port())}
        command = ["-m", "bench.searching", "--seconds", str(options.seconds)]
        try:
            done = subprocess.run(
                [sys.executable, *command, "--one", name, str(size)],
                cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True,
                timeout=MOST_SECONDS + SECONDS_EACH * size,
            )  # fmt: skip
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
            sys.exit(f"{name} at {size:,} listings was not measured: {error}")
    return json.loads(done.stdout.splitlines()[-1])


def measured(name: str, size: str, seconds: float) -> dict[str, Any]:
    django.setup()
    # Only now can the product be imported.
    from bench.search_one import measure  # noqa: PLC0415

    return measure(name, int(size), seconds)


# --- What came out ------------------------------------------------------------------------------


def verdicts(one: dict[str, Any]) -> list[dict[str, Any]]:
    rebuild, what = one["rebuild"], f"{one['name']} at {one['listings']:,}"
    page, engine, by_hand = (one[name]["p50"] for name in ("page", "engine", "by_hand"))
    if one["name"] == EMBEDDED:
        return [
            _most(f"{what}: page / engine", page / engine, OF_PAGE),
            _most(f"{what}: engine / FTS5", engine / by_hand, OF_FTS5),
        ]
    built = rebuild["per_second"] / rebuild["plain_per_second"]
    return [
        _most(f"{what}: page / query by hand", page / by_hand, OF_PAGE),
        {"what": f"{what}: rebuild / plain bulk", "ratio": round(built, 2), "target": OF_BULK,
         "met": built >= OF_BULK},
    ]  # fmt: skip


def _most(what: str, ratio: float, target: float) -> dict[str, Any]:
    return {"what": what, "ratio": round(ratio, 2), "target": target, "met": ratio <= target}


def table(one: dict[str, Any]) -> str:
    lines = [f"\n{one['name']}, {one['listings']:,} listings{'p50':>12}{'p95':>8}{'p99':>8}  ms"]
    rows = {
        "page, 1 client": "page", "page, 8 clients": "page_of_8", "engine alone": "engine",
        "query by hand": "by_hand", "counterparts of a need": "need",
    }  # fmt: skip
    for label, name in rows.items():
        spread = one[name]
        lines.append(f"  {label:<28}{spread['p50']:>12}{spread['p95']:>8}{spread['p99']:>8}")
    if one["name"] == EMBEDDED:
        computed = one["engine"]["cpu"] / one["by_hand"]["cpu"]
        lines.append(f"  engine / query by hand, by processor time: {computed:.2f}")
    lines += [f"  {name}: {value}" for name, value in one["rebuild"].items()]
    lines += [f"  {name}: {value}" for name, value in one.items() if name.endswith("megabytes")]
    for target in verdicts(one):
        met = "PASS" if target["met"] else "BELOW"
        lines.append(f"  {target['what']}: {target['ratio']} (target {target['target']}) {met}")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
