"""The web server that production uses, in a process of its own."""

from __future__ import annotations

import contextlib
import os
import resource
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from scripts.processes import free_port

ADDRESS = "/en/account/login/"


class Server:
    def __init__(self, process: subprocess.Popen, port: int) -> None:
        self.process, self.port = process, port

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=20)

    def ask(self, *lines: str, body: bytes = b"") -> tuple[str, bytes]:
        """Send a request; everything that comes back until the server closes."""
        with self.connect() as connection:
            head = "\r\n".join([f"POST {ADDRESS} HTTP/1.1", "Host: localhost", *lines, "", ""])
            connection.sendall(head.encode())
            # The answer may be there, and the door shut, before all is sent.
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                connection.sendall(body)
            return read_answer(connection)

    def fetch(self, address: str, *lines: str) -> tuple[str, bytes]:
        """What comes back for an address; all of it, as the server closes."""
        with self.connect() as connection:
            head = [f"GET {address} HTTP/1.1", "Host: localhost", *lines, "Connection: close"]
            connection.sendall("\r\n".join([*head, "", ""]).encode())
            return read_answer(connection)

    def memory(self) -> int:
        """Bytes held by the server and its workers."""
        pages = 0
        for status in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = status.read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if self.process.pid in (int(status.parent.name), int(fields[1])):
                pages += int(fields[21])
        return pages * resource.getpagesize()


def read_answer(connection: socket.socket) -> tuple[str, bytes]:
    received = b""
    while b"\r\n\r\n" not in received:
        more = connection.recv(65536)
        if not more:
            break
        received += more
    head, _, rest = received.partition(b"\r\n\r\n")
    while b"Transfer-Encoding: chunked" in head and not rest.endswith(b"0\r\n\r\n"):
        rest += connection.recv(65536)
    return head.decode(), rest


def database_of_the_tests() -> str:
    """As DATABASE_URL names it, for another process; what it is to see has to be committed."""
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{database['NAME']}"
    return "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**database)


@contextlib.contextmanager
def serving(folder: Path, database: str) -> Iterator[Server]:
    port = free_port()
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "DATABASE_URL": database,
        "VAR_DIR": str(folder),
        "PORT": str(port),
        "WEB_WORKERS": "1",
        "WEB_THREADS": "2",
        "LOG_LEVEL": "WARNING",
    }
    command = [sys.executable, "-m", "gunicorn", "-c", "config/gunicorn.py"]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(  # noqa: S603 - our own server
            command, cwd=settings.BASE_DIR, env=environment, stdout=log, stderr=log
        )
    server = Server(process, port)
    try:
        wait_for(server)
        yield server
    finally:
        process.terminate()
        process.wait(20)


def wait_for(server: Server) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            if "400" in server.ask("Content-Length: x", "Connection: close")[0]:
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail("The web server did not start.")
