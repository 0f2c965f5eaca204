"""Which countries are in which region, and in which income group today: for counting by both."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from django.db.models import F
from django.utils import timezone
from django.utils.translation import get_language

from core.prepared import prepared
from countries.enums import IncomeGroup
from countries.models import NAME_COLUMNS, Country, IncomeClassification, Region

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from django.db.models import QuerySet

WORLD = "001"


@dataclass(frozen=True)
class Geography:
    """Countries by region (M49, with all that lies in it) and by income group, on one day."""

    regions: Mapping[str, frozenset[str]]
    incomes: Mapping[str, frozenset[str]]


def geography() -> Geography:
    """As of today; asked for anew each time, put together once for each answer."""
    today = timezone.now().date()
    return _put_together(tuple(_countries()), tuple(_incomes(today)))


@prepared
def _countries() -> QuerySet:
    levels = (
        "region",
        "region__parent",
        "region__parent__parent",
        "region__parent__parent__parent",
    )
    return Country.objects.order_by().values_list("code", *levels)


@prepared
def _incomes(on: dt.date) -> QuerySet:
    return IncomeClassification.objects.in_force_on(on).order_by().values_list("country", "group")


@lru_cache(maxsize=4)
def _put_together(
    countries: tuple[tuple[str, ...], ...], incomes: tuple[tuple[str, str], ...]
) -> Geography:
    regions, groups = defaultdict(set), defaultdict(set)
    for code, *within in countries:
        for region in within:
            if region and region != WORLD:
                regions[region].add(code)
    for code, group in incomes:
        if group != IncomeGroup.UNCLASSIFIED:
            groups[group].add(code)
    return Geography(
        {region: frozenset(codes) for region, codes in regions.items()},
        {group: frozenset(codes) for group, codes in groups.items()},
    )


def region_names() -> dict[str, str]:
    """Every region by its code, in the reader's language."""
    column = NAME_COLUMNS.get(get_language() or "en", "name_en")
    return {code: name or english for code, name, english in _regions(column)}


@prepared
def _regions(column: str) -> QuerySet:
    return Region.objects.order_by().values_list("code", F(column), "name_en")
