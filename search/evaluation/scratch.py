"""A database that is made for one evaluation and thrown away; never the operator's."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# Set for the process that works in it; names its database.
VARIABLE = "EVALUATION_DATABASE"


@contextmanager
def scratch() -> Iterator[dict[str, str]]:
    """The environment of a process whose database is empty and its own."""
    name = f"evaluation_{secrets.token_hex(6)}"
    with tempfile.TemporaryDirectory(prefix="techaccord-evaluation-") as folder:
        environment = {
            **os.environ,
            "VAR_DIR": folder,
            # What is printed is to be read by programs.
            "LOG_LEVEL": "ERROR",
            "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"],
            # An Elasticsearch has room for several; its engine puts this in front of its names.
            "SEARCH_INDEX_PREFIX": f"{name}_",
        }
        if connection.vendor == "sqlite":
            path = str(Path(folder) / f"{name}.sqlite3")
            yield {**environment, "DATABASE_URL": f"sqlite:///{path}", VARIABLE: path}
            return
        given = urlsplit(os.environ["DATABASE_URL"])
        _postgres(f'CREATE DATABASE "{name}"')
        try:
            url = urlunsplit(given._replace(path=f"/{name}"))
            yield {**environment, "DATABASE_URL": url, VARIABLE: name}
        finally:
            _postgres(f'DROP DATABASE "{name}" WITH (FORCE)')


def _postgres(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def run_there(arguments: Sequence[str]) -> int:
    """Run this command again in a scratch database, with its output; returns how it ended."""
    with scratch() as environment:
        command = [sys.executable, "-m", "django", "evaluate_search", *arguments]
        done = subprocess.run(  # noqa: S603 - the command line that was given to us
            command, env=environment, cwd=settings.BASE_DIR, check=False
        )
    return done.returncode


def is_scratch() -> bool:
    """Whether this process works in a database that was made for it."""
    name = os.environ.get(VARIABLE)
    return bool(name) and str(connection.settings_dict["NAME"]) == name
