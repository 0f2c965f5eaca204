"""How long whoever asks may be kept waiting: a reader seconds, a task as long as writing takes."""

from __future__ import annotations

import contextlib
import time
from contextvars import ContextVar
from typing import TYPE_CHECKING, TypeVar

from django.db import OperationalError, close_old_connections, connection

from search.engines.base import (
    EngineUnavailableError,
    IndexMissingError,
    QuestionRefusedError,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

T = TypeVar("T")

# Seconds after one failure, two, …: what starts again meanwhile does not end a run of hours.
PAUSES = (5, 30, 60, 300)

_patient: ContextVar[bool] = ContextVar("patient", default=False)


@contextlib.contextmanager
def patiently() -> Iterator[None]:
    """What is asked in it is for nobody who waits: an engine that is slow is not away."""
    token = _patient.set(True)
    try:
        yield
    finally:
        _patient.reset(token)


def is_patient() -> bool:
    return _patient.get()


def insist(action: Callable[[], T], tell: Callable[[str], object]) -> T:
    """What it returns, after as many attempts as there are pauses, and one; `tell` is given a line
    about each that failed."""
    for pause in PAUSES:
        try:
            return action()
        except (IndexMissingError, QuestionRefusedError):
            # What was missing or refused is so after any pause.
            raise
        except (EngineUnavailableError, OperationalError) as error:
            tell(f"{error}: trying again in {pause} seconds.")
        time.sleep(pause)
        # One that was cut off answers nothing any more.
        if not connection.in_atomic_block:
            close_old_connections()
    return action()
