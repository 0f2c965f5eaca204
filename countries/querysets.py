"""Questions to the country tables. Every one that depends on time takes the day it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import F, Max, OuterRef, Q, Subquery
from django.utils.translation import get_language

from countries.collation import sort_key
from countries.fiscal_years import fiscal_year_on

if TYPE_CHECKING:
    import datetime as dt

    from countries.models import Country, CountryGroupMembership


class CountryQuerySet(models.QuerySet["Country"]):
    def in_group(self, group: str, *, on: dt.date) -> CountryQuerySet:
        """Members of a `CountryGroup` on that day."""
        periods = self._related("memberships").in_force_on(on).filter(group=group)
        return self.filter(pk__in=periods.values("country"))

    def with_income_group(self, group: str, *, on: dt.date) -> CountryQuerySet:
        """Countries whose newest classification on that day is this `IncomeGroup`."""
        classes = self._related("income_classifications").in_force_on(on).filter(group=group)
        return self.filter(pk__in=classes.values("country"))

    def sorted_by_name(self) -> list[Country]:
        """In the alphabetical order of the active language."""
        language = get_language() or "en"
        return sorted(self, key=lambda country: sort_key(country.name, language))

    def _related(self, name: str) -> Any:
        related: Any = self.model._meta.get_field(name).related_model
        return related._default_manager.all()


class PeriodQuerySet(models.QuerySet["CountryGroupMembership"]):
    def in_force_on(self, day: dt.date) -> PeriodQuerySet:
        return self.ending_after(day).filter(since__lte=day)

    def ending_after(self, day: dt.date) -> PeriodQuerySet:
        """In force on that day or beginning later."""
        return self.filter(Q(until=None) | Q(until__gt=day))

    def overlapping(self, period: CountryGroupMembership) -> PeriodQuerySet:
        """Other periods of the same country in the same group that share a day with `period`."""
        others = self.filter(country_id=period.country_id, group=period.group)
        if period.until is not None:
            others = others.filter(since__lt=period.until)
        return others.ending_after(period.since).exclude(pk=period.pk)


class IncomeQuerySet(models.QuerySet):
    def in_force_on(self, day: dt.date) -> IncomeQuerySet:
        """One row per country: of that day's fiscal year or, without one, the newest before it."""
        newest = (
            self.model._default_manager.filter(
                country=OuterRef("country"), fiscal_year__lte=fiscal_year_on(day)
            )
            .order_by()
            .values("country")
            .annotate(newest=Max("fiscal_year"))
            .values("newest")
        )
        return self.annotate(newest=Subquery(newest)).filter(fiscal_year=F("newest"))
