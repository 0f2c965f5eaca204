"""Database functions that Django does not have."""

from __future__ import annotations

from typing import Any

from django.db.models import Aggregate, CharField, Func, TextField


class UuidText(Func):
    """A UUID as `str(uuid)` writes it, with hyphens; SQLite keeps it without them."""

    function = "CAST"
    template = "%(function)s(%(expressions)s AS varchar)"
    arity = 1
    output_field = CharField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        value, params = compiler.compile(self.source_expressions[0])
        pieces = ((1, 8), (9, 4), (13, 4), (17, 4), (21, 12))
        sql = " || '-' || ".join(f"substr({value}, {at}, {length})" for at, length in pieces)
        return f"({sql})", list(params) * len(pieces)


class JSONArrayText(Func):
    """The columns of a row as the text of one JSON array."""

    function = "JSON_ARRAY"
    output_field = TextField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = "(%(function)s(%(expressions)s))::text"
        return self.as_sql(
            compiler, connection, function="JSONB_BUILD_ARRAY", template=template, **context
        )


class JSONRowsText(Aggregate):
    """The columns of all rows as the text of one JSON array of arrays, in no order."""

    function = "JSON_GROUP_ARRAY"
    template = "%(function)s(JSON_ARRAY(%(expressions)s))"
    output_field = TextField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = "(JSONB_AGG(JSONB_BUILD_ARRAY(%(expressions)s)))::text"
        return self.as_sql(compiler, connection, template=template, **context)
