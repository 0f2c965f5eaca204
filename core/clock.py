"""The database's clock: the one that all web processes and workers share."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import connection


def database_now() -> datetime:
    """The present moment as the database says it, in UTC.

    On PostgreSQL that of the statement, not of the beginning of the transaction: who waited for a
    lock wants to know what time it is now.
    """
    is_sqlite = connection.vendor == "sqlite"
    sql = "strftime('%Y-%m-%d %H:%M:%f', 'now')" if is_sqlite else "statement_timestamp()"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {sql}")
        (now,) = cursor.fetchone()
    return datetime.fromisoformat(now).replace(tzinfo=UTC) if is_sqlite else now
