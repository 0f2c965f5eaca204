"""The map beside the rights by country: what it shows, and when there is none."""

from __future__ import annotations

from datetime import date

import pytest

from countries.models import Country
from marketplace.enums import RightState
from marketplace.models import RightsStatus
from marketplace.reading.tiles import GRID, PLACES, tiles

TODAY = date(2026, 3, 1)


def status(country: str, state: str, **values: object) -> RightsStatus:
    return RightsStatus(country=country, state=state, **values)


def test_tiles_without_a_status_are_no_map():
    assert tiles([], "KE", on=TODAY) == ""


def test_tiles_of_a_place_that_is_not_drawn_are_no_map():
    assert tiles([status("AQ", RightState.IN_FORCE)], "", on=TODAY) == ""


def test_tiles_take_the_weightiest_status_of_a_country():
    html = tiles([status("KE", RightState.LAPSED), status("KE", RightState.IN_FORCE)], "", on=TODAY)
    assert html.count("<rect") == 1
    assert 'class="is-good"/><text' in html


def test_tiles_of_a_right_past_its_day_do_not_show_it_in_force():
    html = tiles([status("KE", RightState.IN_FORCE, until=date(2025, 1, 1))], "", on=TODAY)
    assert 'class="is-ended"' in html


def test_tiles_are_an_illustration_with_words_for_each_look():
    html = tiles(
        [status("KE", RightState.PENDING), status("PE", RightState.REVOKED)], "VN", on=TODAY
    )
    assert 'aria-hidden="true"' in html
    assert "Pending" in html
    assert "Revoked" in html
    assert 'class="is-here"' in html
    assert len(html) < 6000


def test_places_are_one_for_each_country_and_within_the_grid():
    drawn = [code for code in GRID.split() if code != ".."]
    assert len(drawn) == len(set(drawn)) == len(PLACES)
    assert len({len(line.split()) for line in GRID.strip().split("\n")}) == 1


@pytest.mark.django_db
def test_places_are_countries_we_know():
    assert set(PLACES) <= set(Country.objects.values_list("code", flat=True))
