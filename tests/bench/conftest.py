from __future__ import annotations

import socket
import threading
from contextlib import suppress

import pytest

from bench.load import HOST


@pytest.fixture
def answering():
    """A function: starts a server that answers every request with these parts; its port."""
    with socket.create_server((HOST, 0)) as server:

        def answer(*parts: bytes) -> int:
            threading.Thread(target=_serve, args=(server, parts), daemon=True).start()
            return server.getsockname()[1]

        yield answer


def _serve(server: socket.socket, parts: tuple[bytes, ...]) -> None:
    connection, _address = server.accept()
    with connection, suppress(OSError):  # whoever asked has gone
        while connection.recv(4096):
            for part in parts:
                connection.sendall(part)
