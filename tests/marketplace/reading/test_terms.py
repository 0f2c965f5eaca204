import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from countries.facts import CountryFacts
from marketplace import enums
from marketplace.models import LicenceTerms, Remuneration, RightsEntry, RoyaltyTier
from marketplace.reading import odrl, terms
from marketplace.reading.parts import Parts
from marketplace.reading.payment import royalty_free_in, tier_table
from marketplace.reading.terms import CLAUSES, in_plain_words

NAMES = {"KE": "Kenya", "DE": "Germany"}


def plain(terms=None, pay=None) -> list[str]:
    return [f"{term.plain} {term.text}".strip() for term in in_plain_words(terms, pay, NAMES)]


@pytest.mark.parametrize(
    ("field", "choices"),
    [
        ("kinds", enums.LicenceKind),
        ("access_commitments", enums.AccessCommitment),
        ("clauses", enums.Clause),
        ("sublicensing", enums.Sublicensing),
        ("grant_back", enums.GrantBack),
        ("improvements", enums.Improvements),
        ("term_kind", enums.TermKind),
    ],
)
def test_every_choice_of_the_terms_has_a_sentence(field, choices):
    for code in choices.values:
        value = [code] if field in {"kinds", "access_commitments", "clauses"} else code
        (sentence,) = plain(LicenceTerms(**{field: value}))
        assert sentence.endswith(".")
        assert " " in sentence


@pytest.mark.parametrize(
    ("field", "choices"),
    [
        ("kinds", enums.RemunerationKind),
        ("royalty_base", enums.RoyaltyBase),
        ("royalty_term", enums.RoyaltyTerm),
    ],
)
def test_every_choice_of_the_payment_has_a_sentence(field, choices):
    for code in choices.values:
        (sentence,) = plain(pay=Remuneration(**{field: [code] if field == "kinds" else code}))
        assert sentence.endswith(".")
        assert " " in sentence


def test_every_field_that_says_something_is_said():
    terms = LicenceTerms(
        open_licence="MIT", rights_granted=["make"], fields_of_use="Irrigation",
        field_divisions=["28"], territory_scope="listed", territories=["KE"],
        excluded_territories=["DE"], term_kind="years", term_years=10, note="Ours.",
    )  # fmt: skip
    said = " ".join(plain(terms))
    for word in ("MIT License", "Make", "Irrigation", "Kenya", "Germany", "10 years", "Ours."):
        assert word in said
    pay = Remuneration(
        kinds=["upfront"], currency="USD", upfront_amount=Decimal(20000),
        minimum_annual=Decimal(1000), royalty_term="years", royalty_years=5,
        sublicence_share=Decimal("12.5"), note="Waived.",
    )  # fmt: skip
    said = " ".join(plain(pay=pay))
    for word in ("$20,000", "$1,000", "5 years", "12.5%", "Waived."):
        assert word in said


@pytest.mark.parametrize("clause", enums.Clause.values)
def test_clause_has_its_name_in_the_readers_language_and_in_english(clause, monkeypatch):
    (term,) = in_plain_words(LicenceTerms(clauses=[clause]), None, NAMES)
    assert term.formal in CLAUSES.values()
    monkeypatch.setattr(terms, "_", lambda message: f"«{message}»")
    (translated,) = in_plain_words(LicenceTerms(clauses=[clause]), None, NAMES)
    assert translated.formal == f"«{term.formal}» ({term.formal})"


def test_nothing_stated_is_nothing_said():
    assert plain(LicenceTerms(), Remuneration()) == []
    assert plain() == []


def test_amounts_are_written_as_the_language_does():
    tier = RoyaltyTier(rate=Decimal("2.5"), sales_from=Decimal(1000000), group="ldc")
    with override("fr"):
        (line,) = tier_table([tier], "EUR")
    assert line.rate.replace("\xa0", " ").replace("\u202f", " ") == "2,5 %"
    assert "€" in line.sales


def facts(*groups: str, income: str | None = None) -> CountryFacts:
    return CountryFacts("KE", dt.date(2026, 11, 25), frozenset(groups), income, None, ())


@pytest.mark.parametrize(
    ("here", "expected"),
    [
        (facts("ldc", income="low"), True),
        (facts(income="low"), False),
        (facts(income="high"), False),
        (facts(), False),
    ],
)
def test_promise_to_least_developed_countries_holds_for_them_alone(here, expected):
    terms = LicenceTerms(access_commitments=["ldc_royalty_free"])
    tiers = [RoyaltyTier(rate=Decimal(3))]
    assert royalty_free_in(here, "Kenya", terms, None, tiers).is_free is expected


@pytest.mark.parametrize(
    ("here", "expected"),
    [
        (facts("ldc", income="low"), True),
        (facts(income="lower_middle"), False),
        (facts(income="high"), False),
        (facts(income="upper_middle"), None),
    ],
)
def test_lines_for_the_countrys_own_group_decide(here, expected):
    tiers = [
        RoyaltyTier(rate=Decimal(0), group="ldc"),
        RoyaltyTier(rate=Decimal(2), group="lower_middle"),
        RoyaltyTier(rate=Decimal(5), group="high"),
    ]
    assert royalty_free_in(here, "Kenya", None, None, tiers).is_free is expected


def test_line_with_both_asks_a_royalty_if_one_of_them_does():
    tiers = [RoyaltyTier(rate=Decimal(0), amount=Decimal(2))]
    assert royalty_free_in(facts(), "Kenya", None, None, tiers).is_free is False


@pytest.mark.parametrize(
    ("part", "field"),
    [
        (RoyaltyTier(rate=Decimal(0), amount=Decimal(2)), "__all__"),
        (LicenceTerms(term_years=5), "term_years"),
        (LicenceTerms(term_years=5, term_kind="perpetual"), "term_years"),
        (Remuneration(royalty_years=5), "royalty_years"),
        (Remuneration(royalty_years=5, royalty_term="rights"), "royalty_years"),
    ],
)
def test_draft_with_what_no_page_would_show_is_not_published(part, field):
    with pytest.raises(ValidationError) as refused:
        part.clean()
    assert field in getattr(refused.value, "error_dict", {"__all__": None})


def test_upper_bound_of_sales_is_not_part_of_a_tier():
    tier = RoyaltyTier(rate=Decimal(3), sales_from=Decimal(10), sales_to=Decimal(20))
    (duty,) = odrl._tier(Remuneration(currency="USD"), tier)
    assert [limit["operator"] for limit in duty["constraint"]] == ["gteq", "lt"]


def test_years_of_royalty_and_share_of_sublicences_are_in_the_policy():
    pay = Remuneration(royalty_term="years", royalty_years=5, sublicence_share=Decimal("12.500"))
    found = odrl._own(LicenceTerms(), pay)
    assert found["ta:royaltyYears"] == {"@value": "P5Y", "@type": "xsd:duration"}
    assert found["ta:sublicenceShare"] == {"@value": "12.5", "@type": "xsd:decimal"}
    assert odrl._own(LicenceTerms(), None) == {}


def test_day_of_an_unpublished_application_is_not_in_the_policy():
    terms, ends = LicenceTerms(term_kind="last_to_expire"), dt.date(2044, 1, 1)
    hidden = RightsEntry(kind="patent", office="KE", expires_on=ends)
    public = RightsEntry(kind="patent", office="KE", expires_on=ends, grant_number="KE 1")
    assert [*odrl._constraints(terms, Parts(rights=[hidden]))] == []
    assert len([*odrl._constraints(terms, Parts(rights=[hidden, public]))]) == 1


def test_no_payment_at_all_is_free_and_silence_is_neither():
    assert royalty_free_in(facts(), "Kenya", None, Remuneration(kinds=["none"]), []).is_free
    found = royalty_free_in(facts(), "Kenya", LicenceTerms(), Remuneration(), [])
    assert found == (None, "")
