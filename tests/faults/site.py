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

WEB = ["-m", "gunicorn", "-c", "config/gunicorn.py"]
WORKER = ["manage.py", "db_worker", "--interval", "0.2", "--no-startup-delay"]


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

    def kill_web(self) -> None:
        """One of the two that answer; gunicorn starts another."""
        for number in self._web_workers()[:1]:
            os.kill(number, signal.SIGKILL)

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

    def kill_everything(self) -> None:
        """As when the power fails; then start anew, in whatever order."""
        for number in [*self._web_workers(), self.children["web"].pid]:
            os.kill(number, signal.SIGKILL)
        self.children["web"].wait(5)
        self.kill_worker()
        self.children["web"] = self._started(WEB)
        wait_until_answering(self.environment, {"web": self.children["web"]})

    def _started(self, arguments: list[str]) -> subprocess.Popen:
        """What it has to say about the database that was taken away goes to a file."""
        with (Path(self.environment["VAR_DIR"]) / "log").open("ab") as log:
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
