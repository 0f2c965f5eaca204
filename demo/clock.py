"""Telling the time of another day, so that the demo's past has dates of its own."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING
from unittest.mock import patch

from django.utils import timezone

from core.clock import moment_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime


@contextmanager
def clock_at(moment: datetime) -> Iterator[None]:
    """While this lasts it is `moment` for everything that asks Django or the database's clock.

    The actions stamp rows and audit entries with it, so the record reads in the order in which
    things happened. Only for the one thread that loads the demo.
    """
    with patch.object(timezone, "now", lambda: moment), moment_of(moment):
        yield
