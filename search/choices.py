"""What the page of results lets people choose, and what they have chosen, in words."""

from __future__ import annotations

from collections.abc import Sized
from dataclasses import replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext as _

from core.languages import current
from core.words import listed, quoted
from marketplace.reading.places import places
from search.facets import FACETS
from search.geography import region_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from search.facets import Facet
    from search.query import SearchQuery

    # A value, its name, and how many listings it would leave; None where nobody counted.
    Choice = tuple[str, str, int | None]

# A longer list is cut to what is found most, and one step away as a whole.
MOST_SHOWN = 18


class Group(NamedTuple):
    """One facet as boxes; `more` is the address that shows all of its values, or ""."""

    code: str
    label: str
    choices: list[Choice]
    ticked: tuple[str, ...]
    total: int = 0
    more: str = ""
    is_open: bool = False


class Chosen(NamedTuple):
    """A filter that is on, in words; `code` and `value` name it, `rest` is the query without it."""

    label: str
    code: str
    rest: SearchQuery

    @property
    def address(self) -> str:
        return f"?{self.rest.to_query_string()}"


class Names:
    """Names of values. Those of countries and regions are asked for once, not once for each."""

    def __init__(self) -> None:
        self._places = cache(lambda: places().names)
        self._regions = cache(region_names)

    def of(self, facet: Facet, value: str) -> str:
        if facet.is_flag:
            return label_of(facet)
        if facet.code == "country":
            return self._places().get(value, value)
        if facet.code == "region":
            return self._regions().get(value, value)
        return _name(facet.code, value, current())


# Of a page's hundred and more, nearly all are the same on the next one.
@lru_cache(maxsize=4096)
def _name(code: str, value: str, _language: str) -> str:
    return FACETS[code].name(value)


def label_of(facet: Facet) -> str:
    return _labels(current())[facet.code]


@lru_cache(maxsize=12)
def _labels(_language: str) -> dict[str, str]:
    return {code: str(facet.label) for code, facet in FACETS.items()}


# --- What can be chosen -------------------------------------------------------------------------


class Board:
    """All groups of one page. `counts` as `Results.facets`, `asked` the query of its first page as
    an address has it; `shown_whole` is the code of a facet."""

    def __init__(
        self,
        query: SearchQuery,
        counts: Mapping[str, Mapping[str, int]],
        names: Names,
        asked: str,
        shown_whole: str = "",
    ) -> None:
        self.query, self.counts, self.names, self.asked = query, counts, names, asked
        self.shown_whole = shown_whole

    def groups(self) -> list[Group]:
        """One for each facet with values to choose from; flags follow in `flags`."""
        wanted = (f for f in FACETS.values() if not f.is_flag)
        return [group for group in map(self._group, wanted) if group.choices]

    def flags(self) -> list[Group]:
        return [group for group in self._flags(needs_country=False) if group.choices]

    def my_country(self) -> list[Group]:
        """What can be asked about the reader's country, once that is known."""
        return self._flags(needs_country=True) if self.query.my_country else []

    def _flags(self, *, needs_country: bool) -> list[Group]:
        flags = (f for f in FACETS.values() if f.is_flag and f.needs_country == needs_country)
        return [self._group(facet) for facet in flags]

    def _group(self, facet: Facet) -> Group:
        code, ticked = facet.code, self.query.facets.get(facet.code, ())
        short = _short_list(code)
        # Where nobody counted, what there are few of can be chosen even so.
        counted = self.counts.get(code, {}) if self.counts else dict.fromkeys(short)
        values = _in_order(short, {**counted, **dict.fromkeys(set(ticked) - counted.keys(), 0)})
        total = len(values)
        is_cut = total > MOST_SHOWN and code != self.shown_whole
        if is_cut:
            values = [v for n, v in enumerate(values) if n < MOST_SHOWN or v in ticked]
        choices = [(value, self.names.of(facet, value), counted.get(value, 0)) for value in values]
        is_open = bool(ticked) or code in ("kind", self.shown_whole)
        more = self._whole(code) if is_cut else ""
        return Group(code, label_of(facet), choices, ticked, total, more, is_open)

    def _whole(self, code: str) -> str:
        return f"?{self.asked}{'&' if self.asked else ''}show={code}#facet-{code}"


def _in_order(short: Sequence[str], counted: Mapping[str, int | None]) -> list[str]:
    """Short lists in the order they have of themselves, long ones by number."""
    if short:
        return [value for value in short if value in counted]
    return sorted(counted, key=lambda value: (-(counted[value] or 0), value))


@cache
def _short_list(code: str) -> tuple[str, ...]:
    """All values of a facet that has few of them; none of any other. Languages have no list."""
    # The database has the long ones: not even their number is asked for.
    values = () if code in ("country", "region") else FACETS[code].values()
    return tuple(values) if isinstance(values, Sized) and len(values) <= MOST_SHOWN else ()


# --- What is chosen -----------------------------------------------------------------------------


def chosen(query: SearchQuery, names: Names) -> list[Chosen]:
    """Every word and filter that is on, as it can be taken away."""
    return [*_words(query), *_values(query, names), *_readiness(query)]


def ways_wider(query: SearchQuery, names: Names) -> list[Chosen]:
    """As `chosen`, with all choices of one facet as one."""
    facets = [
        Chosen(listed(names.of(FACETS[code], value) for value in values), code, query.without(code))
        for code, values in query.facets.items()
    ]
    return [*_words(query), *facets, *_readiness(query)]


def _words(query: SearchQuery) -> Iterator[Chosen]:
    if query.words:
        yield Chosen(quoted(query.words), "q", replace(query, words="", page=1))


def _values(query: SearchQuery, names: Names) -> Iterator[Chosen]:
    for code, values in query.facets.items():
        for value in values:
            yield Chosen(names.of(FACETS[code], value), code, query.without(code, value))


def _readiness(query: SearchQuery) -> Iterator[Chosen]:
    if level := query.readiness_from:
        said, rest = _("Readiness from"), replace(query, page=1, readiness_from=None)
        yield Chosen(f"{said} {level}", "readiness_from", rest)
    if level := query.readiness_to:
        said, rest = _("Readiness to"), replace(query, page=1, readiness_to=None)
        yield Chosen(f"{said} {level}", "readiness_to", rest)


def hidden(query: SearchQuery) -> list[tuple[str, str]]:
    """What the form carries along without showing it."""
    kept = query.to_json()
    return [(name, str(kept[name])) for name in ("sort", "in") if name in kept]
