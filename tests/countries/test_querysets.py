import datetime as dt

import pytest
from django.utils import translation

from countries.fiscal_years import fiscal_year_days, fiscal_year_on
from countries.models import Country, CountryGroupMembership, IncomeClassification

pytestmark = pytest.mark.django_db


def test_fiscal_year_runs_from_july_to_june():
    assert fiscal_year_on(dt.date(2026, 6, 30)) == 2026
    assert fiscal_year_on(dt.date(2026, 7, 1)) == 2027
    first, last = fiscal_year_days(2026)
    assert fiscal_year_on(first) == fiscal_year_on(last) == 2026
    assert (last - first).days == 364


def test_in_group_gives_each_country_once_though_it_was_a_member_twice():
    country = Country.objects.get(pk="CH")
    for since, until in ((2001, 2002), (2003, None)):
        CountryGroupMembership.objects.create(
            country=country,
            group="g20",
            since=dt.date(since, 1, 1),
            until=until and dt.date(until, 1, 1),
            source="A communiqué",
        )

    assert list(Country.objects.filter(pk="CH").in_group("g20", on=dt.date(2004, 1, 1))) == [
        country
    ]
    assert not Country.objects.filter(pk="CH").in_group("g20", on=dt.date(2002, 6, 1)).exists()


def test_with_income_group_asks_for_the_newest_classification_of_the_day():
    on = dt.date(2026, 11, 23)
    low = Country.objects.with_income_group("low", on=on)

    assert low.filter(pk="AF").exists()
    # Togo left the group with fiscal year 2027.
    assert not low.filter(pk="TG").exists()
    assert (
        Country.objects.with_income_group("low", on=dt.date(2026, 6, 30)).filter(pk="TG").exists()
    )


def test_income_groups_part_the_classified_countries():
    on = dt.date(2026, 6, 30)
    sizes = {
        group: Country.objects.with_income_group(group, on=on).count()
        for group in ("low", "lower_middle", "upper_middle", "high", "unclassified")
    }

    # The World Bank's count, without the Channel Islands (high) and Kosovo (upper middle).
    assert sizes == {
        "low": 26,
        "lower_middle": 50,
        "upper_middle": 53,
        "high": 86,
        "unclassified": 1,
    }


def test_income_in_force_has_one_row_per_country():
    rows = IncomeClassification.objects.in_force_on(dt.date(2026, 11, 23))

    assert rows.count() == rows.values("country").distinct().count() == 216


@pytest.mark.parametrize(
    ("language", "in_order"),
    [
        ("en", ["AX", "AL", "CI", "HR", "SE"]),
        ("fr", ["ZA", "AL", "DE", "EG", "SV", "AE", "EC", "ES"]),
        ("es", ["DE", "BE", "SI", "ES", "US", "MX", "NI", "NE", "NG"]),
        ("ar", ["ES", "AE", "AL", "BH", "CN", "DE", "IR", "TN"]),
        ("ru", ["AU", "IL", "IN", "IQ", "IT", "YE", "KZ", "SN", "VC"]),
        ("zh-hans", ["AL", "EG", "BR", "FR", "PH", "FJ", "NA", "SS", "NR", "NP", "CN"]),
    ],
)
def test_sorted_by_name_follows_the_language(language, in_order):
    with translation.override(language):
        countries = Country.objects.filter(pk__in=in_order).sorted_by_name()

    assert [country.pk for country in countries] == in_order


def test_sorted_by_name_is_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        assert len(Country.objects.sorted_by_name()) == 249
