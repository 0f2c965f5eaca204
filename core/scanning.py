"""Asking clamd, the daemon of ClamAV, whether a file holds a virus.

Its protocol is that of clamd(8), command INSTREAM. The client libraries on the package index are
licensed under the GPL, or have not been kept since 2014.
"""

from __future__ import annotations

import socket
import struct
from typing import IO
from urllib.parse import urlsplit

from django.conf import settings

CHUNK = 64 * 1024
# It answers when it has looked through all of it.
SECONDS = 60
LONGEST_ANSWER = 4096


class ScannerAwayError(Exception):
    """The scanner cannot be reached, or did not come to a verdict."""


def is_configured() -> bool:
    return bool(settings.CLAMD_URL)


def virus_in(file: IO[bytes]) -> str:
    """The name of what was found in it; empty if nothing was.

    Raises `ScannerAwayError`.
    """
    try:
        with _connected() as clamd:
            clamd.sendall(b"zINSTREAM\0")
            while chunk := file.read(CHUNK):
                clamd.sendall(struct.pack("!I", len(chunk)) + chunk)
            clamd.sendall(struct.pack("!I", 0))
            answer = _answer(clamd)
    except OSError as error:
        raise ScannerAwayError(str(error)) from error
    return _verdict(answer)


def _connected() -> socket.socket:
    parts = urlsplit(settings.CLAMD_URL)
    if parts.scheme == "tcp":
        return socket.create_connection((parts.hostname or "", parts.port or 0), timeout=SECONDS)
    clamd = socket.socket(socket.AF_UNIX)
    try:
        clamd.settimeout(SECONDS)
        clamd.connect(parts.path)
    except OSError:
        clamd.close()
        raise
    return clamd


def _answer(clamd: socket.socket) -> str:
    """What it says up to the sign that ends it; nothing if that does not come."""
    received = b""
    while not received.endswith(b"\0"):
        more = clamd.recv(LONGEST_ANSWER)
        if not more or len(received) > LONGEST_ANSWER:
            return ""
        received += more
    return received.rstrip(b"\0").decode(errors="replace")


def _verdict(answer: str) -> str:
    """Of "stream: OK" or "stream: Name FOUND"; all else, such as an error, is no verdict."""
    said = answer.removeprefix("stream: ")
    if said == "OK":
        return ""
    if said.endswith(" FOUND"):
        return said.removesuffix(" FOUND")
    raise ScannerAwayError(answer or "no answer")
