"""Text as Elasticsearch counts it: in units of UTF-16, of which an emoji takes two."""

from __future__ import annotations

UTF_16 = "utf-16-le"


def units_of(text: str) -> bytes:
    """Two bytes for each unit."""
    return text.encode(UTF_16, "surrogatepass")


def part(units: bytes, start: int, end: int) -> str:
    """The text between two offsets, without half of a character at its end."""
    return units[2 * start : 2 * end].decode(UTF_16, "ignore")
