"""Which countries are in which region, and in which income group today: for counting by both."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from django.db.models import F, OuterRef, Subquery, Value
from django.utils import timezone
from django.utils.translation import get_language

from core.functions import JSONRowsText
from core.prepared import prepared
from countries.enums import IncomeGroup
from countries.fiscal_years import fiscal_year_on
from countries.models import NAME_COLUMNS, Country, IncomeClassification, Region

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from django.db.models import QuerySet

WORLD = "001"
# A region of a country lies in no more than three others, the world counted.
LEVELS = 4


@dataclass(frozen=True, eq=False)
class Geography:
    """Countries by region (M49, with all that lies in it) and by income group, on one day.

    The same one as long as no row has changed: what hangs on it may be kept beside it.
    """

    regions: Mapping[str, frozenset[str]]
    incomes: Mapping[str, frozenset[str]]


def geography() -> Geography:
    """As of today; asked for anew each time, put together once for each answer."""
    today = timezone.now().date()
    countries = _countries(fiscal_year_on(today))[0][1]
    return _put_together(countries or "[]", tuple(_within()))


@prepared
def _countries(fiscal_year: int) -> QuerySet:
    """One row, ("", text of [code, region, income group] for each country).

    As `IncomeQuerySet.in_force_on`, but looked up once for each country and not for each of the
    ten years that are recorded of it.
    """
    known = IncomeClassification.objects.filter(
        country=OuterRef("pk"), fiscal_year__lte=fiscal_year
    )
    income = Subquery(known.order_by("-fiscal_year").values("group")[:1])
    rows = JSONRowsText("code", "region", income)
    return Country.objects.order_by().values_list(Value("")).annotate(rows=rows)


@prepared
def _within() -> QuerySet:
    return Region.objects.order_by().values_list("code", "parent")


@lru_cache(maxsize=4)
def _put_together(countries: str, within: tuple[tuple[str, str | None], ...]) -> Geography:
    parents = dict(within)
    regions, groups = defaultdict(set), defaultdict(set)
    for code, region, group in json.loads(countries):
        for each in _upwards(region, parents):
            regions[each].add(code)
        if group and group != IncomeGroup.UNCLASSIFIED:
            groups[group].add(code)
    return Geography(
        {region: frozenset(codes) for region, codes in regions.items()},
        {group: frozenset(codes) for group, codes in groups.items()},
    )


def _upwards(region: str | None, parents: Mapping[str, str | None]) -> Iterator[str]:
    for _level in range(LEVELS):
        if region and region != WORLD:
            yield region
        region = parents.get(region or "")


def region_names() -> dict[str, str]:
    """Every region by its code, in the reader's language."""
    column = NAME_COLUMNS.get(get_language() or "en", "name_en")
    return {code: name or english for code, name, english in _regions(column)}


@prepared
def _regions(column: str) -> QuerySet:
    return Region.objects.order_by().values_list("code", F(column), "name_en")
