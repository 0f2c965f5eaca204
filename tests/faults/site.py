"""Web server and worker in processes of their own, which can be killed and come back.

Only processes that were started here are ever ended, each by its number.
"""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING

from scripts.run import start, stop, wait_until_answering

if TYPE_CHECKING:
    import subprocess
    from typing import Self

    from tests.faults.cluster import Cluster

WEB = ["-m", "gunicorn", "-c", "config/gunicorn.py"]
WORKER = ["manage.py", "db_worker", "--interval", "0.2", "--no-startup-delay"]


PATIENCE_SECONDS = 60


class Site:
    """Usable as a context: answers inside, and is gone afterwards."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment
        self.children: dict[str, subprocess.Popen] = {}
        # Of the worker, which may leave a message that was sent and not noted down.
        self.kills = 0

    def __enter__(self) -> Self:
        try:
            self.children["web"] = self._started(WEB)
            self.children["worker"] = self._started(WORKER)
            wait_until_answering(self.environment, {"web": self.children["web"]})
        except BaseException:
            stop(self.children)
            raise
        return self

    def __exit__(self, *_error: object) -> None:
        stop(self.children)

    @property
    def port(self) -> int:
        return int(self.environment["PORT"])

    @property
    def log(self) -> list[str]:
        return self._log.read_text(errors="replace").splitlines()

    def kill_web(self) -> None:
        """One of the two that answer; gunicorn starts another. Never the last one that does."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            answering = [number for number in self._web_workers() if _is_answering(number)]
            if len(answering) > 1:
                os.kill(answering[0], signal.SIGKILL)
                return
            time.sleep(0.1)
        raise RuntimeError("Two web servers never answered at once.")

    def kill_worker(self) -> None:
        self.children["worker"].kill()
        self.kills += 1
        self.mend_worker()

    def mend_worker(self) -> None:
        """As whoever supervises it does: what has ended is started again."""
        if self.children["worker"].wait(5) is not None:
            self.children["worker"] = self._started(WORKER)

    def keep_alive(self) -> None:
        if self.children["worker"].poll() is not None:
            self.children["worker"] = self._started(WORKER)

    def kill_everything(self, cluster: Cluster | None = None) -> None:
        """As when the power fails; then start anew, in whatever order."""
        for number in [*self._web_workers(), self.children["web"].pid]:
            os.kill(number, signal.SIGKILL)
        self.children["worker"].kill()
        self.kills += 1
        if cluster:
            cluster.kill()
        self.children["web"].wait(5)
        self.mend_worker()
        self.children["web"] = self._started(WEB)
        wait_until_answering(self.environment, {"web": self.children["web"]})

    @property
    def _log(self) -> Path:
        return Path(self.environment["VAR_DIR"]) / "log"

    def _started(self, arguments: list[str]) -> subprocess.Popen:
        """What it has to say about the database that was taken away goes to a file."""
        with self._log.open("ab") as log:
            return start(arguments, self.environment, stdout=log, stderr=log)

    def _web_workers(self) -> list[int]:
        master = self.children["web"].pid
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            found = Path(f"/proc/{master}/task/{master}/children").read_text().split()
            if found:
                return [int(number) for number in found]
            time.sleep(0.05)
        raise RuntimeError("The web server has no workers.")


def _is_answering(number: int) -> bool:
    """Whether a web server waits for requests: before, it has nothing registered with epoll."""
    try:
        files = [file.read_text() for file in Path(f"/proc/{number}/fdinfo").iterdir()]
    except OSError:  # It opens and closes some meanwhile.
        return False
    return any("tfd:" in file for file in files)
