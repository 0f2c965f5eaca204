"""Starts the whole product on one machine: prepares it, then keeps web server and worker running.

Ctrl-C, SIGTERM or a closed terminal stops both and exits 0. If one of the two stops by itself,
so does the other, and the exit code is 1. Standard library only.
"""

import contextlib
import http.client
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from scripts.processes import dying_with_parent

ROOT = Path(__file__).resolve().parents[1]
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
GRACE_SECONDS = 15
PATIENCE_SECONDS = 60


class StopRequested(BaseException):
    """Raised wherever the program is, when somebody asks it to stop."""


def main() -> int:
    for number in STOP_SIGNALS:
        signal.signal(number, request_stop)
    children: dict[str, subprocess.Popen] = {}
    try:
        environment = demo_environment(read_port())
        refuse_taken(environment["BIND"], int(environment["PORT"]))
        sign_ins = prepare(environment, children)
        children["web server"] = start(["-m", "gunicorn", "-c", "config/gunicorn.py"], environment)
        children["background worker"] = start(["manage.py", "db_worker"], environment)
        wait_until_answering(environment, children)
        say(banner(environment, sign_ins))
        return watch(children)
    except StopRequested:
        say("\nStopping.")
        return 0
    finally:
        stop(children)


def request_stop(number: int, _frame: object) -> None:
    # A second Ctrl-C while stopping must not interrupt the stopping.
    for ignored in STOP_SIGNALS:
        signal.signal(ignored, signal.SIG_IGN)
    raise StopRequested(number)


# --- Settings -------------------------------------------------------------------------------


def read_port() -> int:
    text = os.environ.get("PORT") or "8000"
    if text.isdecimal() and 0 < int(text) < 65536:
        return int(text)
    sys.exit(f"PORT must be a number from 1 to 65535, not {text!r}.")


def refuse_taken(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError:
            sys.exit(f"Port {port} needs more rights. Choose one above 1023: make run PORT=8000")
        except OSError as error:
            sys.exit(
                f"Port {port} is taken on {host} ({error.strerror}). "
                f"Choose another: make run PORT={port + 1}"
            )


def demo_environment(port: int) -> dict[str, str]:
    var = Path(os.environ.get("VAR_DIR", ROOT / "var")).resolve()
    var.mkdir(mode=0o700, parents=True, exist_ok=True)
    environment = {
        "ACCESS_LOG": "false",
        "BIND": "127.0.0.1",
        "LOG_LEVEL": "WARNING",
        "SECRET_KEY": secret_key(var / "secret_key"),
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.local",
        "PORT": str(port),
        "VAR_DIR": str(var),
    }
    # Without byte-code every start of Django takes more than twice as long.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    return environment


def secret_key(path: Path) -> str:
    """One key per installation: sessions survive a restart, and no two demos share a key."""
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(50))
    return path.read_text().strip()


# --- Processes ------------------------------------------------------------------------------


def prepare(environment: dict[str, str], children: dict[str, subprocess.Popen]) -> str:
    """Brings data and files up to date; returns what to tell about signing in."""
    preparation = start(["-m", "scripts.prepare"], environment, stdout=subprocess.PIPE, text=True)
    children["preparation"] = preparation
    told, _ = preparation.communicate()
    del children["preparation"]
    if preparation.returncode:
        sys.exit("The site could not be prepared; the lines above say why.")
    return told


def start(arguments: list[str], environment: dict[str, str], **options) -> subprocess.Popen:
    """A session of its own keeps Ctrl-C from reaching it directly: stopping is done in order."""
    return subprocess.Popen(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=dying_with_parent(signal.SIGTERM),
        **options,
    )


def wait_until_answering(environment: dict[str, str], children: dict) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline and not finished(children):
        with contextlib.suppress(OSError, http.client.HTTPException):
            if health(environment) < 500:
                return
        time.sleep(0.1)
    if not finished(children):
        sys.exit(f"The site does not answer after {PATIENCE_SECONDS} s.")


def health(environment: dict[str, str]) -> int:
    """The status of its answer. Raises OSError or HTTPException where there is none."""
    address = environment["BIND"], int(environment["PORT"])
    with contextlib.closing(http.client.HTTPConnection(*address, timeout=10)) as connection:
        connection.request("GET", "/healthz", headers={"Host": "localhost"})
        with connection.getresponse() as answer:
            return answer.status


def watch(children: dict[str, subprocess.Popen]) -> int:
    while not (gone := finished(children)):
        time.sleep(0.5)
    for name in gone:
        code = children[name].returncode
        say(f"The {name} stopped by itself (exit code {code}); stopping everything.")
    return 1


def finished(children: dict[str, subprocess.Popen]) -> list[str]:
    return [name for name, child in children.items() if child.poll() is not None]


def stop(children: dict[str, subprocess.Popen]) -> None:
    for child in children.values():
        if child.poll() is None:
            child.terminate()
    deadline = time.monotonic() + GRACE_SECONDS
    for child in children.values():
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(max(0, deadline - time.monotonic()))
        # Whatever the child itself started and left behind.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


# --- Words ----------------------------------------------------------------------------------


def banner(environment: dict[str, str], sign_ins: str) -> str:
    address = f"http://localhost:{environment['PORT']}/"
    lines = ["", f"TechAccord is at  {address}", "", *sign_ins.rstrip().splitlines()]
    return "\n".join([*lines, "", "Ctrl-C stops it; the data stays in var/.", ""])


def say(message: str) -> None:
    # The terminal may be gone: stopping in order matters more than being read.
    with contextlib.suppress(OSError):
        print(message, flush=True)


if __name__ == "__main__":
    sys.exit(main())
