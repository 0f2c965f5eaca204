"""Work for many, of whom one must not stand in the way of the others."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

log = logging.getLogger(__name__)


class PartlyDoneError(Exception):
    """Some failed, which the log tells of; all others were tried. `done` is as of `for_each`."""

    def __init__(self, done: int, failed: int) -> None:
        super().__init__(f"{failed} failed; the log says why")
        self.done, self.failed = done, failed


def for_each(act: Callable[[Any], bool], of: Iterable[Any]) -> int:
    """For how many there was something to do. Raises `PartlyDoneError` after the last of them.

    `act` has a transaction of its own for each.
    """
    done = failed = 0
    for one in of:
        try:
            done += act(one)
        except Exception:
            failed += 1
            log.exception("Failed for %s; going on with the next", getattr(one, "pk", one))
    if failed:
        raise PartlyDoneError(done, failed)
    return done
