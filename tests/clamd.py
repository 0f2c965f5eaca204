"""A virus scanner for tests: one that says what it is told to, and the real one."""

from __future__ import annotations

import socketserver
import struct
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts.services import find_clamd

CLAMD = find_clamd()


class _Handler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        assert self.rfile.read(10) == b"zINSTREAM\0"
        content = b""
        while length := struct.unpack("!I", self.rfile.read(4))[0]:
            content += self.rfile.read(length)
        self.server.seen.append(content)
        self.wfile.write(self.server.answer(content))


@contextmanager
def speaking_clamd(answer: Callable[[bytes], bytes]) -> Iterator[socketserver.BaseServer]:
    """A server that speaks INSTREAM and answers what `answer` makes of the content.

    It is no ClamAV: for what a real one cannot be made to say. `seen` has what it was sent.
    """
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Handler) as server:
        server.answer, server.seen = answer, []
        server.url = f"tcp://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@contextmanager
def real_clamd(folder: Path, signatures: dict[str, bytes]) -> Iterator[str]:
    """A real ClamAV that knows these strings by name and nothing else; its address."""
    database = folder / "signatures"
    database.mkdir()
    lines = [f"{name}:0:*:{found.hex()}" for name, found in signatures.items()]
    (database / "ours.ndb").write_text("\n".join(lines) + "\n")
    listening = folder / "clamd.sock"
    settings = folder / "clamd.conf"
    settings.write_text(
        f"DatabaseDirectory {database}\nLocalSocket {listening}\nForeground yes\n"
        f"TemporaryDirectory {folder}\nMaxThreads 2\nStreamMaxLength 1M\n"
    )
    daemon = subprocess.Popen(  # noqa: S603 - our own words alone
        [CLAMD, "-c", settings], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        deadline = time.monotonic() + 30
        while not listening.exists() and time.monotonic() < deadline:
            time.sleep(0.1)
        yield f"unix:{listening}"
    finally:
        daemon.terminate()
        daemon.wait(30)
