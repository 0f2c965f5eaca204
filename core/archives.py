"""ZIP archives that are sent while they are made, so that their size costs no memory."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, NamedTuple
from zipfile import ZipFile, ZipInfo

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

# File systems take 255 bytes, of which a letter of some scripts needs three.
MOST_BYTES_IN_NAME = 200
# Signs that mean something in paths, on one system or another.
REPLACED = str.maketrans(dict.fromkeys('/\\:*?"<>|', "_"))


class Member(NamedTuple):
    """One file of an archive; `chunks` are read when its turn comes."""

    name: str
    at: datetime
    chunks: Iterable[bytes]


class _Outlet(io.RawIOBase):
    """Takes what the archive writes, and cannot be moved about in."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self._pieces.append(bytes(data))
        return len(data)

    def take(self) -> bytes:
        taken = b"".join(self._pieces)
        self._pieces.clear()
        return taken


def streamed(members: Iterable[Member]) -> Iterator[bytes]:
    """The archive piece by piece. Nothing is compressed: pictures and PDFs are already."""
    outlet = _Outlet()
    with ZipFile(outlet, "w") as archive:
        for member in members:
            info = ZipInfo(member.name, member.at.timetuple()[:6])
            with archive.open(info, "w") as target:
                for chunk in member.chunks:
                    target.write(chunk)
                    yield outlet.take()
    yield outlet.take()


def member_name(number: int, name: str) -> str:
    """A name for a file of somebody else's naming: in no folder, like no other, short enough."""
    stem, dot, ending = name.translate(REPLACED).rpartition(".")
    first = f"{number:03} "
    room = MOST_BYTES_IN_NAME - len(f"{first}{dot}{ending}".encode())
    return f"{first}{stem.encode()[: max(room, 0)].decode(errors='ignore')}{dot}{ending}"
