"""Kill web server, worker and database under load, and judge what is left: `make faults`.

`python -m tests.faults [--operations 10000] [--database sqlite postgres]`. Everything is on this
machine, with databases of its own, and ends by itself. Exits with 1 where something was lost or
doubled, and where clients were not served as promised.
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
from typing import Any

import django

from scripts.processes import free_port, stop_in_order
from scripts.run import ROOT
from tests.faults.cluster import Cluster
from tests.faults.history import lost_and_doubled, violations
from tests.faults.mailbox import Mailbox
from tests.faults.service import Served, complaints
from tests.faults.site import Site

# Of so many operations, how often each is killed.
OPERATIONS = 10_000
KILLS = {
    "sqlite": {"web": 200, "worker": 50, "everything": 20},
    "postgres": {
        "web": 100, "worker": 50, "database": 20, "restart": 20, "backend": 20, "everything": 20,
    },
}  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(prog="make faults", description=__doc__.partition("\n")[0])
    parser.add_argument("--operations", type=int, default=OPERATIONS)
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
        kills = schedule(KILLS[database], operations, weapons(site, mailbox, cluster, running))
        told = running.write_under_fire(site, talks, kills)
        running.drain(site, seconds=300)
    database_kills = sum(kill.__name__ in running.DATABASE_KILLS for kill in kills)
    found = ledger.found(mailbox.mails, kills=site.kills + database_kills)
    served = Served(operations, told.outages, site.log)
    complained = [*violations(told.operations, found), *complaints(told.operations, served)]
    report(database, told, found, complained, time.monotonic() - began)
    return 1 if complained else 0


def site_environment(stack: ExitStack, mailbox: Mailbox, cluster: Cluster | None) -> dict[str, str]:
    folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="techaccord-faults-"))
    environment = {
        **os.environ, "DJANGO_SETTINGS_MODULE": "tests.faults.settings", "BIND": "127.0.0.1",
        "PORT": str(free_port()), "SECRET_KEY": secrets.token_urlsafe(50), "VAR_DIR": folder,
        "EMAIL_URL": mailbox.address, "LOG_LEVEL": "ERROR", "ACCESS_LOG": "false",
    }  # fmt: skip
    environment.pop("DATABASE_URL", None)
    return environment | ({"DATABASE_URL": cluster.address} if cluster else {})


def weapons(
    site: Site, mailbox: Mailbox, cluster: Cluster | None, running: Any
) -> dict[str, Callable[[], None]]:
    """By the names in KILLS."""

    def kill_everything() -> None:
        site.kill_everything(cluster)

    found = {
        "web": site.kill_web,
        "worker": running.after_a_message(mailbox, site.kill_worker),
        "everything": kill_everything,
    }
    if cluster:
        found |= {"database": cluster.kill, "restart": cluster.restart,
                  "backend": cluster.kill_a_backend}  # fmt: skip
    return found


def schedule(
    often: dict[str, int], operations: int, weapons: dict[str, Callable[[], None]]
) -> list[Callable[[], None]]:
    """Each kind as often as befits so many operations, once at least, spread evenly among the others;
    everything at the very end."""
    moments = []
    for name, times in often.items():
        number = max(round(times * operations / OPERATIONS), 1)
        moments += [((at + 1) / number, weapons[name]) for at in range(number)]
    return [kill for _moment, kill in sorted(moments, key=lambda each: each[0])]


def report(database: str, told: Any, found: Any, complained: list[str], seconds: float) -> None:
    lost, doubled = lost_and_doubled(complained)
    names = Counter(kill.name for kill in told.killed)
    longest = {name: max(kill.ended - kill.begun for kill in told.killed if kill.name == name)
               for name in names}  # fmt: skip
    slowest = max(one.ended - one.begun for one in told.operations)
    repeats = len(found.mails) - len({mail.id for mail in found.mails})
    print(f"{database}: {len(told.operations):,} operations, {len(found.mails):,} messages "
          f"({repeats} came twice with the same id) in {seconds:.0f} s")  # fmt: skip
    print(f"  killed: {dict(names)}; the longest wait for an acknowledgement {slowest:.1f} s")
    taken = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in longest.items())
    print(f"  from a kill until what was killed was started again, at most: {taken}")
    for complaint in complained[:20]:
        print(f"  {complaint}")
    print(f"  {lost} lost, {doubled} doubled, {len(complained)} violations", flush=True)


if __name__ == "__main__":
    sys.exit(main())
