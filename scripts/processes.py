"""What starting and stopping child processes in order takes. Standard library only."""

import ctypes
import signal
import sys
from collections.abc import Callable


def dying_with_parent(number: signal.Signals) -> Callable[[], None] | None:
    """For Popen's `preexec_fn`: the child gets the signal when its parent dies, even by `kill -9`.

    Only Linux can do this; elsewhere there is nothing to call.
    """
    if sys.platform != "linux":
        return None
    library = ctypes.CDLL(None)
    set_parent_death_signal = 1
    return lambda: library.prctl(set_parent_death_signal, number)


def stop_in_order() -> None:
    """Lets SIGTERM and SIGHUP pass through the `finally` blocks instead of around them."""

    def leave(signal_number: int, _frame: object) -> None:
        sys.exit(128 + signal_number)

    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, leave)
