"""What a call costs: its time, the processor's, and the statements it sends."""

from __future__ import annotations

import statistics
import time
from itertools import count
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Callable


class Cost(NamedTuple):
    """Of one call. `cpu` is the processor's time, which other programs lengthen but little."""

    seconds: float
    cpu: float
    queries: int


def cost_of(call: Callable[[], Any]) -> Cost:
    queries = count()

    def counting(execute: Any, *args: Any) -> Any:
        next(queries)
        return execute(*args)

    started, busy = time.perf_counter(), time.process_time()
    with connection.execute_wrapper(counting):
        call()
    return Cost(time.perf_counter() - started, time.process_time() - busy, next(queries))


def usual_cost(call: Callable[[], Any], times: int) -> Cost:
    """Each figure at the median of so many calls, after one that does not count."""
    call()
    taken = [cost_of(call) for _each in range(times)]
    seconds, cpu, queries = zip(*taken, strict=True)
    return Cost(statistics.median(seconds), statistics.median(cpu), int(statistics.median(queries)))
