"""A body of ten gigabytes, sent to the web server that production uses."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from tests.web_server import ADDRESS, Server, read_answer, serving

TEN_GIGABYTES = 10 * 1024**3


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("server")
    # Refused before any table is asked for: an empty database will do.
    with serving(folder, f"sqlite:///{folder / 'empty.sqlite3'}") as server:
        yield server


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
