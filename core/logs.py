"""One line per log record, whatever a visitor put into a path or a name."""

from __future__ import annotations

import logging
from typing import Any

_ESCAPES = {code: f"\\x{code:02x}" for code in [*range(32), 127, *range(128, 160)]}
_ESCAPES |= {0x2028: "\\u2028", 0x2029: "\\u2029"}


class OneLineFormatter(logging.Formatter):
    """Time, level, logger, message; control characters are escaped so that no line is forged.

    A traceback keeps its lines, each marked as one: the text of an exception may be a visitor's.
    """

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        return super().formatMessage(record).translate(_ESCAPES)

    def formatException(self, ei: Any) -> str:  # noqa: N802 - logging's name
        lines = super().formatException(ei).splitlines()
        return "\n".join(f"    {line.translate(_ESCAPES)}" for line in lines)


def without_traceback(record: logging.LogRecord) -> bool:
    """A filter for what a visitor alone has caused: said in a line, without a place in our code."""
    record.exc_info = record.exc_text = None
    return True
