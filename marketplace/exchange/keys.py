"""Keys for rows that come in by the thousand."""

from __future__ import annotations

import secrets
import time
import uuid


def ordered_key() -> uuid.UUID:
    """A random key that sorts after earlier ones: version 7 of RFC 9562.

    Keys without order put each new row on another page of each index, and a record would cost
    more to write the more there are.
    """
    now = time.time_ns()
    milliseconds, rest = divmod(now, 1_000_000)
    fraction = rest * 4096 // 1_000_000
    value = (milliseconds & (1 << 48) - 1) << 80
    value |= 0x7 << 76 | fraction << 64 | 0b10 << 62 | secrets.randbits(62)
    return uuid.UUID(int=value)
