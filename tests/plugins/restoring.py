"""After a test with real transactions the database becomes again what the migrations made of it.

Django would empty every table and say "migrated" again, by which pages, groups and facts about
countries are made anew: seconds of work, where a copy takes hundredths.
"""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Restore = Callable[[], None]


@contextmanager
def kept_as_it_is() -> Iterator[Restore]:
    """Copies the database; gives a function that puts the copy back, whoever is connected."""
    keep = _kept_by_sqlite if connection.vendor == "sqlite" else _kept_by_postgresql
    with keep() as restore:
        yield restore


@contextmanager
def _kept_by_sqlite() -> Iterator[Restore]:
    copy = sqlite3.connect(":memory:")

    def restore() -> None:
        connection.ensure_connection()
        copy.backup(connection.connection)

    connection.ensure_connection()
    connection.connection.backup(copy)
    yield restore
    copy.close()


@contextmanager
def _kept_by_postgresql() -> Iterator[Restore]:
    name = connection.ops.quote_name(connection.settings_dict["NAME"])
    kept = connection.ops.quote_name(f"{connection.settings_dict['NAME']}_kept")

    def copy(source: str, target: str) -> None:
        # No database is copied to which somebody is connected.
        connection.close()
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {target} WITH (FORCE)")
            cursor.execute(f"CREATE DATABASE {target} TEMPLATE {source}")

    copy(name, kept)
    yield lambda: copy(kept, name)
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE {kept} WITH (FORCE)")
