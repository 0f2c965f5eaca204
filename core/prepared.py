"""Querysets whose SQL is made once and executed many times.

Django spends far longer on building the SQL of an ordinary query than SQLite does on answering
it. On the few pages that everybody opens first, that is most of the time. Nothing of the answer
is kept: each call asks the database.
"""

from __future__ import annotations

from functools import update_wrapper
from typing import TYPE_CHECKING, Any

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models import QuerySet

# Positional arguments come from short lists; more than this means that one of them does not.
KEPT = 64

# What stands in the SQL's parameters for a value that each call brings. No row has these.
STAND_INS: dict[type, Callable[[int], object]] = {
    str: lambda place: f"\0{place}\0",
    int: lambda place: -(2**62) - place,
}


class prepared:  # noqa: N801 - a decorator
    """Turns a function that builds a queryset into one that returns its rows as a list.

    The queryset may depend on nothing but the arguments. Positional ones become part of the
    statement and must take few values: a language, today's date. Keyword ones (str or int) are
    only compared with, as in `filter(slug=slug)`, and may take any value. A queryset that asks
    for the present moment by itself is frozen at the moment of the first call.
    `prefetch_related` is not done.
    """

    def __init__(self, build: Callable[..., QuerySet]) -> None:
        self.build = build
        update_wrapper(self, build)

    def __call__(self, *args: Hashable, **values: str | int) -> list[Any]:
        # Kept with the connection: it belongs to one thread, as a compiler must. (The name
        # `django.db.connection` belongs to all of them.)
        connection = connections[DEFAULT_DB_ALIAS]
        kept: dict = connection.__dict__.setdefault("_prepared_statements", {})
        mine = kept.setdefault(self, {})
        if args not in mine:
            if len(mine) >= KEPT:
                mine.clear()
            stand_ins = {
                name: STAND_INS[type(value)](place)
                for place, (name, value) in enumerate(values.items())
            }
            queryset = self.build(*args, **stand_ins)
            mine[args] = _Statement(queryset, stand_ins, connection)
        return mine[args].rows(values)


class _Statement:
    """A queryset whose every iteration uses one compiler, which repeats what it once worked out."""

    def __init__(
        self, queryset: QuerySet, stand_ins: dict[str, object], connection: BaseDatabaseWrapper
    ) -> None:
        self.queryset: Any = queryset
        self.connection = connection
        self.compiler: Any = queryset.query.get_compiler(connection=connection)
        try:
            self.sql, params = self.compiler.as_sql()
        except EmptyResultSet:
            self.compiler = None
            return
        names = {stand_in: name for name, stand_in in stand_ins.items()}
        self.params = list(params)
        self.places = [(at, names[param]) for at, param in enumerate(params) if param in names]
        if {name for _at, name in self.places} != set(stand_ins):
            raise TypeError("A value of a prepared queryset may only be compared with, as it is.")
        columns = [column for column, *_names in self.compiler.select]
        converters = self.compiler.get_converters(columns)
        self.compiler.get_converters = lambda _columns: converters
        self.compiler.execute_sql = self._execute
        query: Any = queryset.query
        query.get_compiler = lambda *_args, **_options: self.compiler

    def rows(self, values: dict[str, str | int]) -> list[Any]:
        if self.compiler is None:
            return []
        for at, name in self.places:
            self.params[at] = values[name]
        return list(self.queryset._iterable_class(self.queryset))

    def _execute(self, *_args: Any, **_options: Any) -> list[list[tuple]]:
        """All rows as one chunk: what the compiler's own method gives, without its detours."""
        with self.connection.cursor() as cursor:
            cursor.execute(self.sql, self.params)
            rows = cursor.fetchall()
        if self.compiler.has_extra_select:
            rows = [row[: self.compiler.col_count] for row in rows]
        return [rows]
