"""Copies of the tree in which a guard can be removed without touching the tree itself."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scripts.mutation.guards import Mutant

LEFT_OUT = shutil.ignore_patterns(
    ".git", ".venv", "var", "__pycache__", ".*_cache", "*.sqlite3*", "node_modules"
)
PYTEST = [
    *("-m", "pytest", "-p", "scripts.mutation.plugin", "-p", "no:cacheprovider"),
    # Each is started a thousand times.
    *("-p", "no:unraisableexception", "-p", "no:xdist", "-p", "no:faker", "-p", "no:anyio"),
    *("-q", "--reuse-db", "--tb=line"),
]
MAKE_DATABASE = (
    "import django; django.setup(); from django.db import connection as c; "
    "c.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False); c.close()"
)
PATIENCE_SECONDS = 300
# Most mutants are noticed by one of these; to collect the files of all tests takes longer.
LIKELIEST = 6
ALL_GREEN, SOME_RED = 0, 1  # what pytest ends with once it has run
FAILED = re.compile(r"^(?:FAILED|ERROR) (\S+)", re.MULTILINE)

KILLED, SURVIVED, UNTESTED, BROKEN, TIMEOUT = "killed", "SURVIVED", "UNTESTED", "BROKEN", "TIMEOUT"


@dataclass(frozen=True)
class Outcome:
    """`by` is the test that turned red, or what went wrong."""

    mutant: Mutant
    status: str
    by: str = ""
    seconds: float = 0


class Workshop:
    """One copy of the tree with a database of its own; used by one thread at a time."""

    def __init__(self, tree: Path, folder: Path) -> None:
        self.root = folder / "tree"
        self.var = folder / "var"
        self.template = folder / "template.sqlite3"
        # What is needed for the guards of its engine, where there is a node to ask.
        has_node = bool(os.environ.get("ELASTICSEARCH_URL"))
        marks = "not browser" if has_node else "not browser and not elasticsearch"
        self.pytest = [*PYTEST, "-m", marks]
        self.var.mkdir(parents=True)
        shutil.copytree(tree, self.root, ignore=LEFT_OUT)

    def make_database(self) -> None:
        self._python(
            ["-c", MAKE_DATABASE], check=True, DJANGO_SETTINGS_MODULE="config.settings.test"
        )
        (self.var / "test.sqlite3").rename(self.template)

    def draw_map(self, folder: str) -> dict[str, Any]:
        """Run the tests of `folder` unchanged; returns what the plugin noted.

        Raises RuntimeError when they could not all be run: a map with holes would hide tests.
        """
        path = self.var / "map.json"
        path.unlink(missing_ok=True)
        self._fresh_database()
        done = self._python([*self.pytest, folder], timeout=None, MUTATION_MAP=str(path))
        if done.returncode not in (ALL_GREEN, SOME_RED):
            raise RuntimeError(done.stdout[-3000:])
        return json.loads(path.read_text())

    def judge(self, mutant: Mutant, plan: dict[str, Any]) -> tuple[str, str]:
        """Run the plan without the guard: the status, and the test that noticed."""
        if not plan["tests"]:
            return UNTESTED, "no test runs this"
        original = (self.root / mutant.path).read_bytes()
        try:
            self._write(mutant.path, mutant.source)
            return self._follow(plan)
        except subprocess.TimeoutExpired:
            return TIMEOUT, f"undecided after {PATIENCE_SECONDS} s"
        finally:
            self._write(mutant.path, original)

    def _follow(self, plan: dict[str, Any]) -> tuple[str, str]:
        plan_file = self.var / "plan.json"
        status, by = SURVIVED, ""
        for tests in (plan["tests"][:LIKELIEST], plan["tests"][LIKELIEST:]):
            if status == SURVIVED and tests:
                plan_file.write_text(json.dumps({**plan, "tests": tests}))
                files = sorted({name.partition("::")[0] for name in tests})
                self._fresh_database()
                status, by = _read(
                    self._python([*self.pytest, "-x", *files], MUTATION_PLAN=str(plan_file))
                )
        return status, by

    def _write(self, path: str, source: bytes) -> None:
        target = self.root / path
        target.write_bytes(source)
        # Byte-code is told by time and size, and both may be the same.
        for stale in (target.parent / "__pycache__").glob(f"{target.stem}.*"):
            stale.unlink()

    def _fresh_database(self) -> None:
        # A test with real transactions empties the tables for whoever comes next.
        for old in self.var.glob("test.sqlite3*"):
            old.unlink()
        shutil.copy(self.template, self.var / "test.sqlite3")

    def _python(
        self, arguments: list[str], *, timeout: int | None = PATIENCE_SECONDS, check: bool = False,
        **more: str,
    ) -> subprocess.CompletedProcess[str]:  # fmt: skip
        unwanted = {"DJANGO_SETTINGS_MODULE", "PYTHONDONTWRITEBYTECODE", "DATABASE_URL"}
        environment = {k: v for k, v in os.environ.items() if k not in unwanted}
        environment |= {"VAR_DIR": str(self.var), "PYTHONHASHSEED": "0", **more}
        return _run([sys.executable, *arguments], self.root, environment, timeout, check)


def _run(
    command: list[str], folder: Path, environment: dict[str, str], timeout: int | None, check: bool
) -> subprocess.CompletedProcess[str]:
    """As subprocess.run, but nothing that was started outlives the timeout."""
    with subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            output, _ = process.communicate(timeout=timeout)
        except BaseException:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            raise
    if check and process.returncode:
        raise RuntimeError(output[-3000:])
    return subprocess.CompletedProcess(command, process.returncode, output)


def _read(done: subprocess.CompletedProcess[str]) -> tuple[str, str]:
    if done.returncode == ALL_GREEN:
        return SURVIVED, ""
    named = FAILED.search(done.stdout)
    if done.returncode == SOME_RED and named:
        return KILLED, named[1]
    # The tests could not even begin: that says nothing about them.
    return BROKEN, " ".join(done.stdout.split())[-300:]
