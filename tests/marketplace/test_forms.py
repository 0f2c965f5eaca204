from decimal import Decimal

import pytest

from marketplace.enums import ListingStatus
from marketplace.form_fields import writing_field
from marketplace.forms import ListingFilterForm, ListingForm
from marketplace.models import Listing, RoyaltyTier
from tests.factories import ListingFactory, OrganisationFactory, VerificationFactory

pytestmark = pytest.mark.django_db

TEXT = {"title": "A pump", "summary": "Lifts water.", "description": "", "language": "sw"}


def test_offer_and_need_are_asked_in_their_own_words():
    labels = {kind: str(ListingForm(kind=kind).fields["title"].label) for kind in ("offer", "need")}
    assert labels["offer"] != labels["need"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("title", "x" * 121),
        ("title", "two\nlines"),
        ("title", "a\x00b"),
        ("summary", ""),
        ("summary", "x" * 501),
        ("description", "x" * 4001),
        ("language", "tlh"),
    ],
)
def test_wrong_input_is_marked_at_its_field(field, value):
    form = ListingForm({**TEXT, field: value}, kind="offer")
    assert list(form.errors) == [field]


def test_line_of_slides_ends_as_every_line_does():
    form = ListingForm({**TEXT, "summary": "Lifts\vwater\f\r\nall day."}, kind="offer")
    assert form.is_valid()
    assert form.cleaned_data["summary"] == "Lifts\nwater\n\nall day."


def test_filter_offers_only_countries_with_something_public():
    for country, status in (("KE", "published"), ("NP", "draft")):
        organisation = OrganisationFactory(country_id=country)
        VerificationFactory(organisation=organisation)
        ListingFactory(organisation=organisation, status=status)
    choices = dict(ListingFilterForm({}, kind="offer").fields["country"].choices)
    assert list(choices) == ["", "KE"]
    assert list(dict(ListingFilterForm({}, kind="need").fields["country"].choices)) == [""]


def test_filter_narrows_by_country_and_words_and_ignores_nonsense():
    for country in ("KE", "NP"):
        organisation = OrganisationFactory(country_id=country)
        VerificationFactory(organisation=organisation)
        ListingFactory(
            organisation=organisation, status=ListingStatus.PUBLISHED, title=f"Pump of {country}"
        )

    def found(**asked):
        form = ListingFilterForm(asked, kind="offer")
        return set(form.narrow(Listing.objects.public()).values_list("title", flat=True))

    both = {"Pump of KE", "Pump of NP"}
    assert found() == found(country="XX") == found(q="x" * 300) == found(page="?") == both
    assert found(country="NP") == {"Pump of NP"}
    assert found(q="pump ke") == {"Pump of KE"}
    assert found(q="pump ke", country="NP") == set()


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Decimal("250000.00"), "250000"),
        (Decimal("3.500"), "3.5"),
        (Decimal("0.00"), "0"),
        ("3.50", "3.50"),
        (None, None),
    ],
)
def test_number_is_shown_without_noughts_and_what_was_typed_as_it_was(value, shown):
    field = writing_field(RoyaltyTier._meta.get_field("rate"))
    assert field.widget.format_value(value) == shown
