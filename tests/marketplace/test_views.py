"""What is read: lists, pages, and where else listings are named."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from marketplace.enums import ListingKind, ListingStatus
from tests.factories import (
    ListingFactory,
    OrganisationFactory,
    VerificationFactory,
)
from tests.marketplace.pages import of, page

SCRIPT = "<script>alert('x')</script>\"'><img src=x onerror=alert(1)>"

# --- Lists --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "kind"), [("list_offers", "offer"), ("list_needs", "need")])
def test_list_shows_what_is_public_of_its_kind(client, house, name, kind):
    for each in ListingKind.values:
        for status in ListingStatus.values:
            of(house, status, kind=each, title=f"{status} {each}")

    html = page(client.get(reverse(name)))

    shown = set(re.findall(r"(?:draft|published|withdrawn) (?:offer|need)(?=<)", html))
    assert shown == {f"published {kind}"}
    assert "Institute of Wells" in html
    assert "Kenya" in html
    assert "Lifts water with little power." in html
    assert "Verified" in html


def test_list_does_not_call_verified_what_has_lapsed(client, house):
    of(house, ListingStatus.PUBLISHED)
    house.lapse()
    html = page(client.get(reverse("list_offers")))
    assert "Institute of Wells" in html
    assert 'class="verified"' not in html


def test_list_does_not_show_members_their_drafts(signed_in, house):
    of(house, title="Unfinished")
    assert "Unfinished" not in page(signed_in(house.owner).get(reverse("list_offers")))


def test_list_has_pages_and_keeps_what_was_asked(client, house):
    for number in range(26):
        of(house, ListingStatus.PUBLISHED, title=f"Pump {number}")
    address = reverse("list_offers")

    first = page(client.get(address, {"q": "pump"}))
    last = page(client.get(address, {"q": "pump", "page": "2"}))

    assert first.count('class="entry ') == 25
    assert last.count('class="entry ') == 1
    assert "?q=pump&amp;page=2" in first
    assert "26 offers" in first
    assert page(client.get(address, {"page": "nonsense"})).count('class="entry ') == 25


@pytest.mark.parametrize(
    ("name", "way_out"), [("list_offers", "start_need"), ("list_needs", "start_offer")]
)
def test_empty_list_says_what_to_do(client, db, name, way_out):
    html = page(client.get(reverse(name), {"q": "nothing like it"}))
    assert "Nothing fits" in html
    assert f'class="btn btn-second" href="{reverse(way_out)}"' in html
    assert 'value="nothing like it"' in html


def test_lists_cost_the_same_for_one_row_and_for_thirty(signed_in, client, house):
    member = signed_in(house.owner)
    pages = [
        (client, reverse("list_offers")),
        (client, reverse("show_organisation", args=[house.organisation.slug])),
        (member, reverse("list_offers")),
        (member, reverse("list_my_listings")),
        (member, reverse("show_dashboard")),
    ]

    def row():
        organisation = OrganisationFactory()
        VerificationFactory(organisation=organisation)
        for owner in (organisation, house.organisation):
            ListingFactory(organisation=owner, status=ListingStatus.PUBLISHED)

    costs: dict[object, list[int]] = {}
    for rows in (1, 29):
        for _ in range(rows):
            row()
        for visitor, address in pages:
            visitor.get(address)  # what is kept between requests is kept now
            with CaptureQueriesContext(connection) as queries:
                assert visitor.get(address).status_code == 200
            costs.setdefault((visitor, address), []).append(len(queries))
    assert all(one == thirty for one, thirty in costs.values()), costs


# --- One listing --------------------------------------------------------------------------------


def test_published_listing_is_read_by_everybody(client, house):
    listing = of(house, ListingStatus.PUBLISHED, description="First.\n\nSecond.", language="ar")

    html = page(client.get(listing.get_absolute_url()))

    assert f'<h1><bdi lang="ar" dir="rtl">{listing.title}</bdi></h1>' in html
    assert "<p>First.</p>" in html
    assert "<p>Second.</p>" in html
    assert reverse("show_organisation", args=[house.organisation.slug]) in html
    assert "Verified" in html
    assert "noindex" not in html
    assert reverse("edit_listing", args=[listing.pk]) not in html


def test_draft_is_hidden_from_outsiders_and_previewed_by_members(client, signed_in, house):
    listing = of(house)
    address = listing.get_absolute_url()

    assert client.get(address).status_code == 404
    assert signed_in(house.stranger).get(address).status_code == 404
    for member in (house.owner, house.viewer):
        html = page(signed_in(member).get(address))
        assert "Draft: only members see this" in html
        assert "noindex" in html


@pytest.mark.parametrize("address", ["edit_listing", "publish_listing", "withdraw_listing"])
def test_readers_are_offered_nothing_they_may_not_do(signed_in, house, address):
    for status in ListingStatus.values:
        listing = of(house, status)
        html = page(signed_in(house.viewer).get(listing.get_absolute_url()))
        assert reverse(address, args=[listing.pk]) not in html


def test_withdrawn_listing_is_gone_for_others_and_kept_for_members(client, signed_in, house):
    listing = of(house, ListingStatus.WITHDRAWN)
    address = listing.get_absolute_url()

    gone = client.get(address)

    assert gone.status_code == 410
    assert listing.title not in page(gone)
    assert signed_in(house.stranger).get(address).status_code == 410
    assert "Withdrawn: only members see this" in page(signed_in(house.viewer).get(address))


def test_listing_goes_with_the_verification_that_was_withdrawn(client, house):
    published, draft = of(house, ListingStatus.PUBLISHED), of(house)
    house.lose()
    assert client.get(published.get_absolute_url()).status_code == 410
    assert client.get(draft.get_absolute_url()).status_code == 404


def test_listing_stays_when_verification_expires(client, house):
    listing = of(house, ListingStatus.PUBLISHED)
    house.lapse()
    html = page(client.get(listing.get_absolute_url()))
    assert "Not verified today" in html
    assert 'class="verified"' not in html


def test_unknown_listing_is_not_found(client, db):
    assert client.get("/en/listings/00000000-0000-4000-8000-000000000000/").status_code == 404
    assert client.get("/en/listings/1/").status_code == 404


def test_script_in_every_text_is_shown_as_text(signed_in, client, house):
    house.organisation.name = SCRIPT
    house.organisation.save()
    listing = of(
        house, ListingStatus.PUBLISHED, title=SCRIPT, summary=SCRIPT, description=SCRIPT * 2
    )
    member = signed_in(house.owner)
    everywhere = [
        (client, listing.get_absolute_url()),
        (client, reverse("list_offers")),
        (client, reverse("show_organisation", args=[house.organisation.slug])),
        (client, "/en/"),
        (member, listing.get_absolute_url()),
        (member, reverse("list_my_listings")),
        (member, reverse("show_dashboard")),
        (member, reverse("manage_organisation", args=[house.organisation.slug])),
        (member, reverse("edit_listing", args=[listing.pk])),
        (member, reverse("withdraw_listing", args=[listing.pk])),
        (member, reverse("start_offer")),
    ]
    for visitor, address in everywhere:
        html = page(visitor.get(address))
        assert escape(SCRIPT) in html, address
        assert "<script>alert" not in html, address
        assert "<img src=x" not in html, address


def test_script_in_the_filters_is_shown_as_text(client, db):
    html = page(client.get(reverse("list_offers"), {"q": SCRIPT, "country": SCRIPT, SCRIPT: "1"}))
    assert escape(SCRIPT) in html
    assert "<script>alert" not in html


# --- Where else they are named --------------------------------------------------------------------


def test_my_listings_are_those_of_my_organisations(signed_in, house):
    of(house, title="Unfinished")
    ListingFactory(title="Elsewhere", status=ListingStatus.PUBLISHED)
    for member in (house.owner, house.viewer):
        html = page(signed_in(member).get(reverse("list_my_listings")))
        assert "Unfinished" in html
        assert "Draft" in html
        assert "Elsewhere" not in html
    assert "None yet" in page(signed_in(house.stranger).get(reverse("list_my_listings")))


def test_profile_lists_offers_before_needs_and_drafts_for_members_only(client, signed_in, house):
    of(house, ListingStatus.PUBLISHED, kind=ListingKind.NEED, title="The need")
    of(house, ListingStatus.PUBLISHED, title="The offer")
    of(house, title="The draft")
    of(house, ListingStatus.WITHDRAWN, title="The old one")
    address = reverse("show_organisation", args=[house.organisation.slug])

    def titles(visitor) -> list[str]:
        return re.findall(r"The (?:need|offer|draft|old one)(?=</a>)", page(visitor.get(address)))

    assert titles(client) == titles(signed_in(house.stranger)) == ["The offer", "The need"]
    assert set(titles(signed_in(house.viewer))[:3]) == {"The offer", "The draft", "The old one"}


def test_sitemap_names_public_ones_only(client, house):
    published, draft = of(house, ListingStatus.PUBLISHED), of(house)
    withdrawn = of(house, ListingStatus.WITHDRAWN)

    body = page(client.get("/sitemap-listings.xml"))

    assert str(published.pk) in body
    assert str(draft.pk) not in body
    assert str(withdrawn.pk) not in body
