"""How far a long reading has come, for whoever sits before the terminal."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

WIDTH = 30


class ProgressBar:
    """One line that is written over: the share of a file's bytes that has been read, and the rows.

    `stream` is what is being read, `size` its bytes; `write` takes text for the terminal.
    """

    def __init__(self, stream: IO[bytes], size: int, write: Callable[[str], object]) -> None:
        self.stream = stream
        self.size = size
        self.write = write
        self.is_begun = False

    def show(self, rows: int) -> None:
        share = min(self.stream.tell() / self.size, 1) if self.size else 1
        done = round(share * WIDTH)
        self.write(f"\r[{'#' * done}{'.' * (WIDTH - done)}] {share:4.0%}  {rows:,} rows")
        self.is_begun = True

    def end(self) -> None:
        """Leave the line, if there is one."""
        if self.is_begun:
            self.write("\n")
