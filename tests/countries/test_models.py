import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import translation

from countries.models import (
    NAME_COLUMNS,
    Country,
    CountryGroupMembership,
    IncomeClassification,
    Region,
)

pytestmark = pytest.mark.django_db


def period(**fields):
    values = {
        "country": Country.objects.get(pk="CH"),
        "group": "g20",
        "since": dt.date(2020, 1, 1),
        "source": "A communiqué",
    }
    return CountryGroupMembership(**{**values, **fields})


def test_every_country_and_region_has_six_names():
    assert Country.objects.count() == 249
    for model in (Country, Region):
        for column in NAME_COLUMNS.values():
            assert not model.objects.filter(**{column: ""}).exists()


def test_no_name_is_doubled_truncated_or_padded():
    for column in NAME_COLUMNS.values():
        names = list(Country.objects.values_list(column, flat=True))
        assert len(set(names)) == 249
        assert all(name == " ".join(name.split()) and "_" not in name for name in names)


def test_name_is_in_the_active_language():
    country = Country.objects.get(pk="ZA")
    names = {}
    for language in NAME_COLUMNS:
        with translation.override(language):
            names[language] = str(country)

    assert names == {
        "en": "South Africa",
        "fr": "Afrique du Sud",
        "es": "Sudáfrica",
        "ar": "جنوب أفريقيا",
        "ru": "Южная Африка",
        "zh-hans": "南非",
    }


def test_name_falls_back_to_english():
    country = Country(code="QZ", name_en="Newland")
    with translation.override("fr"):
        assert country.name == "Newland"
    with translation.override("de"):
        assert Country.objects.get(pk="ZA").name == "South Africa"
    with translation.override(None):
        assert Country.objects.get(pk="ZA").name == "South Africa"


def test_regions_lead_up_to_the_world():
    chain = [Country.objects.get(pk="KE").region]
    while chain[-1].parent:
        chain.append(chain[-1].parent)

    assert [region.code for region in chain] == ["014", "202", "002", "001"]
    assert Region.objects.filter(parent=None).get().code == "001"
    assert Country.objects.get(pk="AQ").region_id == "001"


@pytest.mark.parametrize(
    "broken",
    [
        {"code": "q1"},
        {"code": "QZ\n"},
        {"iso3": "qzz"},
        {"m49": "1"},
        {"m49": "٠٠١"},
        {"name_en": ""},
    ],
)
def test_country_with_a_malformed_code_is_refused(broken):
    fields = {"code": "QZ", "iso3": "QZZ", "m49": "999", "name_en": "Newland", "region_id": "001"}
    Country(**fields).full_clean()

    with pytest.raises(ValidationError):
        Country(**{**fields, **broken}).full_clean()


@pytest.mark.parametrize(
    ("since", "until"),
    [("2019-06-01", "2020-06-01"), ("2020-02-01", "2020-03-01"), ("2020-12-31", None)],
)
def test_period_that_shares_a_day_with_another_is_refused(since, until):
    period(until=dt.date(2021, 1, 1)).save()
    other = period(since=dt.date.fromisoformat(since), until=until and dt.date.fromisoformat(until))

    with pytest.raises(ValidationError) as refusal:
        other.full_clean()
    assert "overlap" in {error.code for error in refusal.value.error_dict["__all__"]}


@pytest.mark.parametrize(("since", "until"), [("2019-01-01", "2020-01-01"), ("2021-01-01", None)])
def test_period_that_touches_another_without_sharing_a_day_is_accepted(since, until):
    period(until=dt.date(2021, 1, 1)).save()

    period(
        since=dt.date.fromisoformat(since), until=until and dt.date.fromisoformat(until)
    ).full_clean()


def test_period_is_no_overlap_with_itself_another_group_or_another_country():
    saved = period()
    saved.save()

    saved.full_clean()
    period(group="ldc").full_clean()
    period(country=Country.objects.get(pk="SE")).full_clean()


@pytest.mark.parametrize(
    "second",
    [
        {"since": dt.date(2020, 1, 1), "until": dt.date(2020, 2, 1)},  # same start
        {"since": dt.date(2010, 1, 1)},  # two open periods
        {"since": dt.date(2010, 1, 1), "until": dt.date(2010, 1, 1)},  # empty
        {"since": dt.date(2010, 1, 1), "until": dt.date(2009, 1, 1)},  # backwards
    ],
)
def test_database_refuses_what_it_can(second):
    period().save()

    with pytest.raises(IntegrityError), transaction.atomic():
        period(**second).save()
    assert CountryGroupMembership.objects.filter(country="CH", group="g20").count() == 1


def test_database_refuses_two_incomes_of_one_year():
    row = IncomeClassification.objects.get(country="CH", fiscal_year=2026)
    row.pk = None

    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)
