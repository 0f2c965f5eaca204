"""How long whoever asks may be kept waiting: a reader seconds, a task as long as writing takes."""

from __future__ import annotations

import contextlib
from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

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
