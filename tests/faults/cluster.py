"""A PostgreSQL that keeps what it acknowledged, and can be killed and come back."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from scripts.postgres import create_cluster, find_postgres, start_server, stop_server
from scripts.processes import free_port, unprivileged_user

if TYPE_CHECKING:
    import subprocess
    from typing import Self

PATIENCE_SECONDS = 60


class Cluster:
    """Usable as a context; gone afterwards."""

    def __enter__(self) -> Self:
        programs = find_postgres()
        if programs is None:
            raise RuntimeError("PostgreSQL is not installed.")
        self.programs = programs
        self.owner = unprivileged_user(("postgres", "nobody"))
        self.folder = Path(tempfile.mkdtemp(prefix="techaccord-faults-"))
        if self.owner:
            os.chown(self.folder, self.owner.pw_uid, self.owner.pw_gid)
        self.port, self.password = free_port(), secrets.token_urlsafe(24)
        create_cluster(self.programs, self.folder, self.password, self.owner)
        self.server = self._started()
        return self

    def __exit__(self, *_error: object) -> None:
        if self.server.poll() is None:
            stop_server(self.server)
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def address(self) -> str:
        return f"postgres://techaccord:{self.password}@127.0.0.1:{self.port}/postgres"

    def kill(self) -> None:
        """The postmaster, without a word; the others notice and go."""
        self.server.send_signal(signal.SIGKILL)
        self.server.wait(10)
        self.server = self._started()

    def kill_a_backend(self) -> None:
        """One that serves a connection: PostgreSQL then ends all of them and recovers by itself."""
        children = Path(f"/proc/{self.server.pid}/task/{self.server.pid}/children").read_text()
        for number in map(int, children.split()):
            if b"127.0.0.1" in Path(f"/proc/{number}/cmdline").read_bytes():
                os.kill(number, signal.SIGKILL)
                return

    def restart(self) -> None:
        """In order, in the middle of everything."""
        stop_server(self.server)
        self.server = self._started()

    def _started(self) -> subprocess.Popen:
        """It refuses while what was killed is not all gone yet: asked again until it is."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        server = None
        while time.monotonic() < deadline:
            if server is None or server.poll() is not None:
                server = start_server(
                    self.programs, self.folder, self.port, self.owner, is_durable=True
                )
            if self._says_ready(server):
                return server
            time.sleep(0.1)
        raise RuntimeError((self.folder / "log").read_text(errors="replace"))

    def _says_ready(self, server: subprocess.Popen) -> bool:
        """In the file of this one, not of the one before."""
        try:
            lines = (self.folder / "data" / "postmaster.pid").read_text().split("\n")
        except OSError:
            return False
        return lines[0].strip() == str(server.pid) and "ready" in lines[-2]
