import csv
import datetime as dt
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command

from audit.models import AuditEntry
from countries import loading
from countries.enums import FactOrigin
from countries.models import Country, CountryGroupMembership, IncomeClassification, Region

pytestmark = pytest.mark.django_db


def load():
    out = StringIO()
    call_command("load_countries", stdout=out)
    return out.getvalue()


def snapshot():
    models = (Region, Country, CountryGroupMembership, IncomeClassification)
    return [list(model.objects.order_by("pk").values()) for model in models]


def test_loading_again_changes_nothing_and_records_nothing():
    before = snapshot()

    assert "0 created, 0 updated, 0 removed, 0 left" in load()
    assert snapshot() == before
    assert not AuditEntry.objects.exists()


def test_loading_into_empty_tables_gives_what_the_migration_gave():
    counts = [len(rows) for rows in snapshot()]
    Country.objects.all().delete()
    Region.objects.update(parent=None)
    Region.objects.all().delete()

    load()

    assert [len(rows) for rows in snapshot()] == counts
    assert AuditEntry.objects.get().data["created"] == sum(counts)


def test_loading_restores_an_untouched_row_that_differs():
    Country.objects.filter(pk="KE").update(name_fr="Quénia")
    CountryGroupMembership.objects.filter(country="BT", group="ldc").update(until=None)
    IncomeClassification.objects.filter(country="CR", fiscal_year=2026).update(group="low")

    assert "0 created, 3 updated, 0 removed, 0 left" in load()
    assert Country.objects.get(pk="KE").name_fr == "Kenya"
    assert CountryGroupMembership.objects.get(country="BT", group="ldc").until == dt.date(
        2023, 12, 13
    )


def test_loading_removes_an_untouched_period_that_the_files_no_longer_have():
    wrong = CountryGroupMembership.objects.get(country="BT", group="ldc")
    CountryGroupMembership.objects.filter(pk=wrong.pk).update(since=dt.date(1970, 1, 1))

    assert "1 created, 0 updated, 1 removed, 0 left" in load()
    assert CountryGroupMembership.objects.get(country="BT", group="ldc").since == wrong.since


def test_loading_leaves_what_staff_corrected():
    Country.objects.filter(pk="KE").update(name_fr="Quénia", origin=FactOrigin.CORRECTED)
    IncomeClassification.objects.filter(country="CR", fiscal_year=2026).update(
        group="low", origin=FactOrigin.CORRECTED
    )
    # The day a row is recognised by is what staff changed.
    CountryGroupMembership.objects.filter(country="BD", group="ldc").update(
        since=dt.date(1975, 12, 12), until=dt.date(2029, 11, 24), origin=FactOrigin.CORRECTED
    )
    before = snapshot()

    assert "0 created, 0 updated, 0 removed, 3 left" in load()
    assert snapshot() == before


def test_loading_leaves_what_staff_added():
    IncomeClassification.objects.filter(country="JO", fiscal_year=2027).update(
        group="high", origin=FactOrigin.ADDED
    )
    Country.objects.create(
        code="QZ",
        iso3="QZZ",
        m49="999",
        name_en="Newland",
        region_id="001",
        origin=FactOrigin.ADDED,
    )
    CountryGroupMembership.objects.create(
        country_id="QZ",
        group="ldc",
        since=dt.date(2026, 1, 1),
        source="A resolution",
        origin=FactOrigin.ADDED,
    )
    before = snapshot()

    load()

    assert snapshot() == before


def test_loading_with_models_that_lack_a_newer_column_still_works(monkeypatch):
    # What a migration of today sees when a later release's files have a column more.
    newer = [{**row, "column_of_the_future": "x"} for row in loading._countries()]
    monkeypatch.setattr(loading, "_countries", lambda: newer)

    assert not loading.load_facts(apps).changed_anything


@pytest.mark.parametrize("name", ["regions", "countries", "group_memberships"])
def test_files_have_no_duplicates_and_are_sorted_to_read(name):
    with (loading.DATA / f"{name}.csv").open(encoding="utf-8") as file:
        rows = list(csv.reader(file))

    assert len({tuple(row) for row in rows}) == len(rows)
    assert all(len(row) == len(rows[0]) for row in rows)


def test_loaded_rows_pass_the_validation_that_staff_meet():
    for model in (Country, CountryGroupMembership):
        for row in model.objects.all():
            row.full_clean(validate_unique=False, validate_constraints=False)
