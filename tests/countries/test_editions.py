from __future__ import annotations

import pytest
from django.db import connection, transaction

from core.languages import current
from countries.editions import edition, watch
from countries.models import Country, Edition
from marketplace.reading.places import places, places_of

pytestmark = pytest.mark.django_db

CHANGES = {
    "saved": lambda: Country.objects.get(pk="KE").save(),
    "updated": lambda: Country.objects.filter(pk="KE").update(name_en="Renamed"),
    "in SQL": lambda: sql("UPDATE countries_country SET name_en = 'Renamed' WHERE code = 'KE'"),
    "deleted": lambda: Country.objects.filter(pk="AQ").delete(),
    "added": lambda: Country.objects.bulk_create(
        [Country(code="QZ", iso3="QZZ", m49="998", region_id="014", name_en="Nowhere")]
    ),
}


def sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("change", CHANGES)
def test_every_way_to_change_a_country_makes_a_new_edition(change):
    before = edition()

    CHANGES[change]()

    assert edition() not in {"", before}
    assert Edition.objects.count() == 1


def test_edition_stays_while_nothing_changes():
    assert edition() == edition()


def test_changed_name_is_read_by_the_very_next_reader():
    assert places().names["KE"] == "Kenya"

    sql("UPDATE countries_country SET name_en = 'Renamed' WHERE code = 'KE'")

    assert places().names["KE"] == "Renamed"
    assert ">Renamed" in places().options


def test_what_was_seen_in_a_change_that_was_undone_is_not_kept():
    with transaction.atomic():
        CHANGES["updated"]()
        assert places().names["KE"] == "Renamed"
        transaction.set_rollback(True)

    assert places().names["KE"] == "Kenya"
    CHANGES["saved"]()
    assert places().names["KE"] == "Kenya"


def test_without_a_stamp_names_are_read_each_time():
    Edition.objects.all().delete()
    assert places().names["KE"] == "Kenya"

    Country.objects.filter(pk="KE").update(name_en="Renamed")
    Edition.objects.all().delete()

    assert places_of("", current()).names["KE"] == "Renamed"
    assert places().names["KE"] == "Renamed"


def test_migrating_again_keeps_the_edition_and_makes_the_triggers():
    before = edition()

    watch()

    assert edition() == before
    CHANGES["saved"]()
    assert edition() != before
