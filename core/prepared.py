"""Querysets whose SQL is made once and executed many times.

Django spends far longer on building the SQL of an ordinary query than SQLite does on answering
it. On the few pages that everybody opens first, that is most of the time. Nothing of the answer
is kept: each call asks the database.
"""

from __future__ import annotations

import re
from functools import update_wrapper
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models.query import ValuesListIterable

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Sequence

    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models import QuerySet

# Positional arguments come from short lists; more than this means that one of them does not.
KEPT = 64

# What stands in the SQL's parameters for a value that each call brings. No row has these.
STAND_INS: dict[type, Callable[[int], object]] = {
    str: lambda place: f"\0{place}\0",
    int: lambda place: -(2**62) - place,
    UUID: lambda place: UUID(int=2**128 - 1 - place),
}


# As Django's backend finds them.
PLACE = re.compile(r"(?<!%)%s")


class prepared:  # noqa: N801 - a decorator
    """Turns a function that builds a queryset into one that returns its rows as a list.

    The queryset may depend on nothing but the arguments. Positional ones become part of the
    statement and must take few values: a language, today's date. Keyword ones (str, int or UUID)
    are only compared with, as in `filter(slug=slug)`, and may take any value; `several` makes such
    arguments of a list, as in `filter(pk__in=keys.values())`. A queryset that asks
    for the present moment by itself is frozen at the moment of the first call.
    `prefetch_related` is not done.
    """

    def __init__(self, build: Callable[..., QuerySet]) -> None:
        self.build = build
        update_wrapper(self, build)

    def __call__(self, *args: Hashable, **values: str | int | UUID) -> list[Any]:
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


def several(keys: Iterable[UUID], number: int) -> dict[str, UUID]:
    """One to `number` keys as so many keyword arguments, the last of them repeated."""
    found = list(keys)
    return {f"key_{at}": found[min(at, len(found) - 1)] for at in range(number)}


def _literal(value: object) -> str | None:
    """As a statement of SQLite writes it; None for what is better left to the driver."""
    if isinstance(value, str) and "\0" not in value:
        text = str.__str__(value).replace("'", "''")  # of an enumeration's member, its value
        return f"'{text}'"
    return str(int(value)) if isinstance(value, int) else None


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
        names = {self._written(stand_in): name for name, stand_in in stand_ins.items()}
        if not set(names) <= set(params):
            raise TypeError("A value of a prepared queryset may only be compared with, as it is.")
        self.params: dict[str, Any] = {}
        self._name_params(params, names)
        columns = [column for column, *_names in self.compiler.select]
        converters = self.compiler.get_converters(columns)
        self.makes_instances = queryset._iterable_class is not ValuesListIterable
        self.is_plain = not self.makes_instances and not converters
        self.compiler.get_converters = lambda _columns: converters
        self.compiler.execute_sql = self._execute
        query: Any = queryset.query
        query.get_compiler = lambda *_args, **_options: self.compiler

    def _name_params(self, params: Sequence[Any], names: dict[object, str]) -> None:
        """Values that each call brings get names; what never changes stands in SQLite's statement.

        SQLite plans a statement anew whenever it is given a value that the choice of an index may
        depend on (a partial one's condition), which takes five times as long as answering. And
        Django turns names into SQLite's faster than it finds places without one.
        """
        first, *others = PLACE.split(self.sql)
        pieces = [first]
        for at, (param, following) in enumerate(zip(params, others, strict=True)):
            literal = _literal(param) if self.connection.vendor == "sqlite" else None
            if param in names:
                pieces.append(f"%({names[param]})s")
            elif literal is not None:
                pieces.append(literal.replace("%", "%%"))
            else:
                self.params[f"constant_{at}"] = param
                pieces.append(f"%(constant_{at})s")
            pieces.append(following)
        self.sql = "".join(pieces)

    def _written(self, value: object) -> object:
        """As the database is given it; one without UUIDs keeps them as text."""
        if isinstance(value, UUID) and not self.connection.features.has_native_uuid_field:
            return value.hex
        return value

    def rows(self, values: dict[str, str | int | UUID]) -> list[Any]:
        if self.compiler is None:
            return []
        for name, value in values.items():
            self.params[name] = self._written(value)
        if self.is_plain:
            return self._execute()[0]
        if not self.makes_instances:
            chunks = self._execute()
            return (
                list(self.compiler.results_iter(chunks, tuple_expected=True)) if chunks[0] else []
            )
        return list(self.queryset._iterable_class(self.queryset))

    def _execute(self, *_args: Any, **_options: Any) -> list[list[tuple]]:
        """All rows as one chunk: what the compiler's own method gives, without its detours."""
        with self.connection.cursor() as cursor:
            cursor.execute(self.sql, self.params)
            rows = cursor.fetchall()
        if self.compiler.has_extra_select:
            rows = [row[: self.compiler.col_count] for row in rows]
        return [rows]
