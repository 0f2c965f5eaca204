"""What the page of a need says of licence terms: what is sought, never what could be had."""

from decimal import Decimal
from types import SimpleNamespace

import pytest

from marketplace import enums
from marketplace.models import LicenceTerms, Remuneration
from marketplace.reading.terms import OFFERED, in_plain_words
from marketplace.reading.wanted import WANTED
from search.comparison import _payment
from tests.full_listings import full_need
from tests.marketplace.pages import page

NAMES = {"KE": "Kenya", "DE": "Germany"}
# What only holds of who offers something, or calls the one who seeks a partner of their own.
OF_AN_OFFER = ("can be had", "artner", "owner's own words", "is allowed to", "It may be used",
               "owner is due")  # fmt: skip
# Under its heading, "Terms that would do", these are as true of a need.
NEUTRAL = {
    ("improvements", "licensor"), ("improvements", "maker"), ("improvements", "joint"),
}  # fmt: skip
CHOICES = {
    "kinds": enums.LicenceKind,
    "sublicensing": enums.Sublicensing,
    "grant_back": enums.GrantBack,
    "improvements": enums.Improvements,
    "access_commitments": enums.AccessCommitment,
    "clauses": enums.Clause,
}
EVERY_CODE = [(field, code) for field, choices in CHOICES.items() for code in choices.values]


def sentences(terms=None, pay=None, *, wanted=True) -> list[str]:
    found = in_plain_words(terms, pay, NAMES, wanted=wanted)
    return [f"{term.plain} {term.text}".strip() for term in found]


@pytest.mark.parametrize(
    ("stated", "sentence"),
    [
        ({"kinds": ["exclusive"]},
         "A licence that nobody else has would do; the owner may not use it either."),
        ({"kinds": ["sole"]},
         "A licence that nobody else has would do; the owner may use it too."),
        ({"kinds": ["non_exclusive"]}, "A licence that others have at the same time would do."),
        ({"kinds": ["exclusive_in_field"]},
         "A licence that nobody else has for a named purpose would do."),
        ({"kinds": ["open"]}, "A public licence that lets anybody use it would do."),
        ({"kinds": ["licence_of_right"]}, "A licence that anybody gets who asks would do."),
        ({"kinds": ["option"]}, "Reserving a licence and deciding later would do."),
        ({"kinds": ["evaluation"]}, "Trying it out first would do."),
        ({"open_licence": "MIT"}, "The public licence “MIT License” would do."),
        ({"rights_granted": ["make", "use"]}, "A licence is wanted in order to: Make and Use."),
        ({"fields_of_use": "Irrigation"}, "It is wanted for this purpose: Irrigation"),
        ({"territory_scope": "worldwide"}, "A licence is wanted for every country."),
        ({"territories": ["KE"]}, "A licence is wanted for: Kenya."),
        ({"excluded_territories": ["DE"]}, "No licence is needed for: Germany."),
        ({"sublicensing": "no"}, "The licence need not be passed on to others."),
        ({"sublicensing": "with_consent"},
         "It must be possible to pass the licence on to others if the owner agrees each time."),
        ({"sublicensing": "yes"}, "It must be possible to pass the licence on to others."),
        ({"grant_back": "none"}, "The owner would get no rights in improvements."),
        ({"grant_back": "non_exclusive"}, "The owner could use improvements too."),
        ({"grant_back": "option"}, "The owner could ask for a licence to improvements."),
        ({"grant_back": "exclusive"}, "Improvements would go to the owner alone."),
        ({"improvements": "licensee"}, "Improvements belong to the seeker."),
        ({"access_commitments": ["ldc_royalty_free"]},
         "No royalty may be asked in least developed countries."),
        ({"access_commitments": ["tiered"]},
         "The poorer the country, the lower the royalty must be."),
        ({"access_commitments": ["non_assert"]},
         "The owner must not enforce rights in poor countries."),
        ({"access_commitments": ["humanitarian_use"]}, "Humanitarian use must cost nothing."),
        ({"access_commitments": ["research_reserved"]},
         "Anybody must be able to go on using it for research."),
        ({"clauses": ["tie_in"]},
         "Could be accepted: The licensee must also take other goods or licences."),
        ({"note": "Ours."}, "In the seeker's own words: Ours."),
    ],
)  # fmt: skip
def test_term_of_a_need_is_said_from_the_side_that_seeks(stated, sentence):
    assert sentences(LicenceTerms(**stated)) == [sentence]


def test_sectors_are_those_for_which_it_is_wanted():
    (sentence,) = sentences(LicenceTerms(field_divisions=["28"]))
    assert sentence.startswith("It is wanted for these sectors: ")


def test_payment_of_a_need_is_what_could_be_paid():
    pay = Remuneration(sublicence_share=Decimal("12.5"), note="After the harvest.")
    assert sentences(pay=pay) == [
        "Of what is earned by passing the licence on, the owner would get 12.5%.",
        "In the seeker's own words: After the harvest.",
    ]


@pytest.mark.parametrize(("field", "code"), EVERY_CODE)
def test_every_choice_of_a_need_is_said_in_other_words_or_is_neutral(field, code):
    stated = [code] if field in {"kinds", "access_commitments", "clauses"} else code
    (told,) = sentences(LicenceTerms(**{field: stated}))
    (offered,) = sentences(LicenceTerms(**{field: stated}), wanted=False)
    assert (told == offered) is ((field, code) in NEUTRAL)
    assert told.endswith(".")
    assert not [words for words in OF_AN_OFFER if words in told]


def test_every_sentence_of_a_need_stands_for_one_of_an_offer():
    assert WANTED.keys() - {"clauses"} <= OFFERED.keys()


# --- Pages --------------------------------------------------------------------------------------


@pytest.fixture
def need(house):
    found = full_need(organisation=house.organisation, author=house.owner)
    LicenceTerms.objects.update_or_create(
        listing=found,
        defaults={
            "kinds": enums.LicenceKind.values, "rights_granted": ["make"],
            "fields_of_use": "Irrigation", "field_divisions": ["28"],
            "territory_scope": "listed", "territories": ["KE"], "excluded_territories": ["DE"],
            "sublicensing": "no", "grant_back": "non_exclusive", "improvements": "licensee",
            "access_commitments": enums.AccessCommitment.values, "clauses": enums.Clause.values,
            "note": "Ours.",
        },
    )  # fmt: skip
    Remuneration.objects.update_or_create(
        listing=found,
        defaults={"kinds": ["none"], "sublicence_share": Decimal(5), "note": "Ours."},
    )
    return found


@pytest.mark.parametrize("country", ["", "KE", "DE", "FR"])
def test_page_of_a_need_says_nothing_of_what_an_offer_grants(client, need, country):
    html = page(client.get(need.get_absolute_url(), {"country": country}))
    main = html.partition("<article")[2].partition("</article")[0]
    terms = main.partition('id="terms"')[2].partition("</section")[0]
    assert "Terms that would do" in terms
    assert "A licence is wanted for: Kenya." in terms
    assert not [words for words in OF_AN_OFFER if words in terms]
    assert "can be had" not in main
    assert "royalty is asked in" not in main


@pytest.mark.parametrize(
    ("country", "sentence"),
    [
        ("KE", "A licence is wanted for: Kenya."),
        ("DE", "No licence is needed for: Germany."),
    ],
)
def test_need_tells_of_the_readers_country_whether_a_licence_is_wanted(
    client, need, country, sentence
):
    def here():
        html = page(client.get(need.get_absolute_url(), {"country": country}))
        return html.partition('<div class="here">')[2].partition("</div>")[0]

    assert sentence in here()
    need.licence_terms.update(territory_scope="", territories=[], excluded_territories=[])
    assert "Whether a licence is wanted is not said for: " in here()


def test_comparison_says_what_a_need_could_pay(need):
    side = SimpleNamespace(listing=need, pay=need.remuneration.get(), here=None)
    told = list(_payment(side))
    assert "Of what is earned by passing the licence on, the owner would get 5%." in told
