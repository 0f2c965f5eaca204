"""What a command does to many rows, so that one at which it fails keeps it from none of the others."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from django.core.management.base import CommandError
from django.db import connection

from core.errors import ActionRefused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

logger = logging.getLogger("techaccord.commands")


class OneByOne:
    """Does things to rows or keys, each in a transaction that the action opens."""

    def __init__(self) -> None:
        self.failed = 0

    def each(self, action: Callable[[Any], Any], rows: Iterable[Any]) -> int:
        """For how many the action did something: it did not refuse, fail or return False."""
        return sum(self._is_done(action, row) for row in rows)

    def complain(self) -> None:
        """Raises `CommandError` if anything failed, so that whoever runs the command hears of it."""
        if self.failed:
            raise CommandError(f"{self.failed} of them failed; the log says why.")

    def _is_done(self, action: Callable[[Any], Any], row: Any) -> bool:
        try:
            return action(row) is not False
        except ActionRefused:  # decided meanwhile, or told already
            return False
        except Exception:
            self.failed += 1
            # Of a row the key alone: names do not belong into a log.
            logger.exception("%s failed for %s", action.__qualname__, getattr(row, "pk", row))
            if not connection.is_usable():
                connection.close()
            return False
