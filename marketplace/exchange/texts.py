"""Texts as they are kept: line ends, length, and cells that a spreadsheet might compute."""

from __future__ import annotations

import re

# What makes a spreadsheet take a cell for a formula; also behind apostrophes of our own.
_RISKY = re.compile(r"'*[=+\-@\t\r]")
_ESCAPED = re.compile(r"'+[=+\-@\t\r]")
# Nothing a reader sees, and but for the last control what XML, so a workbook, cannot hold; NUL is
# refused elsewhere, for databases cannot keep it.
INVISIBLE = re.compile(r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


def tidy(text: str) -> str:
    """With the line ends of Unix and nothing around it."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def shorten(text: str, limit: int) -> str:
    """At most `limit` characters, cut between words, with "…" where something is missing."""
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    if not text[limit - 1].isspace():
        head = re.sub(r"\s+\S*$", "", cut)
        # One long word, or a script without spaces, is cut where it has to be.
        cut = head if len(head) > limit // 2 else cut
    return cut.rstrip(" \t\n,;:.–-") + "…"


def harmless(cell: str) -> str:
    """The cell so that no spreadsheet computes it; `as_written` gives the text back."""
    return f"'{cell}" if _RISKY.match(cell) else cell


def as_written(cell: str) -> str:
    return cell[1:] if _ESCAPED.match(cell) else cell


def join_list(items: list[str]) -> str:
    """Several values in one cell: "a;b", with a backslash before a semicolon of their own."""
    return ";".join(item.replace("\\", "\\\\").replace(";", "\\;") for item in items)


def split_list(cell: str) -> list[str]:
    """The inverse of `join_list`, without what is empty."""
    pieces = re.findall(r"((?:\\.|[^\\;]|\\$)+)", cell, flags=re.S)
    values = (re.sub(r"\\(.)", r"\1", piece, flags=re.S).strip() for piece in pieces)
    return [value for value in values if value]
