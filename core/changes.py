"""What a lower app tells those above it, which it cannot import: that rows have changed.

Actions call `changed` inside their transaction; what listens does so in the same one, and leaves
what takes long to a task. See docs/adr/0013.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from django.db import transaction

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable

    Listener = Callable[[list], None]

_listeners: dict[str, list[Listener]] = defaultdict(list)


def listen(what: str, listener: Listener) -> None:
    """Have `listener` called with keys whenever `what` ("app.model") changes; once a function."""
    if listener not in _listeners[what]:
        _listeners[what].append(listener)


def changed(what: str, keys: Iterable[Hashable]) -> None:
    """Tell that what others show of these rows may have changed, or that they are gone.

    Raises `TransactionManagementError` outside a transaction.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("changed() needs a transaction.")
    told = list(dict.fromkeys(keys))
    if told:
        for listener in _listeners[what]:
            listener(told)
