"""`make run` as somebody uses it: started, looked at, stopped with Ctrl-C, started again.

What a first start spends most of its time on, migrations and the demo, has its own tests; here the
database comes migrated from the tests, and is said to hold the demo.
"""

from __future__ import annotations

import contextlib
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import requests
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from scripts.processes import free_port
from scripts.run import ROOT
from tests.scripts.test_run import gone

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# A machine that does much else at the same time is slow, not wrong.
PATIENCE = 400
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.sqlite,  # The database of `make run` is one.
    pytest.mark.timeout(3 * PATIENCE),
    pytest.mark.skipif(sys.platform != "linux", reason="finds the processes in /proc"),
]


@pytest.fixture
def var(tmp_path: Path) -> Path:
    """The folder of an installation that was started once, but for its static files."""
    path = tmp_path / "techaccord.sqlite3"
    source, target = sqlite3.connect(connection.settings_dict["NAME"]), sqlite3.connect(path)
    with contextlib.closing(source), contextlib.closing(target):
        source.backup(target)
    first = MigrationRecorder.Migration.objects.order_by("pk").first()
    (tmp_path / "demo-loaded-into").write_text(f"{path} {first.applied.isoformat()}")
    return tmp_path


class Site:
    """A running `scripts.run`; what it has written to standard error, and for people to read."""

    def __init__(self, var: Path, port: int) -> None:
        self.address, self.told = f"http://localhost:{port}", var / "told"
        self.shown = var / "shown"
        ours = ("DATABASE_URL", "SECRET_KEY", "SOCIAL_PROVIDERS", "DJANGO_SETTINGS_MODULE")
        environment = {name: value for name, value in os.environ.items() if name not in ours}
        with self.told.open("w") as told, self.shown.open("w") as shown:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "scripts.run"],
                cwd=ROOT,
                env={**environment, "VAR_DIR": str(var), "PORT": str(port), "WEB_WORKERS": "1"},
                stdout=shown,
                stderr=told,
                start_new_session=True,
            )

    def get(self, path: str) -> requests.Response:
        return requests.get(self.address + path, timeout=60)

    def answers(self) -> bool:
        assert self.process.poll() is None, self.told.read_text()
        try:
            return self.get("/readyz").status_code == 200
        except requests.ConnectionError:
            return False

    def family(self) -> list[int]:
        """The processes it started, and theirs."""
        return list(_below(self.process.pid))

    def stop(self) -> int:
        """Ctrl-C; the exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=PATIENCE)


def _below(pid: int) -> Iterator[int]:
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        yield int(child)
        yield from _below(int(child))


def wait_for(what: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < deadline
        time.sleep(0.2)


@contextlib.contextmanager
def started(var: Path) -> Iterator[Site]:
    site = Site(var, free_port())
    try:
        wait_for(site.answers)
        yield site
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(site.process.pid, signal.SIGTERM)
        site.process.wait(timeout=PATIENCE)


def sign_up(site: Site, email: str) -> None:
    with requests.Session() as visitor:
        address = f"{site.address}/en/account/signup/"
        form = visitor.get(address, timeout=60).text
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)[1]
        data = {"email": email, "name": "Noor", "password1": "well-pump-lever-47"}
        answer = visitor.post(address, {**data, "csrfmiddlewaretoken": token}, timeout=60)
        assert "/account/confirm-email/" in answer.url, answer.text


def test_site_runs_stops_and_goes_on_where_it_was(var):
    with started(var) as site:
        for path in ("/", "/en/account/login/"):
            assert site.get(path).status_code == 200
        assert "Collecting static files" in site.told.read_text()
        wait_for(lambda: "Ctrl-C" in site.shown.read_text())
        assert f"TechAccord is at  {site.address}/" in site.shown.read_text()
        sign_up(site, "noor@people.example")
        # Only the worker sends mail.
        wait_for(lambda: any((var / "mail").glob("*")))
        family = site.family()
        assert len(family) >= 3  # the web server, what answers for it, and the worker
        assert site.stop() == 0
    assert all(gone(pid) for pid in family)
    with started(var) as site:
        assert "==>" not in site.told.read_text()  # no step had anything to do
        assert site.get("/en/account/login/").status_code == 200
        with contextlib.closing(sqlite3.connect(var / "techaccord.sqlite3")) as database:
            kept = database.execute("SELECT email FROM accounts_user").fetchall()
        assert ("noor@people.example",) in kept
        assert site.stop() == 0
