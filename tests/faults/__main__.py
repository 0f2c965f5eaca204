"""Kill web server, worker and database under load, and judge what is left: `make faults`.

`python -m tests.faults [--operations 10000] [--database sqlite postgres]`. Everything is on this
machine, with databases of its own, and ends by itself. Exits with 1 where something was lost or
doubled.
"""

from __future__ import annotations

import argparse
import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from itertools import cycle, islice
from typing import Any

import django

from scripts.processes import free_port, stop_in_order
from scripts.run import ROOT
from tests.faults.cluster import Cluster
from tests.faults.history import lost_and_doubled, violations
from tests.faults.mailbox import Mailbox
from tests.faults.site import Site

# In so many operations one kill.
APART = 58


def main() -> int:
    parser = argparse.ArgumentParser(prog="make faults", description=__doc__.partition("\n")[0])
    parser.add_argument("--operations", type=int, default=10_000)
    parser.add_argument("--database", nargs="+", default=["sqlite", "postgres"])
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    stop_in_order()
    if options.inside:
        with ExitStack() as stack:
            return experiment(stack, options.database[0], options.operations)
    codes = [
        subprocess.run(
            [sys.executable, "-m", "tests.faults", "--inside", "--database", database,
             "--operations", str(options.operations)],
            cwd=ROOT, check=False,
        ).returncode
        for database in options.database
    ]  # fmt: skip
    return max(codes)


def experiment(stack: ExitStack, database: str, operations: int) -> int:
    cluster = stack.enter_context(Cluster()) if database == "postgres" else None
    mailbox = stack.enter_context(Mailbox())
    environment = site_environment(stack, mailbox, cluster)
    os.environ.update(environment)
    django.setup()
    # Only now can the product be imported.
    from django.core.management import call_command  # noqa: PLC0415

    from tests.faults import experiment as running  # noqa: PLC0415
    from tests.faults import ledger  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    talks = ledger.conversations(operations)
    began = time.monotonic()
    with Site(environment) as site:
        kills = schedule(site, mailbox, cluster, max(operations // APART, 5), running)
        told = running.write_under_fire(site, talks, kills)
        running.drain(site, seconds=300)
    database_kills = sum(kill.__name__ in {"kill", "kill_a_backend", "restart"} for kill in kills)
    found = ledger.found(mailbox.mails, kills=site.kills + database_kills)
    complaints = violations(told, found)
    report(database, told, found, kills, complaints, time.monotonic() - began)
    return 1 if complaints else 0


def site_environment(stack: ExitStack, mailbox: Mailbox, cluster: Cluster | None) -> dict[str, str]:
    folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="techaccord-faults-"))
    environment = {
        **os.environ, "DJANGO_SETTINGS_MODULE": "tests.faults.settings", "BIND": "127.0.0.1",
        "PORT": str(free_port()), "SECRET_KEY": secrets.token_urlsafe(50), "VAR_DIR": folder,
        "EMAIL_URL": mailbox.address, "LOG_LEVEL": "CRITICAL", "ACCESS_LOG": "false",
    }  # fmt: skip
    environment.pop("DATABASE_URL", None)
    return environment | ({"DATABASE_URL": cluster.address} if cluster else {})


def schedule(
    site: Site, mailbox: Mailbox, cluster: Cluster | None, number: int, running: Any
) -> list[Callable[[], None]]:
    """Ten web servers to five workers to two databases, and once everything at the end."""
    worker = running.after_a_message(mailbox, site.kill_worker)
    kills = [site.kill_web, worker, site.kill_web]
    if cluster:
        kills += [cluster.kill, site.kill_web, worker, cluster.restart, site.kill_web,
                  cluster.kill_a_backend]  # fmt: skip
    return [*islice(cycle(kills), number - 1), site.kill_everything]


def report(
    database: str, told: list, found: Any, kills: list, complaints: list[str], seconds: float
) -> None:
    lost, doubled = lost_and_doubled(complaints)
    names = Counter(kill.__name__ for kill in kills)
    slowest = max(one.ended - one.begun for one in told)
    repeats = len(found.mails) - len({mail.id for mail in found.mails})
    print(f"{database}: {len(told):,} operations, {len(found.mails):,} messages "
          f"({repeats} came twice with the same id) in {seconds:.0f} s")  # fmt: skip
    print(f"  killed: {dict(names)}; the longest wait for an acknowledgement {slowest:.1f} s")
    for complaint in complaints[:20]:
        print(f"  {complaint}")
    print(f"  {lost} lost, {doubled} doubled, {len(complaints)} violations", flush=True)


if __name__ == "__main__":
    sys.exit(main())
