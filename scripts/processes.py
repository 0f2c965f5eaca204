"""What starting and stopping child processes in order takes. Standard library only."""

import contextlib
import ctypes
import os
import pwd
import signal
import socket
import sys
from collections.abc import Callable, Iterable


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


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def unprivileged_user(names: Iterable[str]) -> pwd.struct_passwd | None:
    """For servers that refuse to run as root: the first of these users that exists.

    None for whoever is not root and needs no other user, and where there is none of them.
    """
    if os.geteuid() != 0:
        return None
    for name in names:
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    return None


def as_user(owner: pwd.struct_passwd | None) -> dict:
    """What to pass to Popen so that the child runs as `owner`."""
    if owner is None:
        return {}
    return {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}
