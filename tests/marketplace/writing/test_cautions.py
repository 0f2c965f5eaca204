"""Terms that competition law looks at closely."""

import pytest
from django.urls import reverse

from marketplace.cautions import cautions
from marketplace.enums import Clause, GrantBack, LicenceKind, RoyaltyTerm
from marketplace.models import LicenceTerms, Listing, Remuneration
from tests.marketplace.pages import page
from tests.marketplace.writing.pages import address, drafted, fill


def codes(terms=None, pay=None) -> list[str]:
    listing = Listing()
    listing.licence_terms = [LicenceTerms(**terms)] if terms is not None else []
    listing.remuneration = [Remuneration(**pay)] if pay is not None else []
    return [caution.code for caution in cautions(listing)]


@pytest.mark.parametrize(
    ("terms", "pay", "expected"),
    [
        (None, None, []),
        ({}, {}, []),
        ({"grant_back": GrantBack.EXCLUSIVE}, None, ["exclusive_grant_back"]),
        ({"grant_back": GrantBack.NON_EXCLUSIVE}, None, []),
        ({"clauses": [Clause.NO_CHALLENGE]}, None, ["no_challenge"]),
        ({"clauses": [Clause.CHALLENGE_TERMINATES]}, None, ["challenge_terminates"]),
        ({"clauses": [Clause.CHALLENGE_TERMINATES], "kinds": [LicenceKind.EXCLUSIVE]}, None, []),
        (
            {
                "clauses": [Clause.CHALLENGE_TERMINATES],
                "kinds": [LicenceKind.EXCLUSIVE, LicenceKind.NON_EXCLUSIVE],
            },
            None,
            ["challenge_terminates"],
        ),
        ({"clauses": [Clause.TIE_IN]}, None, ["tie_in"]),
        ({"clauses": [Clause.PRICE_FIXING]}, None, ["price_fixing"]),
        ({"clauses": [Clause.NON_COMPETE]}, None, ["non_compete"]),
        (None, {"royalty_term": RoyaltyTerm.AFTER_EXPIRY}, ["royalty_after_expiry"]),
        (None, {"royalty_term": RoyaltyTerm.RIGHTS}, []),
    ],
)
def test_each_term_brings_its_caution(terms, pay, expected):
    assert codes(terms, pay) == expected


def test_caution_is_shown_while_drafting_and_blocks_nothing(signed_in, house):
    listing = drafted(house)
    client, terms = signed_in(house.editor), address(listing, "terms")

    assert fill(client, terms, grant_back="exclusive").status_code == 302

    overview = reverse("write_listing", args=[listing.pk])
    for url in (terms, address(listing, "payment"), overview):
        html = page(client.get(url))
        assert "An exclusive grant-back is often not enforceable." in html
        assert "https://eur-lex.europa.eu/eli/reg/2026/877/oj" in html
    fill(client, terms, grant_back="none")
    assert "exclusive grant-back is" not in page(client.get(overview))
