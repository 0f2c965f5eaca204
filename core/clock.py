"""The database's clock: the one that all web processes and workers share."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Iterator

_told: ContextVar[datetime | None] = ContextVar("told", default=None)


@contextmanager
def moment_of(moment: datetime) -> Iterator[None]:
    """While this lasts it is `moment`: for loading what happened long ago."""
    token = _told.set(moment)
    try:
        yield
    finally:
        _told.reset(token)


def database_now() -> datetime:
    """The present moment as the database says it, in UTC.

    On PostgreSQL that of the statement, not of the beginning of the transaction: who waited for a
    lock wants to know what time it is now.
    """
    if told := _told.get():
        return told
    is_sqlite = connection.vendor == "sqlite"
    sql = "strftime('%Y-%m-%d %H:%M:%f', 'now')" if is_sqlite else "statement_timestamp()"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {sql}")
        (now,) = cursor.fetchone()
    return datetime.fromisoformat(now).replace(tzinfo=UTC) if is_sqlite else now
