"""A measurement in a process of its own: the most memory that one ever used is never given back."""

from __future__ import annotations

import json
import os
import re
import secrets
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOT = Path(__file__).resolve().parents[1]


def in_a_process(module: str, arguments: Sequence[str]) -> dict[str, Any]:
    """What `python -m module` prints as JSON, with an empty database that is its own."""
    command = [sys.executable, "-m", module, *arguments]
    with own_database() as environment:
        done = subprocess.run(
            command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True
        )
    return json.loads(done.stdout.splitlines()[-1])


def go_inside(module: str) -> int:
    """Run this command again with `--inside`, on an empty database of its own; how it ended."""
    with own_database() as environment:
        inside = [sys.executable, "-m", module, "--inside", *sys.argv[1:]]
        return subprocess.run(inside, cwd=ROOT, env=environment, check=False).returncode


@contextmanager
def own_database() -> Iterator[dict[str, str]]:
    """The environment of a process with an empty database; it is deleted in the end."""
    with tempfile.TemporaryDirectory(prefix="techaccord-bench-") as folder:
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings.local",
            "SECRET_KEY": secrets.token_urlsafe(50),
            "VAR_DIR": folder,
            "LOG_LEVEL": "WARNING",
        }
        environment.pop("DATABASE_URL", None)
        migrate = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
        subprocess.run(migrate, cwd=ROOT, env=environment, check=True)
        yield environment


def own_memory(process: int | str = "self") -> float:
    """Of a process, in MB and without the database file, of which SQLite maps up to 128 MB; 0 if unknown."""
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0
    found = re.search(r"RssAnon:\s*(\d+)", status)
    return int(found[1]) / 1024 if found else 0
