"""Names of countries in the reader's language, and the list from which a reader chooses one."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import F
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from core.prepared import prepared
from countries.collation import sort_key
from countries.models import NAME_COLUMNS, Country

if TYPE_CHECKING:
    from django.db.models import QuerySet


class Places(NamedTuple):
    names: dict[str, str]
    options: SafeString

    def options_with(self, chosen: str) -> SafeString:
        """The choices of a select, one of them chosen."""
        plain, marked = (
            format_html('value="{}"', chosen),
            format_html('value="{}" selected', chosen),
        )
        return SafeString(self.options.replace(plain, marked, 1))


def places() -> Places:
    """Every country by its code; asked for anew each time, sorted once for each answer."""
    language = get_language() or "en"
    return _sorted(tuple(_rows(NAME_COLUMNS.get(language, "name_en"))), language)


@prepared
def _rows(column: str) -> QuerySet:
    return Country.objects.order_by().values_list("code", F(column), "name_en")


@lru_cache(maxsize=12)
def _sorted(rows: tuple[tuple[str, str, str], ...], language: str) -> Places:
    names = {code: name or english for code, name, english in rows}
    ordered = sorted(names.items(), key=lambda item: sort_key(item[1], language))
    options = format_html_join("\n", '<option value="{}">{}</option>', ordered)
    return Places(dict(ordered), options)
