"""Each part with what fits, what is open, what does not fit, and what says nothing."""

from __future__ import annotations

from decimal import Decimal

import pytest

from matching.parts import classes, findings_of, licence, means, payment, texts
from matching.parts.words import worth_telling
from tests.matching.sides import need, offer

FITS, OPEN, NOT = "fits", "open", "does_not_fit"


def told(compare, of_need=None, of_offer=None):
    """(verdict, values) of one part, or None."""
    finding = compare(need(**of_need or {}), offer(**of_offer or {}))
    return finding and (finding.verdict, finding.values)


def test_near_texts_fit_by_the_words_they_share():
    words = ("desalination", "solar", "with", "40")
    finding = texts.text(texts.Likeness(0.3, words))
    assert (finding.verdict, finding.values) == (FITS, {"words": ["desalination", "solar"]})


@pytest.mark.parametrize(
    ("share", "words"), [(0.05, ("desalination", "solar")), (0.3, ("solar", "with")), (0.0, ())]
)
def test_texts_with_little_in_common_are_open(share, words):
    assert texts.text(texts.Likeness(share, words)).verdict == OPEN


@pytest.mark.parametrize("word", ["40", "with", "Pendant", "año", "которая", "米"])
def test_word_that_holds_sentences_together_is_no_reason(word):
    assert worth_telling([word]) == []


@pytest.mark.parametrize("word", ["solar", "насос", "مضخة", "海水"])
def test_word_about_a_subject_is_a_reason(word):
    assert worth_telling([word]) == [word]


CLASSES = [
    (classes.field, "field", "23", "27"),
    (classes.theme, "theme", "water", "robotics"),
    (classes.sector, "division", "36", "28"),
    (classes.cooperation, "cooperation", "licence", "pilot"),
    (classes.sdg, "sdg", "6.1", "9.4"),
]


@pytest.mark.parametrize(("compare", "scheme", "one", "other"), CLASSES)
def test_class_fits_where_it_is_shared(compare, scheme, one, other):
    both = {"codes": {scheme: [other, one]}}, {"codes": {scheme: [one]}}
    assert told(compare, *both) == (FITS, {"shared": [one]})
    apart = {"codes": {scheme: [one]}}, {"codes": {scheme: [other]}}
    assert told(compare, *apart) == (NOT, {"offered": [other], "needed": [one]})
    assert told(compare, {"codes": {scheme: [one]}}) == (OPEN, {"needed": [one]})
    assert told(compare, {}, {"codes": {scheme: [one]}}) == (OPEN, {"offered": [one]})
    assert told(compare) is None


def test_targets_of_one_goal_fit_by_the_goal():
    assert told(classes.sdg, {"codes": {"sdg": ["6.1"]}}, {"codes": {"sdg": ["6.3", "9.4"]}}) == (
        FITS, {"shared": ["6"]},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("needed", "offered", "verdict"),
    [(6, 7, FITS), (6, 6, FITS), (6, 5, NOT), (6, None, OPEN), (None, 7, OPEN)],
)
def test_readiness_is_compared_with_the_lowest_that_will_do(needed, offered, verdict):
    assert told(means.readiness, {"readiness": needed}, {"readiness": offered})[0] == verdict


@pytest.mark.parametrize(
    ("needed", "most", "offered", "expected"),
    [
        (4, 7, 7, (FITS, {"offered": 7, "needed": "4–7"})),
        (None, 7, 2, (FITS, {"offered": 2, "needed": "1–7"})),
        (4, 7, 8, (NOT, {"offered": 8, "most": 7})),
        (4, 7, 3, (NOT, {"offered": 3, "needed": 4})),
        (None, 7, None, (OPEN, {"needed": "1–7"})),
    ],
)
def test_readiness_is_compared_with_the_highest_that_is_wanted(needed, most, offered, expected):
    wanted = {"readiness": needed, "conditions": {"readiness_max": most}}
    assert told(means.readiness, wanted, {"readiness": offered}) == expected


@pytest.mark.parametrize(
    ("sought", "partner", "expected"),
    [
        (["sme", "university"], "university", (FITS, {"shared": ["university"]})),
        (["sme"], "ngo", (NOT, {"offered": ["sme"], "needed": ["ngo"]})),
        (["sme"], "", None),
        ([], "ngo", None),
    ],
)
def test_partner_that_is_sought_is_compared_with_the_organisation_of_the_need(
    sought, partner, expected
):
    assert told(classes.partner, {"partner": partner}, {"codes": {"partner": sought}}) == expected


def test_readiness_of_neither_is_no_part():
    assert told(means.readiness) is None


@pytest.mark.parametrize(
    ("asked", "there", "expected"),
    [
        (["power_grid"], ["off_grid"], (NOT, {"missing": ["power_grid"]})),
        (["workshop"], ["off_grid", "workshop"], (FITS, {"shared": ["workshop"]})),
        (["off_grid"], ["road_access"], (OPEN, {"offered": ["off_grid"]})),
        (["off_grid"], ["off_grid"], (FITS, {"shared": ["off_grid"]})),
        (["workshop", "off_grid"], ["workshop"], (FITS, {"shared": ["workshop"]})),
        (["workshop", "cold_chain"], ["workshop"], (OPEN, {"missing": ["cold_chain"]})),
        (["workshop"], [], (OPEN, {"offered": ["workshop"]})),
        ([], ["off_grid"], (OPEN, {"needed": ["off_grid"]})),
        ([], [], None),
    ],
)
def test_site_is_compared_with_what_the_technology_asks_for(asked, there, expected):
    assert told(means.site, {"brief": {"site": there}}, {"details": {"site": asked}}) == expected


@pytest.mark.parametrize(
    ("places", "terms", "expected"),
    [
        (["UG"], {"territory_scope": "worldwide"}, (FITS, {"shared": ["UG"]})),
        (
            ["UG", "KE"], {"territory_scope": "listed", "territories": ["KE"]},
            (NOT, {"missing": ["UG"], "shared": ["KE"]}),
        ),
        (["UG"], {}, (OPEN, {"needed": ["UG"]})),
        ([], {"territory_scope": "worldwide"}, None),
    ],
)  # fmt: skip
def test_territory_names_the_countries_with_and_without_a_licence(places, terms, expected):
    assert told(means.territory, {"codes": {"place": places}}, {"terms": terms}) == expected


def test_territory_without_terms_is_open():
    assert told(means.territory, {"codes": {"place": ["UG"]}}) == (OPEN, {"needed": ["UG"]})


@pytest.mark.parametrize(
    ("control", "places", "expected"),
    [
        ("none", ["UG"], (FITS, {})),
        ("maybe", ["UG"], (OPEN, {})),
        ("controlled", ["UG", "KE"], (NOT, {"missing": ["UG"]})),
        ("controlled", [], (OPEN, {})),
        ("controlled", ["KE"], None),
        ("", ["UG"], None),
    ],
)
def test_export_counts_where_it_leaves_its_country(control, places, expected):
    of_offer = {"details": {"export_control": control}}
    assert told(means.export, {"codes": {"place": places}}, of_offer) == expected


@pytest.mark.parametrize(
    ("of_offer", "verdict", "state"),
    [
        ({"know_how": [{"kind": "training", "state": "included"}]}, FITS, "included"),
        ({"know_how": [{"kind": "training", "state": "extra"}]}, OPEN, "extra"),
        ({"know_how": [{"kind": "training", "state": "unavailable"}]}, NOT, "unavailable"),
        ({"codes": {"asset": ["training"]}}, FITS, "included"),
        ({"know_how": [{"kind": "manuals", "state": "included"}]}, OPEN, ""),
    ],
)
def test_training_that_is_needed_is_looked_for_in_the_package(of_offer, verdict, state):
    found = told(means.training, {"brief": {"training": ["operation"]}}, of_offer)
    assert found == (verdict, {"needed": ["operation"], "state": state})


def test_training_that_nobody_needs_is_no_part():
    assert told(means.training, {}, {"codes": {"asset": ["training"]}}) is None


def test_assets_are_compared_only_where_the_need_names_some():
    wanted = {"codes": {"asset": ["software"]}}
    assert told(means.know_how, wanted, wanted) == (FITS, {"shared": ["software"]})
    assert told(means.know_how, wanted, {"codes": {"asset": ["patent"]}})[0] == NOT
    assert told(means.know_how, {}, wanted) is None


def terms(compare, needed, offered):
    return told(compare, {"terms": needed}, {"terms": offered})


@pytest.mark.parametrize(
    ("offered", "needed", "expected"),
    [
        (["open"], ["non_exclusive"], (FITS, {"shared": ["open"]})),
        (["sole"], [], (OPEN, {"offered": ["sole"]})),
        (["sole"], ["open"], (NOT, {"offered": ["sole"], "needed": ["open"]})),
        ([], [], None),
    ],
)
def test_licence_fits_by_a_kind_that_will_do(offered, needed, expected):
    assert terms(licence.licence, {"kinds": needed}, {"kinds": offered}) == expected


@pytest.mark.parametrize(
    ("compare", "name", "one", "other"),
    [
        (licence.rights, "rights_granted", "make", "sell"),
        (licence.access, "access_commitments", "tiered", "non_assert"),
    ],
)
def test_all_that_is_needed_has_to_be_granted(compare, name, one, other):
    assert terms(compare, {name: [one]}, {name: [other, one]}) == (FITS, {"shared": [one]})
    assert terms(compare, {name: [one, other]}, {name: [one]}) == (NOT, {"missing": [other]})
    assert terms(compare, {name: [one]}, {}) == (OPEN, {"needed": [one]})


def test_access_that_nobody_asks_for_is_no_part():
    assert terms(licence.access, {}, {"access_commitments": ["tiered"]}) is None


def test_use_in_some_sectors_only_is_compared_with_those_of_the_need():
    only_28 = {"field_divisions": ["28"]}
    assert terms(licence.use, {"field_divisions": ["28"]}, only_28)[0] == FITS
    by_class = told(licence.use, {"codes": {"division": ["36"]}}, {"terms": only_28})
    assert by_class == (NOT, {"offered": ["28"], "needed": ["36"]})
    assert terms(licence.use, {}, only_28)[0] == OPEN
    assert terms(licence.use, {"field_divisions": ["28"]}, {}) is None


@pytest.mark.parametrize(
    ("offered", "needed", "verdict"),
    [("yes", "with_consent", FITS), ("no", "yes", NOT), ("", "yes", OPEN), ("no", "", OPEN)],
)
def test_sublicensing_may_be_wider_than_needed(offered, needed, verdict):
    found = terms(licence.sublicensing, {"sublicensing": needed}, {"sublicensing": offered})
    assert found[0] == verdict


@pytest.mark.parametrize(
    ("offered", "needed", "verdict"),
    [("none", "option", FITS), ("exclusive", "non_exclusive", NOT), ("", "none", OPEN)],
)
def test_grant_back_may_be_less_than_accepted(offered, needed, verdict):
    found = terms(licence.grant_back, {"grant_back": needed}, {"grant_back": offered})
    assert found[0] == verdict


@pytest.mark.parametrize(
    ("offered", "needed", "verdict"), [("maker", "maker", FITS), ("joint", "maker", NOT)]
)
def test_improvements_belong_to_the_same(offered, needed, verdict):
    found = terms(licence.improvements, {"improvements": needed}, {"improvements": offered})
    assert found[0] == verdict


TEN = {"term_kind": "years", "term_years": 10}
FIVE = {"term_kind": "years", "term_years": 5}
UNTIL_THE_LAST = {"term_kind": "last_to_expire"}


@pytest.mark.parametrize(
    ("offered", "needed", "verdict"),
    [
        (TEN, FIVE, FITS),
        (FIVE, TEN, NOT),
        ({"term_kind": "perpetual"}, TEN, FITS),
        (UNTIL_THE_LAST, UNTIL_THE_LAST, FITS),
        (UNTIL_THE_LAST, TEN, OPEN),
        (TEN, {}, OPEN),
    ],
)
def test_term_has_to_last_as_long_as_needed(offered, needed, verdict):
    assert terms(licence.term, needed, offered)[0] == verdict


@pytest.mark.parametrize(
    ("offered", "needed", "verdict"),
    [
        (["royalty"], ["royalty", "upfront"], FITS),
        (["none"], ["royalty"], FITS),
        (["upfront", "royalty"], ["royalty"], NOT),
        (["to_agree"], ["royalty"], OPEN),
        (["royalty"], ["to_agree"], OPEN),
        (["royalty"], [], OPEN),
    ],
)
def test_payment_has_to_be_of_a_kind_that_could_be_paid(offered, needed, verdict):
    found = told(payment.payment, {"pay": {"kinds": needed}}, {"pay": {"kinds": offered}})
    assert found[0] == verdict


def usd(amount, **values):
    return {"currency": "USD", "budget_max": amount and Decimal(amount), **values}


@pytest.mark.parametrize(
    ("brief", "pay", "verdict"),
    [
        (usd(100), {"currency": "USD", "upfront_amount": Decimal(60)}, FITS),
        (
            usd(100),
            {"currency": "USD", "upfront_amount": Decimal(60), "minimum_annual": Decimal(60)}, NOT,
        ),
        (usd(100), {"currency": "EUR", "upfront_amount": Decimal(60)}, OPEN),
    ],
)  # fmt: skip
def test_budget_is_compared_in_one_currency_only(brief, pay, verdict):
    assert told(payment.budget, {"brief": brief}, {"pay": pay})[0] == verdict


def test_budget_without_an_amount_on_both_sides_is_no_part():
    assert told(payment.budget, {"brief": usd(100)}) is None
    asked = {"pay": {"currency": "USD", "upfront_amount": Decimal(60)}}
    assert told(payment.budget, {}, asked) is None


@pytest.mark.parametrize("amount", [99, 101])
def test_budget_that_says_only_where_it_begins_is_no_limit(amount):
    asked = {"pay": {"currency": "USD", "minimum_annual": Decimal(amount)}}
    assert told(payment.budget, {"brief": usd(None, budget_min=Decimal(100))}, asked) is None


def test_installation_is_compared_by_the_least_it_costs():
    costs = {"details": {"currency": "USD", "capital_cost_min": Decimal(60)}}
    assert told(payment.installation, {"brief": usd(100)}, costs) == (
        FITS, {"offered": ["60", "USD"], "needed": ["100", "USD"]},
    )  # fmt: skip
    assert told(payment.installation, {"brief": usd(50)}, costs)[0] == NOT


@pytest.mark.parametrize(("rate", "verdict"), [("2.5", FITS), ("7", NOT)])
def test_royalty_is_compared_by_the_highest_rates(rate, verdict):
    most = {"tiers": [{"rate": Decimal(5)}, {"rate": None}]}
    asked = {"tiers": [{"rate": Decimal(0)}, {"rate": Decimal(rate)}]}
    assert told(payment.royalty, most, asked)[0] == verdict
    assert told(payment.royalty, most) is None


def test_languages_in_common_fit():
    both = {"languages": ("fr", "en")}, {"languages": ("en",)}
    assert told(texts.language, *both) == (FITS, {"shared": ["en"]})
    assert told(texts.language, {"languages": ("fr",)}, {"languages": ("en",)})[0] == NOT


def test_findings_begin_with_the_text_and_leave_out_what_nobody_says():
    found = findings_of(need(readiness=6), offer(readiness=7), texts.Likeness())
    assert [finding.part for finding in found] == ["text", "readiness"]
    assert found[1].to_json() == {
        "part": "readiness", "verdict": "fits", "values": {"offered": 7, "needed": 6},
    }  # fmt: skip
