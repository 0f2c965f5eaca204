"""After a failure an engine is left alone for a while, and then asked by one request only."""

from __future__ import annotations

import contextlib
import threading
import time
from typing import TYPE_CHECKING

from search.engines.base import EngineUnavailableError, QuestionRefusedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

FIRST_PAUSE, LONGEST_PAUSE = 2.0, 30.0


class Breaker:
    """Keeps readers from waiting for an engine that does not answer; one for each process.

    Closed, it lets everything pass. The first `EngineUnavailableError` opens it: for `first_pause`
    seconds all who come are refused at once. Then one may try; when that fails too the pause is
    twice as long, up to `longest_pause`, and when it succeeds all is as before. A question that is
    refused is an answer: what one reader asks must not take the engine away from all others.
    """

    def __init__(
        self,
        *,
        first_pause: float = FIRST_PAUSE,
        longest_pause: float = LONGEST_PAUSE,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._first, self._longest, self._clock = first_pause, longest_pause, clock
        self._lock = threading.Lock()
        self._pause = 0.0
        self._open_until = 0.0

    @property
    def is_open(self) -> bool:
        return self._pause > 0

    @contextlib.contextmanager
    def guarding(self) -> Iterator[None]:
        """Raises `EngineUnavailableError` without trying while it is open."""
        is_trial = self._enter()
        try:
            yield
        except QuestionRefusedError:
            self._answered()
            raise
        except EngineUnavailableError:
            self._failed(is_trial)
            raise
        self._answered()

    def _enter(self) -> bool:
        """Whether the one who comes is to find out if it answers again."""
        with self._lock:
            if not self._pause:
                return False
            now = self._clock()
            if now < self._open_until:
                raise EngineUnavailableError("left alone after a failure")
            # Whoever comes while this one tries is refused.
            self._open_until = now + self._pause
            return True

    def _answered(self) -> None:
        with self._lock:
            self._pause = self._open_until = 0.0

    def _failed(self, is_trial: bool) -> None:
        with self._lock:
            if is_trial:
                self._pause = min(self._pause * 2, self._longest)
            elif self._pause:
                # One of several that were under way; the first of them has opened it.
                return
            else:
                self._pause = self._first
            self._open_until = self._clock() + self._pause
