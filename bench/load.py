"""A load generator that costs next to nothing: one process, raw sockets, no parsing to speak of.

It sends the same bytes again as soon as an answer is complete, and looks at no more of the answer
than its status and its length. Only this machine is ever asked.
"""

from __future__ import annotations

import selectors
import socket
import time
from typing import NamedTuple

HOST = "127.0.0.1"
HEAD_END = b"\r\n\r\n"
LENGTH = b"\r\ncontent-length:"
PATIENCE_SECONDS = 20


class LoadError(Exception):
    """The server answered something that must not be counted."""


class Rate(NamedTuple):
    """`client_share` is how much of its core the load generator used: near 1, it was the limit."""

    per_second: float
    answers: int
    client_share: float


def request_bytes(path: str, headers: dict[str, str]) -> bytes:
    lines = [f"GET {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def measure(port: int, request: bytes, *, seconds: float, connections: int) -> Rate:
    """Keep `connections` requests under way for `seconds`; only complete answers count."""
    with selectors.DefaultSelector() as selector:
        visitors = [_Visitor(port, request) for _ in range(connections)]
        try:
            for visitor in visitors:
                selector.register(visitor.socket, selectors.EVENT_READ, visitor)
            return _drive(selector, visitors, seconds)
        finally:
            for visitor in visitors:
                visitor.socket.close()


def _drive(selector: selectors.BaseSelector, visitors: list[_Visitor], seconds: float) -> Rate:
    answers = 0
    started, busy = time.perf_counter(), time.process_time()
    deadline = started + seconds
    for visitor in visitors:
        visitor.ask()
    while (now := time.perf_counter()) < deadline:
        ready = selector.select(PATIENCE_SECONDS)
        if not ready:
            raise LoadError(f"no answer for {PATIENCE_SECONDS} s")
        for key, _events in ready:
            if key.data.read():
                answers += 1
                key.data.ask()
    passed = now - started
    return Rate(answers / passed, answers, (time.process_time() - busy) / passed)


class _Visitor:
    """One connection that is kept open, with at most one request under way."""

    def __init__(self, port: int, request: bytes) -> None:
        self.socket = socket.create_connection((HOST, port), timeout=PATIENCE_SECONDS)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.request = request
        self.received = b""
        self.expected = 0

    def ask(self) -> None:
        self.received, self.expected = b"", 0
        self.socket.sendall(self.request)

    def read(self) -> bool:
        """Take what has come; True when the answer is complete."""
        part = self.socket.recv(262144)
        if not part:
            raise LoadError("the server closed a connection that was to be kept")
        self.received += part
        if not self.expected:
            self.expected = _length(self.received)
        return 0 < self.expected <= len(self.received)


def _length(received: bytes) -> int:
    """How long the whole answer is; 0 while its head is not complete."""
    end = received.find(HEAD_END)
    if end < 0:
        return 0
    if received[9:12] != b"200":
        raise LoadError(f"answered {received[:60]!r}")
    head = received[:end].lower()
    at = head.find(LENGTH)
    if at < 0:
        raise LoadError("an answer without a length")
    return end + len(HEAD_END) + int(head[at + len(LENGTH) :].split(b"\r\n", 1)[0])
