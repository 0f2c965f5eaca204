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
    """`names` by code, in the order of the reader's language; `order` is the place of each."""

    names: dict[str, str]
    order: dict[str, int]
    options: SafeString

    def options_with(self, chosen: str) -> SafeString:
        """The choices of a select, one of them chosen."""
        if not chosen:
            return self.options
        return SafeString(self.options.replace(OPEN % chosen, f"{OPEN % chosen} selected", 1))


def places() -> Places:
    """Every country by its code; asked for anew each time, sorted once for each answer."""
    language = current()
    return places_of(_rows(name_column(language))[0][1], language)


def name_column(language: str) -> str:
    return NAME_COLUMNS.get(language, "name_en")


def all_names(label: str, column: str) -> QuerySet:
    """One row, (label, text for `places_of`): 250 rows one by one take three times as long."""
    rows = JSONRowsText("code", column, "name_en")
    return Country.objects.order_by().values_list(Value(label)).annotate(rows=rows)


@prepared
def _rows(column: str) -> QuerySet:
    return all_names("", column)


def places_of(text: str | None, language: str) -> Places:
    return _sorted(text or NONE, language)


@lru_cache(maxsize=12)
def _sorted(rows: str, language: str) -> Places:
    names = {code: name or english for code, name, english in json.loads(rows)}
    ordered = sorted(names.items(), key=lambda item: sort_key(item[1], language))
    options = "\n".join(f"{OPEN % escape(code)}>{escape(name)}" for code, name in ordered)
    order = {code: place for place, (code, _name) in enumerate(ordered)}
    return Places(dict(ordered), order, SafeString(options))
