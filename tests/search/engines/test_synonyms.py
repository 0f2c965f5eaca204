"""What stands for a word stands for it as a whole, and does not push it out."""

from __future__ import annotations

import pytest

from search.engines.base import WhyKind
from search.engines.embedded import scoring
from search.query import SearchQuery

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("words", ["drone", "drones", "uav", "unmanned aerial vehicle"])
def test_synonyms_of_several_words_do_not_push_out_the_word_itself(listed, titles, words):
    every = {"Unmanned aerial vehicle", "Drone for spraying", "UAV frame"}
    for title in every:
        listed(title)
    assert set(titles(words)) == every


def test_part_of_a_synonym_stands_for_nothing(engine, listed, titles):
    lit = listed("LED lamp with a light")
    listed("Light frame")
    listed("Lamp with a light emitting diode")
    assert set(titles("led")) == {lit.title, "Lamp with a light emitting diode"}
    why = {hit.id: hit.why for hit in engine.search(SearchQuery(words="led")).hits}
    assert {reason.kind for reason in why.pop(lit.pk)} == {WhyKind.WORDS}
    assert [{reason.kind for reason in one} for one in why.values()] == [{WhyKind.SYNONYM}]
    listed("Aerial photographs")
    assert titles("drone") == []


def test_word_of_a_synonym_that_was_typed_is_needed_all_the_same(listed, titles):
    listed("Thermal pump")
    listed("Thermal insulation")
    listed("Heat pump")
    assert titles("heat pump")[0] == "Heat pump"
    assert set(titles("heat pump")) == {"Heat pump", "Thermal pump"}


def test_synonym_is_enough_where_two_of_many_words_are_needed(listed, titles, monkeypatch):
    # However few there are; and there are enough for all words to be looked up.
    monkeypatch.setattr(scoring, "FEW", 0)
    for _number in range(8):
        listed("Loom")
    listed("Drone")
    listed("Unmanned aerial vehicle")
    listed("UAV for spraying at harvest in an orchard")
    listed("Wheat")
    listed("Drone for wheat")
    listed("Aerial photographs of a vehicle")
    found = titles("uav spraying wheat harvest orchard")
    assert {"Drone", "Unmanned aerial vehicle", "Drone for wheat"} <= set(found)
    assert "Aerial photographs of a vehicle" not in found


def test_what_stands_for_a_word_makes_no_many_words_of_few(listed, titles, monkeypatch):
    monkeypatch.setattr(scoring, "FEW", 0)
    every = {"Biomass stove", "Photovoltaic roof", "PV frame", "Solar cell", "Organic residue"}
    for title in (*every, *["Loom"] * 8):
        listed(title)
    assert set(titles("photovoltaic biomass")) == every
