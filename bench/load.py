"""A load generator that costs next to nothing: one process, raw sockets, no parsing to speak of.

It sends the same bytes again as soon as an answer is complete, and looks at no more of the answer
than its status and its length. Only this machine is ever asked.
"""

from __future__ import annotations

import selectors
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import cycle
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
    answers = 0
    with _visitors(port, connections) as (selector, visitors):
        started, busy = time.perf_counter(), time.process_time()
        deadline = started + seconds
        for visitor in visitors:
            visitor.ask(request)
        while (now := time.perf_counter()) < deadline:
            for visitor in _ready(selector):
                if visitor.read():
                    answers += 1
                    visitor.ask(request)
        passed = now - started
        return Rate(answers / passed, answers, (time.process_time() - busy) / passed)


def latencies(
    port: int, requests: Sequence[bytes], *, seconds: float, connections: int
) -> list[float]:
    """Seconds until each answer was complete; the connections ask for all of `requests` in turn."""
    took: list[float] = []
    turn = cycle(requests)
    with _visitors(port, connections) as (selector, visitors):
        for visitor in visitors:
            visitor.ask(next(turn))
        deadline = time.perf_counter() + seconds
        while time.perf_counter() < deadline:
            for visitor in _ready(selector):
                if visitor.read():
                    took.append(time.perf_counter() - visitor.asked_at)
                    visitor.ask(next(turn))
    return took


@contextmanager
def asking(port: int) -> Iterator[Callable[[bytes], None]]:
    """One connection: a function that sends a request and returns when the answer is complete."""

    def ask(request: bytes) -> None:
        visitor.ask(request)
        while not visitor.read():
            pass

    with _visitors(port, 1) as (_selector, (visitor,)):
        yield ask


@contextmanager
def _visitors(
    port: int, connections: int
) -> Iterator[tuple[selectors.BaseSelector, list[_Visitor]]]:
    with selectors.DefaultSelector() as selector:
        visitors = [_Visitor(port) for _ in range(connections)]
        try:
            for visitor in visitors:
                selector.register(visitor.socket, selectors.EVENT_READ, visitor)
            yield selector, visitors
        finally:
            for visitor in visitors:
                visitor.socket.close()


def _ready(selector: selectors.BaseSelector) -> list[_Visitor]:
    ready = selector.select(PATIENCE_SECONDS)
    if not ready:
        raise LoadError(f"no answer for {PATIENCE_SECONDS} s")
    return [key.data for key, _events in ready]


class _Visitor:
    """One connection that is kept open, with at most one request under way."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection((HOST, port), timeout=PATIENCE_SECONDS)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.received = b""
        self.expected = 0
        self.asked_at = 0.0

    def ask(self, request: bytes) -> None:
        self.received, self.expected = b"", 0
        self.asked_at = time.perf_counter()
        self.socket.sendall(request)

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
