"""A line on a terminal that says how far something is."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.core.management.base import OutputWrapper

WIDTH = 30


class Bar:
    """Call it with how many are done; `end` leaves the line."""

    def __init__(self, stream: OutputWrapper, total: int = 0) -> None:
        self.stream, self.total, self.began = stream, total, time.monotonic()

    def __call__(self, done: int) -> None:
        each_second = done / max(time.monotonic() - self.began, 0.001)
        told = f"{done:,} ({each_second:,.0f} a second)"
        if self.total:
            full = WIDTH * done // self.total
            told = f"[{'#' * full}{'.' * (WIDTH - full)}] {told} of {self.total:,}"
        self.stream.write(f"\r{told}", ending="")
        self.stream.flush()

    def end(self) -> None:
        self.stream.write("")
