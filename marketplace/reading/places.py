"""Names of countries in the reader's language, and the list from which a reader chooses one."""

from __future__ import annotations

import json
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Value
from django.utils.safestring import SafeString

from core.functions import JSONRowsText
from core.languages import current
from core.prepared import prepared
from countries.collation import sort_key
from countries.models import NAME_COLUMNS, Country

if TYPE_CHECKING:
    from django.db.models import QuerySet


# 250 of these are a fifth of the page; HTML lets us leave out what ends them.
OPEN = '<option value="%s"'

NONE = "[]"


class Places(NamedTuple):
    names: dict[str, str]
    options: SafeString

    def options_with(self, chosen: str) -> SafeString:
        """The choices of a select, one of them chosen."""
        if not chosen:
            return self.options
        return SafeString(self.options.replace(OPEN % chosen, f"{OPEN % chosen} selected", 1))


def places() -> Places:
    """Every country by its code; asked for anew each time, sorted once for each answer."""
    language = current()
    rows = _rows(NAME_COLUMNS.get(language, "name_en"))
    return _sorted(rows[0][0] or NONE, language)


@prepared
def _rows(column: str) -> QuerySet:
    """One text with all of them: 250 rows one by one take three times as long."""
    rows = JSONRowsText("code", column, "name_en")
    return Country.objects.order_by().values_list(Value(1)).annotate(rows=rows).values_list("rows")


@lru_cache(maxsize=12)
def _sorted(rows: str, language: str) -> Places:
    names = {code: name or english for code, name, english in json.loads(rows)}
    ordered = sorted(names.items(), key=lambda item: sort_key(item[1], language))
    options = "\n".join(f"{OPEN % escape(code)}>{escape(name)}" for code, name in ordered)
    return Places(dict(ordered), SafeString(options))
