"""The server under test: one gunicorn worker as in production, on a core of its own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from scripts.processes import free_port
from scripts.run import demo_environment, prepare, start, stop, wait_until_answering


class Cores(NamedTuple):
    """Which core serves and which one asks; None where they cannot be chosen."""

    server: int | None
    client: int | None


def choose_cores() -> Cores:
    if not hasattr(os, "sched_getaffinity"):
        return Cores(None, None)
    available = sorted(os.sched_getaffinity(0))
    return Cores(*available[:2]) if len(available) > 1 else Cores(None, None)


def prepare_site(folder: Path) -> dict[str, str]:
    """Bring the bench's own database and files up to date; returns the environment to use.

    What the shell names for another installation is left alone: the demo is loaded into ours.
    """
    for name in ("SECRET_KEY", "DATABASE_URL", "REDIS_URL", "S3_BUCKET", "S3_PRIVATE_BUCKET"):
        os.environ.pop(name, None)
    os.environ["VAR_DIR"] = str(folder)
    environment = demo_environment(free_port())
    prepare(environment, {})
    environment |= {"DJANGO_SETTINGS_MODULE": "bench.settings", "WEB_WORKERS": "1"}
    os.environ.update(environment)
    return environment


class Server:
    def __init__(self, environment: dict[str, str], worker: int) -> None:
        self.port = int(environment["PORT"])
        self.worker = worker

    def cpu_seconds(self) -> float | None:
        """What the worker has computed so far; None where the system does not tell."""
        try:
            threads = Path(f"/proc/{self.worker}/task").iterdir()
            return sum(int((t / "schedstat").read_text().split()[0]) for t in threads) / 1e9
        except (OSError, ValueError):
            return None


@contextmanager
def serving(environment: dict[str, str], cores: Cores) -> Iterator[Server]:
    """Serve until the block ends; afterwards this process is on the client's core."""
    children = {}
    try:
        _move_to(cores.server)
        arguments = ["-m", "gunicorn", "-c", "config/gunicorn.py", "--max-requests", "0"]
        children["web server"] = start(arguments, environment)
        _move_to(cores.client)
        wait_until_answering(environment, children)
        yield Server(environment, _worker_of(children["web server"].pid))
    finally:
        stop(children)


def _move_to(core: int | None) -> None:
    # Children inherit it.
    if core is not None:
        os.sched_setaffinity(0, {core})


def _worker_of(master: int) -> int:
    try:
        return int(Path(f"/proc/{master}/task/{master}/children").read_text().split()[0])
    except (OSError, IndexError):
        return master
