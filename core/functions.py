"""Database functions that Django does not have."""

from __future__ import annotations

from typing import Any

from django.db.models import CharField, Func


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
