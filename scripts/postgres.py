"""A private PostgreSQL for one command: own data folder, own port, gone afterwards.

`python -m scripts.postgres COMMAND ...` runs the command with DATABASE_URL set.
Standard library only.
"""

import contextlib
import os
import pwd
import re
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from scripts.processes import (
    as_user,
    dying_with_parent,
    free_port,
    stop_in_order,
    unprivileged_user,
)

OLDEST = 15
START_SECONDS = 60


class PostgresError(Exception):
    """PostgreSQL is there but does not do what it should; the text says what."""


# --- Finding --------------------------------------------------------------------------------


def find_postgres() -> Path | None:
    """The folder with `initdb` and `postgres` of the newest version that will do."""
    candidates = [(version(folder), folder) for folder in program_folders()]
    usable = [(number, folder) for number, folder in candidates if number >= OLDEST]
    return max(usable)[1] if usable else None


def program_folders() -> Iterator[Path]:
    if pg_config := shutil.which("pg_config"):
        asked = subprocess.run([pg_config, "--bindir"], capture_output=True, text=True, check=False)
        yield Path(asked.stdout.strip() or "/nonexistent")
    if initdb := shutil.which("initdb"):
        yield Path(initdb).resolve().parent
    for pattern in (
        "usr/lib/postgresql/*/bin",
        "usr/pgsql-*/bin",
        "opt/homebrew/opt/postgresql*/bin",
    ):
        yield from Path("/").glob(pattern)


def version(folder: Path) -> int:
    if not all((folder / program).exists() for program in ("initdb", "postgres")):
        return 0
    answer = subprocess.run(
        [folder / "postgres", "--version"], capture_output=True, text=True, check=False
    ).stdout
    number = re.search(r"(\d+)", answer)
    return int(number[1]) if number else 0


# --- Running --------------------------------------------------------------------------------


@contextlib.contextmanager
def private_cluster(programs: Path) -> Iterator[str]:
    """Gives the address of an empty server; stops and removes it whatever happens inside."""
    owner = unprivileged_user(("postgres", "nobody"))
    if owner is None and os.geteuid() == 0:
        raise PostgresError(
            "PostgreSQL does not run as root, and no user 'postgres' or 'nobody' exists."
        )
    folder = Path(tempfile.mkdtemp(prefix="techaccord-postgres-"))
    server = None
    try:
        if owner:
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        password = secrets.token_urlsafe(24)
        create_cluster(programs, folder, password, owner)
        port = free_port()
        server = start_server(programs, folder, port, owner)
        wait_until_ready(server, folder, port)
        yield f"postgres://techaccord:{password}@127.0.0.1:{port}/postgres"
    finally:
        if server:
            stop_server(server)
        shutil.rmtree(folder, ignore_errors=True)


def create_cluster(
    programs: Path, folder: Path, password: str, owner: pwd.struct_passwd | None
) -> None:
    password_file = folder / "password"
    password_file.touch(mode=0o600)
    password_file.write_text(password)
    if owner:
        os.chown(password_file, owner.pw_uid, owner.pw_gid)
    command = [programs / "initdb", "--pgdata", folder / "data", "--username", "techaccord"]
    command += ["--auth", "scram-sha-256", "--pwfile", password_file, "--no-sync"]
    command += ["--encoding", "UTF8", "--locale", "C"]
    result = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False, **as_user(owner)
    )
    password_file.unlink()
    if result.returncode:
        raise PostgresError(f"initdb failed: {result.stderr.strip()}")


# The data of tests lives minutes: nothing needs to survive a crash, and no query is so long that
# it would pay to compile it, which the planner believes of tables it has no statistics of.
FORGETFUL = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "jit": "off",
}


def start_server(
    programs: Path,
    folder: Path,
    port: int,
    owner: pwd.struct_passwd | None,
    *,
    is_durable: bool = False,
) -> subprocess.Popen:
    settings = {
        "listen_addresses": "127.0.0.1",
        "port": port,
        "unix_socket_directories": "",
        "max_connections": 60,
        **({} if is_durable else FORGETFUL),
    }
    command = [programs / "postgres", "-D", folder / "data"]
    for name, value in settings.items():
        command += ["-c", f"{name}={value}"]
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            # SIGINT is PostgreSQL's "fast shutdown".
            preexec_fn=dying_with_parent(signal.SIGINT),
            **as_user(owner),
        )


def wait_until_ready(server: subprocess.Popen, folder: Path, port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        # The line PostgreSQL adds to this file once it takes connections.
        with contextlib.suppress(OSError):
            if "ready" in (folder / "data" / "postmaster.pid").read_text():
                return
        time.sleep(0.1)
    log = (folder / "log").read_text(errors="replace").strip()
    raise PostgresError(f"PostgreSQL did not start on port {port}:\n{log}")


def stop_server(server: subprocess.Popen) -> None:
    server.send_signal(signal.SIGINT)
    try:
        server.wait(20)
    except subprocess.TimeoutExpired:
        server.send_signal(signal.SIGQUIT)
        server.wait(10)


# --- Command line ---------------------------------------------------------------------------


def main(command: list[str]) -> int:
    programs = find_postgres()
    if programs is None:
        sys.exit(f"No PostgreSQL {OLDEST} or newer was found (Debian: apt install postgresql).")
    stop_in_order()
    with private_cluster(programs) as address:
        environment = {**os.environ, "DATABASE_URL": address}
        return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
