from __future__ import annotations

import csv

import pytest
from django.conf import settings

from marketplace.vocabulary.offices import MEMBERS, OFFICES, is_office

with (settings.BASE_DIR / "countries/data/countries.csv").open(encoding="utf-8") as file:
    COUNTRIES = {row["code"] for row in csv.DictReader(file)}


def test_members_are_countries():
    assert set(MEMBERS) <= set(OFFICES)
    assert {state for states in MEMBERS.values() for state in states} <= COUNTRIES


def test_members_are_as_many_as_the_organisations_say():
    assert {office: len(states) for office, states in MEMBERS.items()} == {
        "AP": 21, "OA": 17, "EA": 8, "EP": 40, "GC": 6,
    }  # fmt: skip


def test_no_state_is_in_two_african_organisations():
    assert MEMBERS["AP"] & MEMBERS["OA"] == set()


def test_no_code_means_both_an_organisation_and_a_country():
    assert set(OFFICES) & COUNTRIES == set()


@pytest.mark.parametrize(
    ("code", "known"), [("EP", True), ("KE", True), ("AP", True), ("XX", False), ("ke", False)]
)
def test_office_is_an_organisation_or_a_country(code, known):
    assert is_office(code, COUNTRIES) is known


def test_country_is_no_office_where_it_is_not_given():
    assert not is_office("KE", [])
