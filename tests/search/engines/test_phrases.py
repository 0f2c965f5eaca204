"""What quotes and a minus reach: the texts as they were written, and no names put together."""

from __future__ import annotations

import pytest

from marketplace.models import Facet
from search.query import SearchQuery

pytestmark = pytest.mark.django_db


@pytest.fixture
def classified(listed):
    """Two of Kenya, one of which is about water by its classes alone."""
    target = Facet(scheme="sdg", code="6.1")
    robotics = Facet(scheme="theme", code="robotics")
    listed("Clay filter", parts={"facets": [target, robotics]})
    listed("Filter of sand for Kenya")


def test_phrase_is_not_put_together_of_names(classified, titles):
    assert titles('"sanitation kenya"') == []
    assert titles('"sand for kenya"') == ["Filter of sand for Kenya"]


@pytest.mark.parametrize("unwanted", ['-"sanitation kenya"', "-sanitation/kenya*"])
def test_names_put_together_are_not_unwanted(classified, titles, unwanted):
    assert titles(f"clay {unwanted}") == ["Clay filter"]


def test_one_word_in_quotes_is_that_word(classified, titles):
    assert set(titles('"robotics"')) == {"Clay filter"}
    assert (
        titles('filter -"robotics"') == titles("filter -robotics") == ["Filter of sand for Kenya"]
    )


def test_star_behind_words_written_as_one_means_nothing(listed, titles):
    listed("Wind turbine")
    listed("Wind/solar turbine")
    listed("Solarium turbine")
    assert set(titles("turbine -wind/solar*")) == {"Wind turbine", "Solarium turbine"}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("desalinaton -turbine", "desalination -turbine"),
        ('"solar pump" desalinaton -diesel*', '"solar pump" desalination -diesel*'),
        ('-"wind turbine" desalinaton', '-"wind turbine" desalination'),
        ("-desalinaton desalinaton", "-desalinaton desalination"),
    ],
)
def test_what_was_meant_keeps_quotes_and_minus(engine, listed, typed, meant):
    listed("Desalination with a solar pump")
    assert engine.search(SearchQuery(words=typed)).suggestion == meant
