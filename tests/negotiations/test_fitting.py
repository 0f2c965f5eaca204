from __future__ import annotations

from datetime import date

import pytest

from marketplace.models import RightsEntry, RightsStatus
from marketplace.published import look
from negotiations.fitting import DIFFERS, FITS, OPEN, compare
from negotiations.models import Intention
from tests.factories import ListingFactory
from tests.negotiations.parties import ANSWERS

pytestmark = pytest.mark.django_db


def fits(listing, *, is_offer=True, **answers) -> dict[str, dict[str, str]]:
    intention = Intention(**{**ANSWERS, **answers})
    found: dict[str, dict[str, str]] = {}
    for fit in compare(intention, look(listing.pk), is_offer=is_offer, on=date(2026, 11, 26)):
        found.setdefault(fit.about, {})[fit.sign] = fit.sentence
    return found


def test_overlap_and_difference_are_both_told(deal):
    found = fits(deal.listing, cooperation=["licence", "training"])
    assert "Licence" in found["Kinds of cooperation"][FITS]
    assert "Training" in found["Kinds of cooperation"][DIFFERS]


def test_territories_are_grouped_by_what_the_terms_say(deal):
    found = fits(deal.listing, territories=["KE", "TZ"])["Territory"]
    assert found[FITS] == "A licence can be had for: Kenya."
    assert "Tanzania" in found[DIFFERS]
    terms = deal.listing.licence_terms.first()
    terms.territory_scope, terms.territories = "", []
    terms.save()
    assert set(fits(deal.listing)["Territory"]) == {OPEN}


def test_territories_of_a_need_are_those_for_which_it_wants_a_licence(deal):
    found = fits(deal.listing, is_offer=False, territories=["KE", "TZ"])["Territory"]
    assert found[FITS] == "A licence is wanted for: Kenya."
    assert found[DIFFERS].startswith("No licence is needed for: ")


def test_licence_kinds_are_compared(deal):
    assert set(fits(deal.listing, licence_kinds=["exclusive"])["Licences"]) == {DIFFERS}
    assert set(fits(deal.listing, licence_kinds=["non_exclusive"])["Licences"]) == {FITS}
    assert "Licences" not in fits(deal.listing, licence_kinds=[])


def test_sectors_fit_unless_the_terms_limit_them(deal):
    assert set(fits(deal.listing)["Sectors of use"]) == {FITS}
    terms = deal.listing.licence_terms.first()
    terms.fields_of_use = "Irrigation only."
    terms.save()
    assert set(fits(deal.listing)["Sectors of use"]) == {OPEN}
    terms.field_divisions = ["01"]
    terms.save()
    assert set(fits(deal.listing, divisions=["01", "28"])["Sectors of use"]) == {FITS, DIFFERS}


def test_rights_are_told_for_each_country_of_an_offer(deal):
    right = RightsEntry.objects.create(listing=deal.listing, kind="patent", office="KE")
    RightsStatus.objects.create(
        listing=deal.listing, right=right.pk, country="KE", state="in_force"
    )
    found = fits(deal.listing)["Rights"]
    assert found["good"] == "In Kenya a right is declared in force."
    assert "No right declared" in found["none"]
    assert "Rights" not in fits(deal.listing, is_offer=False)


def test_listing_without_terms_leaves_everything_open(deal):
    bare = ListingFactory(organisation=deal.recipient.organisation, status="published")
    found = fits(bare)
    assert {sign for signs in found.values() for sign in signs} == {OPEN}
