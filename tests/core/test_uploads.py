"""A body of ten gigabytes, sent to the web server that production uses."""

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

TEN_GIGABYTES = 10 * 1024**3
ADDRESS = "/en/account/login/"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


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


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> Iterator[Server]:
    folder, port = tmp_path_factory.mktemp("server"), free_port()
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        # Refused before any table is asked for: an empty database will do.
        "DATABASE_URL": f"sqlite:///{folder / 'empty.sqlite3'}",
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


def test_upload_of_ten_gigabytes_is_refused_before_a_byte_of_it(server):
    started = time.monotonic()
    head, body = server.ask(f"Content-Length: {TEN_GIGABYTES}")
    assert head.startswith("HTTP/1.1 413 ")
    assert "content-security-policy: " in head.lower()
    assert b"<h1>" in body
    assert time.monotonic() - started < 10


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="memory is read from /proc")
def test_uploads_of_ten_gigabytes_hold_no_memory(server):
    server.ask(f"Content-Length: {TEN_GIGABYTES}")
    before = server.memory()
    assert before > 10 * 1024**2
    for _number in range(20):
        head, _body = server.ask(f"Content-Length: {TEN_GIGABYTES}", body=b"x" * 1024**2)
        assert head.startswith("HTTP/1.1 413 ")
    assert server.memory() - before < 20 * 1024**2


def test_refused_upload_is_not_read_as_the_next_request(server):
    smuggled = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n" * 2000
    with server.connect() as connection:
        head = f"POST {ADDRESS} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {TEN_GIGABYTES}"
        connection.sendall(head.encode() + b"\r\n\r\n" + smuggled)
        answer, rest = read_answer(connection)
        assert answer.startswith("HTTP/1.1 413 ")
        # The server reads a little of the rest, then hangs up.
        with contextlib.suppress(ConnectionResetError):
            rest += connection.recv(65536)
    assert b"200 OK" not in rest


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="memory is read from /proc")
def test_body_in_pieces_without_a_length_is_harmless(server):
    server.ask("Transfer-Encoding: chunked", "Connection: close", body=b"1\r\nx\r\n0\r\n\r\n")
    before = server.memory()
    piece = b"%x\r\n" % (1024**2) + b"x" * 1024**2 + b"\r\n"
    head, _body = server.ask(
        "Transfer-Encoding: chunked", "Connection: close", body=piece * 30 + b"0\r\n\r\n"
    )
    # The form is looked at without the body: no token, so it is refused.
    assert head.startswith("HTTP/1.1 403 ")
    assert server.memory() - before < 20 * 1024**2


@pytest.mark.parametrize(
    "lines",
    [
        ["Content-Length: -1"],
        ["Content-Length: 1", "Content-Length: 2"],
        ["Content-Length: +5"],
        ["Content-Length: 5", "Transfer-Encoding: chunked"],
        ["Transfer-Encoding: xchunked"],
    ],
)
def test_length_that_can_be_read_in_two_ways_is_refused(server, lines):
    head, _body = server.ask(*lines, "Connection: close")
    assert head.split()[1] in ("400", "403", "501")
    assert "200" not in head.split()[1]


def test_address_as_long_as_a_search_with_many_filters_is_answered(server):
    address = "/healthz?" + "a" * 8000
    assert server.fetch(address)[0].startswith("HTTP/1.1 200 ")


@pytest.mark.parametrize(
    ("address", "line", "status"),
    [("/healthz?" + "a" * 9000, "Accept: */*", "414"), ("/healthz", "Bad Name: x", "400")],
)
def test_request_that_is_none_is_refused_as_docs_operate_says(server, address, line, status):
    head, body = server.fetch(address, line)
    assert head.split()[1] == status
    assert b"<html>" in body
    assert "Content-Security-Policy" not in head
    assert settings.SITE_NAME.encode() not in body
