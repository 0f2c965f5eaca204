"""What rules a pair out, and that what is not said does not."""

from __future__ import annotations

import datetime as dt

import pytest

from matching.enums import Limit
from matching.limits import acceptable, limit_between
from tests.matching.sides import TODAY, need, offer

YESTERDAY = TODAY - dt.timedelta(days=1)
ONLY_KENYA = {"territory_scope": "listed", "territories": ["KE"]}


def limit(of_need=None, of_offer=None):
    return limit_between(need(**of_need or {}), offer(**of_offer or {}), TODAY)


def test_two_that_say_nothing_may_be_a_pair():
    assert limit() is None


@pytest.mark.parametrize(
    ("of_need", "of_offer", "expected"),
    [
        ({"organisation": 2}, {}, Limit.SAME_ORGANISATION),
        ({"is_public": False}, {}, Limit.NOT_PUBLIC),
        ({}, {"is_public": False}, Limit.NOT_PUBLIC),
        ({"last_day": YESTERDAY}, {}, Limit.PAST),
        ({}, {"last_day": YESTERDAY}, Limit.PAST),
        ({"brief": {"deadline": YESTERDAY}}, {}, Limit.PAST),
        ({"brief": {"deadline": TODAY}}, {}, None),
        ({"conditions": {"wanted_by": YESTERDAY}}, {}, Limit.PAST),
        ({"conditions": {"wanted_by": TODAY}}, {}, None),
    ],
)
def test_pair_of_one_house_hidden_or_past_is_none(of_need, of_offer, expected):
    assert limit(of_need, of_offer) == expected


@pytest.mark.parametrize(
    ("places", "terms", "expected"),
    [
        (["UG"], ONLY_KENYA, Limit.TERRITORY),
        (["UG", "KE"], ONLY_KENYA, None),
        ([], ONLY_KENYA, None),
        (["UG"], {}, None),
        (["UG"], {"territory_scope": "worldwide"}, None),
        (["UG"], {"territory_scope": "worldwide", "excluded_territories": ["UG"]}, Limit.TERRITORY),
    ],
)
def test_no_licence_for_any_country_of_use_is_a_limit(places, terms, expected):
    assert limit({"codes": {"place": places}}, {"terms": terms}) == expected


def test_countries_of_a_need_s_own_terms_are_countries_of_use():
    assert limit(
        {"terms": {"territory_scope": "listed", "territories": ["UG"]}}, {"terms": ONLY_KENYA}
    ) == Limit.TERRITORY  # fmt: skip


@pytest.mark.parametrize(
    ("offered", "accepted", "expected"),
    [
        (["exclusive"], ["non_exclusive"], Limit.LICENCE),
        (["exclusive", "sole"], ["sole"], None),
        ([], ["sole"], None),
        (["exclusive"], [], None),
        (["open"], ["non_exclusive"], None),
        (["licence_of_right"], ["non_exclusive"], None),
        (["non_exclusive"], ["open"], Limit.LICENCE),
    ],
)
def test_kinds_of_licence_without_one_in_common_are_a_limit(offered, accepted, expected):
    assert limit({"terms": {"kinds": accepted}}, {"terms": {"kinds": offered}}) == expected


def test_acceptable_kinds_stand_in_the_order_of_the_offer():
    assert acceptable(["open", "sole", "non_exclusive"], ["non_exclusive"]) == [
        "open", "non_exclusive",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("control", "places", "expected"),
    [
        ("controlled", ["UG"], Limit.EXPORT),
        ("controlled", ["UG", "KE"], None),
        ("controlled", [], None),
        ("maybe", ["UG"], None),
        ("none", ["UG"], None),
    ],
)
def test_controlled_export_to_other_countries_only_is_a_limit(control, places, expected):
    of_offer = {"details": {"export_control": control}}
    assert limit({"codes": {"place": places}}, of_offer) == expected
