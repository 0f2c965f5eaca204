"""Cleans one PDF in a process of its own: `python -I pdf_worker.py MEGABYTES SECONDS < in > out`.

A PDF of a few megabytes can be made to unfold to gigabytes or to keep a parser busy for hours; here
the system ends it. Ends with 0 and the cleaned file, or with a code of `Refusal`. Imports nothing of
ours, for nothing of ours is on the path here.
"""

from __future__ import annotations

import contextlib
import io
import resource
import sys
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, StreamObject

if TYPE_CHECKING:
    from collections.abc import Iterator


class Refusal(IntEnum):
    """Why there is no cleaned file."""

    ENCRYPTED = 3
    BROKEN = 4
    TOO_COMPLEX = 5


MOST_OBJECTS = 500_000
# ISO 32000-2: metadata (14.3), data of programs (14.5), files in the file (7.11.4), forms in XML
# (12.7.8), portfolios (12.3.5), what is done on opening and on other events (12.6.3, 12.6.4.17).
REMOVED = frozenset({
    "/Metadata", "/PieceInfo", "/LastModified", "/EmbeddedFiles", "/EF", "/AF", "/XFA",
    "/Collection", "/JavaScript", "/JS", "/OpenAction", "/AA", "/Perms", "/Requirements",
})  # fmt: skip
# Actions (12.6.4) that run something, load something or send something away; links stay.
ACTIVE = frozenset({
    "/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/ResetForm", "/Rendition", "/Movie",
    "/Sound", "/RichMediaExecute", "/GoTo3DView", "/GoToE",
})  # fmt: skip
# Annotations (12.5.6) that carry a file or play one.
CARRIERS = frozenset({
    "/FileAttachment", "/RichMedia", "/Screen", "/Movie", "/Sound", "/3D",
})  # fmt: skip
# Keys in these are names that the author's program chose: a font may be called "AA".
NAME_MAPS = frozenset({
    "/Font", "/XObject", "/ExtGState", "/ColorSpace", "/Pattern", "/Shading", "/Properties",
    "/CharProcs", "/RoleMap", "/ClassMap", "/Dests", "/N", "/D", "/R",
})  # fmt: skip


def clean(content: bytes) -> bytes:
    """The document rebuilt from its pages, without what `strip` removes.

    Objects that nothing refers to and earlier versions of the file are left behind, as are the
    document information and the identifier in its trailer. Raises `SystemExit` with a `Refusal`.
    """
    reader = PdfReader(io.BytesIO(content), strict=False)
    if reader.is_encrypted:
        raise SystemExit(Refusal.ENCRYPTED)
    strip(reader.root_object)
    writer = PdfWriter()
    writer.clone_reader_document_root(reader)
    if not writer.pages:
        raise SystemExit(Refusal.BROKEN)
    cleaned = io.BytesIO()
    writer.write(cleaned)
    return cleaned.getvalue()


def strip(root: DictionaryObject) -> None:
    """Remove metadata, embedded files and active content from everything `root` refers to."""
    waiting: list[tuple[str, Any]] = [("", root)]
    seen: set[int] = set()
    while waiting:
        name, held = waiting.pop()
        if id(held) in seen:
            continue
        seen.add(id(held))
        if len(seen) > MOST_OBJECTS:
            raise SystemExit(Refusal.TOO_COMPLEX)
        if isinstance(held, DictionaryObject):
            _strip_dictionary(held, is_map=name in NAME_MAPS)
            waiting += [(key, held[key]) for key in held]
        elif isinstance(held, ArrayObject):
            _strip_array(held)
            waiting += [(name, one.get_object()) for one in held]


def _strip_dictionary(held: DictionaryObject, *, is_map: bool) -> None:
    removed = set() if is_map and not _is_typed(held) else REMOVED
    for key in list(held):
        if key in removed or _does_something(held[key]):
            del held[key]
    if isinstance(held, StreamObject) and held.get("/Filter") in ("/DCTDecode", ["/DCTDecode"]):
        held._data = without_camera(held._data)


def _strip_array(held: ArrayObject) -> None:
    kept = [one for one in held if not _does_something(one.get_object())]
    if len(kept) != len(held):
        held[:] = kept


def _is_typed(held: DictionaryObject) -> bool:
    return isinstance(held, StreamObject) or "/Type" in held or "/S" in held


def _does_something(value: Any) -> bool:
    if not isinstance(value, DictionaryObject):
        return False
    return value.get("/S") in ACTIVE or (
        value.get("/Subtype") in CARRIERS and not isinstance(value, StreamObject)
    )


# --- Photographs in the document -----------------------------------------------------------------

_START_OF_SCAN = 0xDA
# APP1 (Exif, XMP), APP13 (IPTC) and comments; colour profiles and Adobe's transform are needed.
_CAMERA = frozenset({0xE1, 0xED, 0xFE})


def without_camera(jpeg: bytes) -> bytes:
    """The same picture without what the camera and programs wrote about it (ITU-T T.81, B.1)."""
    if not jpeg.startswith(b"\xff\xd8"):
        return jpeg
    kept = bytearray(b"\xff\xd8")
    end = 2
    for marker, start, end in _segments(jpeg):
        if marker not in _CAMERA:
            kept += jpeg[start:end]
    return bytes(kept + jpeg[end:])


def _segments(jpeg: bytes) -> Iterator[tuple[int, int, int]]:
    """(marker, first byte, end) of each segment before the picture itself."""
    start = 2
    while start + 4 <= len(jpeg) and jpeg[start] == 0xFF and jpeg[start + 1] != _START_OF_SCAN:
        end = start + 2 + int.from_bytes(jpeg[start + 2 : start + 4], "big")
        yield jpeg[start + 1], start, end
        start = end


# --- As a process --------------------------------------------------------------------------------


def main(megabytes: int, seconds: int) -> None:
    """Read from the standard input, write to the standard output, within the limits."""
    with contextlib.suppress(OSError, ValueError):  # macOS knows no limit of memory
        resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    try:
        cleaned = clean(sys.stdin.buffer.read())
    except MemoryError:
        raise SystemExit(Refusal.TOO_COMPLEX) from None
    except Exception:  # noqa: BLE001 - what a parser says of a broken file is of many kinds
        raise SystemExit(Refusal.BROKEN) from None
    sys.stdout.buffer.write(cleaned)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
