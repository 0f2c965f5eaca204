"""Names of countries in the reader's language, and the list from which a reader chooses one."""

from __future__ import annotations

from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Value
from django.utils.safestring import SafeString

from core.languages import current
from countries.collation import sort_key
from countries.editions import edition
from countries.models import NAME_COLUMNS, Country, Edition

if TYPE_CHECKING:
    from django.db.models import QuerySet


# 250 of these are a fifth of the page; HTML lets us leave out what ends them.
OPEN = '<option value="%s"'


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
    """Every country by its code, as the database has them now."""
    return places_of(edition(), current())


def editions(label: str) -> QuerySet:
    """One row, (label, stamp for `places_of`)."""
    return Edition.objects.values_list(Value(label), "stamp")


def places_of(stamp: str, language: str) -> Places:
    """The countries of the edition with this stamp, kept; read anew where the stamp is ""."""
    return _sorted(stamp, language) if stamp else _read(language)


@lru_cache(maxsize=12)
def _sorted(_stamp: str, language: str) -> Places:
    return _read(language)


def _read(language: str) -> Places:
    column = NAME_COLUMNS.get(language, "name_en")
    rows = Country.objects.order_by().values_list("code", column, "name_en")
    names = {code: name or english for code, name, english in rows}
    ordered = sorted(names.items(), key=lambda item: sort_key(item[1], language))
    options = "\n".join(f"{OPEN % escape(code)}>{escape(name)}" for code, name in ordered)
    order = {code: place for place, (code, _name) in enumerate(ordered)}
    return Places(dict(ordered), order, SafeString(options))
