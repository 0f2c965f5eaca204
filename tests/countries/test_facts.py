import datetime as dt

import pytest
from django.template import Context, Template
from django.utils import translation

from countries.enums import CountryGroup, IncomeGroup
from countries.facts import facts_by_code, facts_of
from countries.models import Country, CountryGroupMembership, IncomeClassification

pytestmark = pytest.mark.django_db

EVE = dt.date(2026, 11, 23)
DAY = dt.date(2026, 11, 24)


def facts(code, on):
    return facts_of(Country.objects.get(pk=code), on)


@pytest.mark.parametrize("code", ["BD", "LA", "NP"])
def test_graduation_takes_effect_on_its_day(code):
    assert facts(code, EVE).is_in("ldc")
    assert not facts(code, DAY).is_in("ldc")


@pytest.mark.parametrize(
    ("code", "last_day"),
    [
        ("BW", dt.date(1994, 12, 18)),
        ("MV", dt.date(2010, 12, 31)),
        ("BT", dt.date(2023, 12, 12)),
        ("ST", dt.date(2024, 12, 12)),
        ("SB", dt.date(2027, 12, 12)),
        ("SN", dt.date(2029, 12, 18)),
    ],
)
def test_least_developed_until_the_day_before_graduation(code, last_day):
    assert facts(code, last_day).is_in("ldc")
    assert not facts(code, last_day + dt.timedelta(days=1)).is_in("ldc")


def test_scheduled_change_is_told_before_its_day_only():
    (change,) = [c for c in facts("BD", EVE).scheduled if c.group == "ldc"]

    assert (change.on, change.joins) == (DAY, False)
    assert change.note.startswith("Listed in 1975")
    assert "Scheduled" in change.note
    assert facts("BD", DAY).scheduled == ()


def test_scheduled_change_tells_of_a_period_that_lies_ahead(country):
    CountryGroupMembership.objects.create(
        country=country, group="g20", since=DAY, source="A communiqué"
    )

    assert [(c.on, c.group, c.joins) for c in facts_of(country, EVE).scheduled] == [
        (DAY, "g20", True)
    ]
    assert not facts_of(country, EVE).is_in("g20")
    assert facts_of(country, DAY).is_in("g20")


def test_income_group_changes_with_the_fiscal_year():
    # Costa Rica: upper middle in fiscal year 2025, high in 2026.
    before, after = facts("CR", dt.date(2025, 6, 30)), facts("CR", dt.date(2025, 7, 1))

    assert (before.income_group, before.income_fiscal_year) == (IncomeGroup.UPPER_MIDDLE, 2025)
    assert (after.income_group, after.income_fiscal_year) == (IncomeGroup.HIGH, 2026)


def test_income_group_falls_back_to_an_earlier_year_and_says_so():
    late = facts("KE", EVE)

    assert (late.income_group, late.income_fiscal_year) == (IncomeGroup.LOWER_MIDDLE, 2026)
    assert late.income_is_of_earlier_year
    assert not facts("KE", dt.date(2026, 6, 30)).income_is_of_earlier_year


def test_income_group_is_unknown_before_the_first_year_and_for_unclassified_areas():
    assert facts("KE", dt.date(2016, 6, 30)).income_group is None
    assert facts("VA", EVE).income_fiscal_year is None
    assert facts("VE", EVE).income_group == IncomeGroup.UNCLASSIFIED


def test_groups_are_independent_of_each_other():
    before = facts("NP", EVE)
    after = facts("NP", DAY)

    assert before.groups == {"ldc", "lldc"}
    assert after.groups == {"lldc"}


def test_labels_speak_the_active_language():
    nepal = facts("NP", EVE)
    with translation.override("en"):
        assert nepal.group_labels == [
            "Least developed countries",
            "Landlocked developing countries",
        ]
        assert nepal.income_label == "Lower middle income"
        assert facts("VA", EVE).income_label == ""


def test_facts_of_many_cost_two_queries(django_assert_num_queries):
    codes = list(Country.objects.values_list("pk", flat=True))
    with django_assert_num_queries(2):
        few = facts_by_code(codes[:3], EVE)
    with django_assert_num_queries(2):
        many = facts_by_code(codes, EVE)

    assert len(few) == 3
    assert len(many) == 249
    assert all(many[code] == few[code] for code in few)


def test_facts_of_one_and_of_many_agree():
    many = facts_by_code(["BD", "VA", "ZA"], EVE)

    assert many == {code: facts(code, EVE) for code in many}


def test_template_tag_answers_as_of_the_given_day():
    template = Template(
        "{% load country_tags %}{% country_facts country on as facts %}"
        "{% if 'ldc' in facts.groups %}yes{% else %}no{% endif %}"
    )
    country = Country.objects.get(pk="BD")

    assert template.render(Context({"country": country, "on": EVE})) == "yes"
    assert template.render(Context({"country": country, "on": DAY})) == "no"


def test_template_tag_answers_as_of_today_by_default(time_machine):
    template = Template(
        "{% load country_tags %}{% country_facts country as facts %}{{ facts.on|date:'Y-m-d' }}"
    )
    time_machine.move_to(dt.datetime(2030, 1, 2, 12, tzinfo=dt.UTC))

    assert template.render(Context({"country": Country.objects.get(pk="BD")})) == "2030-01-02"


@pytest.fixture
def country():
    """In no group that is dated, so that a test can give it one."""
    return Country.objects.get(pk="CH")


@pytest.mark.parametrize(
    ("group", "on", "count"),
    [
        ("g20", EVE, 19),
        ("lldc", EVE, 32),
        ("sids", EVE, 53),
        ("ldc", dt.date(2001, 5, 14), 49),
        ("ldc", dt.date(2013, 1, 1), 49),
        ("ldc", dt.date(2023, 12, 12), 46),
        ("ldc", dt.date(2023, 12, 13), 45),
        ("ldc", dt.date(2024, 12, 13), 44),
        ("ldc", EVE, 44),
        ("ldc", DAY, 41),
        ("ldc", dt.date(2027, 12, 13), 40),
        ("ldc", dt.date(2029, 12, 19), 38),
    ],
)
def test_group_sizes_match_what_was_published(group, on, count):
    assert Country.objects.in_group(group, on=on).count() == count


def test_everyone_in_a_group_has_a_source():
    assert not CountryGroupMembership.objects.filter(source="").exists()
    assert not IncomeClassification.objects.filter(source="").exists()
    assert set(CountryGroupMembership.objects.values_list("group", flat=True)) == set(
        CountryGroup.values
    )


def test_a_start_that_is_not_known_to_the_day_is_explained():
    approximate = CountryGroupMembership.objects.filter(since_is_exact=False)

    assert approximate.exists()
    assert not approximate.filter(note="").exists()


def test_a_departure_that_lay_ahead_is_noted_as_scheduled():
    ahead = CountryGroupMembership.objects.filter(until__gt=EVE)

    assert {row.country_id for row in ahead} == {"BD", "KH", "LA", "NP", "SB", "SN"}
    assert all("Scheduled" in row.note for row in ahead)


def test_sources_are_those_of_what_holds_on_the_day():
    ldc, lldc, income = (
        "UN Committee for Development Policy, list of least developed countries",
        "UN-OHRLLS, list of landlocked developing countries; UN Statistics Division, M49",
        "World Bank, historical classification by income (OGHIST, August 2025)",
    )
    assert set(facts("NP", EVE).sources) == {ldc, lldc, income}
    assert set(facts("NP", DAY).sources) == {lldc, income}
    assert facts("VA", EVE).sources == ()
