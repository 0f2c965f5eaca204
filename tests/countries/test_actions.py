import datetime as dt

import pytest

from audit.models import AuditEntry
from core.errors import ActionRefused
from countries.actions import add_fact, correct_fact, remove_fact
from countries.enums import FactOrigin
from countries.models import Country, CountryGroupMembership, IncomeClassification
from tests.factories import OrganisationFactory

pytestmark = pytest.mark.django_db


def new_period(**fields):
    values = {"country_id": "CH", "group": "g20", "since": dt.date(2020, 1, 1), "source": "A paper"}
    return CountryGroupMembership(**{**values, **fields})


def test_add_fact_marks_and_records_it(editor):
    add_fact(new_period(), by=editor)

    saved = CountryGroupMembership.objects.get(country="CH", group="g20")
    assert saved.origin == FactOrigin.ADDED
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.actor) == ("countrygroupmembership.added", editor)
    assert entry.data["since"] == "2020-01-01"
    assert {subject.subject for subject in entry.subjects.all()} == {saved, saved.country}


def test_add_fact_that_overlaps_is_refused(editor):
    with pytest.raises(ActionRefused) as refusal:
        add_fact(new_period(country_id="ZA"), by=editor)

    assert refusal.value.code == "overlap"
    assert CountryGroupMembership.objects.filter(country="ZA", group="g20").count() == 1
    assert not AuditEntry.objects.exists()


def test_correct_fact_records_before_and_after(editor):
    fact = CountryGroupMembership.objects.get(country="BD", group="ldc")
    fact.until = dt.date(2029, 11, 24)

    correct_fact(fact, by=editor, changed=["until"])

    fact.refresh_from_db()
    assert (fact.until, fact.origin) == (dt.date(2029, 11, 24), FactOrigin.CORRECTED)
    entry = AuditEntry.objects.get()
    assert entry.action == "countrygroupmembership.corrected"
    assert entry.data == {
        "until": ["2026-11-24", "2029-11-24"],
        "origin": ["loaded", "corrected"],
    }


def test_correct_fact_writes_only_the_fields_named(editor):
    fact = Country.objects.get(pk="KE")
    Country.objects.filter(pk="KE").update(name_es="Quenia")
    fact.name_fr = "Le Kenya"

    correct_fact(fact, by=editor, changed=["name_fr"])

    fact.refresh_from_db()
    assert (fact.name_fr, fact.name_es) == ("Le Kenya", "Quenia")


def test_correct_fact_of_staff_stays_theirs(editor):
    fact = new_period()
    add_fact(fact, by=editor)
    fact.note = "Checked."

    correct_fact(fact, by=editor, changed=["note"])

    fact.refresh_from_db()
    assert fact.origin == FactOrigin.ADDED


def test_correct_fact_that_overlaps_is_refused(editor):
    first = new_period(until=dt.date(2021, 1, 1))
    add_fact(first, by=editor)
    add_fact(new_period(since=dt.date(2022, 1, 1)), by=editor)
    first.until = None

    with pytest.raises(ActionRefused) as refusal:
        correct_fact(first, by=editor, changed=["until"])

    assert refusal.value.code == "overlap"
    first.refresh_from_db()
    assert first.until == dt.date(2021, 1, 1)
    assert AuditEntry.objects.count() == 2


def test_correct_fact_that_is_gone_is_refused(editor):
    fact = IncomeClassification.objects.get(country="KE", fiscal_year=2026)
    IncomeClassification.objects.filter(pk=fact.pk).delete()
    fact.group = "high"

    with pytest.raises(ActionRefused) as refusal:
        correct_fact(fact, by=editor, changed=["group"])

    assert refusal.value.code == "gone"
    assert not IncomeClassification.objects.filter(pk=fact.pk).exists()


def test_remove_fact_deletes_what_staff_added(editor):
    fact = new_period()
    add_fact(fact, by=editor)

    remove_fact(fact, by=editor)

    assert not CountryGroupMembership.objects.filter(country="CH", group="g20").exists()
    assert AuditEntry.objects.filter(action="countrygroupmembership.removed").count() == 1


def test_remove_fact_that_came_with_the_site_is_refused(editor):
    fact = CountryGroupMembership.objects.get(country="BD", group="ldc")

    with pytest.raises(ActionRefused) as refusal:
        remove_fact(fact, by=editor)

    assert refusal.value.code == "came_with_the_site"
    assert CountryGroupMembership.objects.filter(pk=fact.pk).exists()
    assert not AuditEntry.objects.exists()


def test_remove_fact_of_a_country_in_use_is_refused(editor):
    country = OrganisationFactory().country
    Country.objects.filter(pk=country.pk).update(origin=FactOrigin.ADDED)

    with pytest.raises(ActionRefused) as refusal:
        remove_fact(country, by=editor)

    assert refusal.value.code == "in_use"
    assert Country.objects.filter(pk=country.pk).exists()
    assert not AuditEntry.objects.exists()
