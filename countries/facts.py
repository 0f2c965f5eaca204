"""What is true of a country on a given day, as one value."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.prepared import prepared
from core.words import label
from countries.enums import CountryGroup, IncomeGroup
from countries.fiscal_years import fiscal_year_on
from countries.models import CountryGroupMembership, IncomeClassification

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from django.db.models import QuerySet

    from countries.models import Country

PERIOD = ("group", "since", "until", "note", "source")
INCOME = ("group", "fiscal_year", "source")


@dataclass(frozen=True, slots=True)
class ScheduledChange:
    """Something recorded as due after the day that was asked about."""

    on: dt.date
    group: str
    joins: bool
    note: str

    @property
    def group_label(self) -> str:
        return label(CountryGroup, self.group)


@dataclass(frozen=True, slots=True)
class CountryFacts:
    """The facts of one country on one day.

    `income_group` is None when no classification of that day's fiscal year or an earlier one is
    recorded; `income_fiscal_year` says which year's it is, for it may be an earlier one's.
    `sources` are those of its groups and of its income group, each once.
    """

    country_code: str
    on: dt.date
    groups: frozenset[str]
    income_group: str | None
    income_fiscal_year: int | None
    scheduled: tuple[ScheduledChange, ...]
    sources: tuple[str, ...] = ()

    def is_in(self, group: str) -> bool:
        return group in self.groups

    @property
    def group_labels(self) -> list[str]:
        return [label(CountryGroup, group) for group in CountryGroup if group in self.groups]

    @property
    def income_label(self) -> str:
        return label(IncomeGroup, self.income_group)

    @property
    def income_is_of_earlier_year(self) -> bool:
        year = self.income_fiscal_year
        return year is not None and year < fiscal_year_on(self.on)


def facts_of(country: Country, on: dt.date) -> CountryFacts:
    """The facts of one country on that day, in two queries."""
    incomes = _income(on, country=country.pk)
    return _facts(country.pk, on, _periods(on, country=country.pk), incomes[0] if incomes else None)


@prepared
def _periods(on: dt.date, *, country: str) -> QuerySet:
    rows = CountryGroupMembership.objects.ending_after(on).filter(country=country)
    return rows.order_by("since").values_list(*PERIOD)


@prepared
def _income(on: dt.date, *, country: str) -> QuerySet:
    classes = IncomeClassification.objects.in_force_on(on).filter(country=country)
    return classes.values_list(*INCOME)


def facts_by_code(codes: Iterable[str], on: dt.date) -> dict[str, CountryFacts]:
    """The facts of many countries on that day, in two queries however many they are."""
    wanted = set(codes)
    periods = defaultdict(list)
    rows = CountryGroupMembership.objects.ending_after(on).filter(country__in=wanted)
    for code, *period in rows.order_by("since").values_list("country", *PERIOD):
        periods[code].append(tuple(period))
    classes = IncomeClassification.objects.in_force_on(on).filter(country__in=wanted)
    incomes = {code: income for code, *income in classes.values_list("country", *INCOME)}
    return {code: _facts(code, on, periods[code], incomes.get(code)) for code in wanted}


def _facts(
    code: str,
    on: dt.date,
    periods: Sequence[tuple[str, dt.date, dt.date | None, str, str]],
    income: Sequence | None,
) -> CountryFacts:
    changes = [
        ScheduledChange(day, group, joins, note)
        for group, since, until, note, _source in periods
        for day, joins in ((since, True), (until, False))
        if day is not None and day > on
    ]
    income_group, fiscal_year, income_source = income or (None, None, "")
    now = [(group, source) for group, since, _until, _note, source in periods if since <= on]
    sources = dict.fromkeys([*(source for _group, source in now), income_source])
    return CountryFacts(
        country_code=code,
        on=on,
        groups=frozenset(group for group, _source in now),
        income_group=income_group,
        income_fiscal_year=fiscal_year,
        scheduled=tuple(sorted(changes, key=lambda change: (change.on, change.group))),
        sources=tuple(filter(None, sources)),
    )
