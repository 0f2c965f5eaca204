"""Rounds of measuring: the empty view, a page, the empty view again.

What else the machine does moves every figure, so only neighbours in time are compared, and a
page whose two neighbours disagree is not counted.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from bench.load import Rate, measure, request_bytes
from bench.server import Server

CONNECTIONS = 8
WARM_UP_SECONDS = 2
MOST_DISAGREEMENT = 0.10
# What a browser sends, compression included.
HEADERS = {
    "Host": "localhost",
    "User-Agent": "techaccord-bench",
    "Accept": "text/html,application/xhtml+xml",
    "Accept-Language": "en",
    "Accept-Encoding": "gzip",
}
EMPTY = "/bench/empty"


@dataclass(frozen=True)
class Slice:
    """`cpu_ms` is what one answer cost the server, or None where the system does not tell."""

    per_second: float
    cpu_ms: float | None
    client_share: float


@dataclass(frozen=True)
class Sample:
    before: Slice
    page: Slice
    after: Slice

    @property
    def disagreement(self) -> float:
        low, high = sorted((self.before.per_second, self.after.per_second))
        return (high - low) / high

    @property
    def is_quiet(self) -> bool:
        return self.disagreement <= MOST_DISAGREEMENT

    @property
    def ratio(self) -> float:
        return self.page.per_second * 2 / (self.before.per_second + self.after.per_second)

    @property
    def ratio_of_cpu(self) -> float | None:
        if not (self.before.cpu_ms and self.page.cpu_ms and self.after.cpu_ms):
            return None
        return (self.before.cpu_ms + self.after.cpu_ms) / 2 / self.page.cpu_ms

    def as_dict(self) -> dict:
        return {**asdict(self), "ratio": self.ratio, "counted": self.is_quiet}


@dataclass(frozen=True)
class Figure:
    """What a page's samples come to; `counted` of `taken` samples were quiet enough."""

    ratio: float | None
    lowest: float | None
    highest: float | None
    ratio_of_cpu: float | None
    counted: int
    taken: int


def figure(samples: list[Sample]) -> Figure:
    ratios = [sample.ratio for sample in samples if sample.is_quiet]
    # Time of the processor is not taken away by others, so every sample tells something.
    cpu = [ratio for sample in samples if (ratio := sample.ratio_of_cpu)]
    return Figure(
        ratio=statistics.median(ratios) if ratios else None,
        lowest=min(ratios, default=None),
        highest=max(ratios, default=None),
        ratio_of_cpu=statistics.median(cpu) if cpu else None,
        counted=len(ratios),
        taken=len(samples),
    )


class Bench:
    def __init__(self, server: Server, paths: dict[str, str], seconds: float) -> None:
        self.server = server
        self.paths = paths
        self.seconds = seconds
        self.samples: dict[str, list[Sample]] = {name: [] for name in paths}

    def warm_up(self) -> None:
        for path in (EMPTY, *self.paths.values()):
            self._measure(path, WARM_UP_SECONDS)

    def rounds(self, wanted: int, *, deadline: float) -> Iterator[int]:
        """Measure until each page has `wanted` counted samples, or time is up."""
        number = 0
        length = self.seconds * (2 * len(self.paths) + 1)
        while self._counted() < wanted and (number == 0 or time.monotonic() + length <= deadline):
            number += 1
            self._round()
            yield number

    def _counted(self) -> int:
        return min(sum(s.is_quiet for s in samples) for samples in self.samples.values())

    def _round(self) -> None:
        before = self._slice(EMPTY)
        for name, path in self.paths.items():
            page, after = self._slice(path), self._slice(EMPTY)
            self.samples[name].append(Sample(before, page, after))
            before = after

    def _slice(self, path: str) -> Slice:
        started = self.server.cpu_seconds()
        rate = self._measure(path, self.seconds)
        ended = self.server.cpu_seconds()
        cpu = None if started is None or ended is None else (ended - started) / rate.answers * 1000
        return Slice(rate.per_second, cpu, rate.client_share)

    def _measure(self, path: str, seconds: float) -> Rate:
        request = request_bytes(path, HEADERS)
        return measure(self.server.port, request, seconds=seconds, connections=CONNECTIONS)
