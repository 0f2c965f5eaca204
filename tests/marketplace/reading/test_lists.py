"""Lists: what is in them, what narrows them, and what they cost."""

import re
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from countries.models import Country
from marketplace.actions import drafting, reviewing
from marketplace.enums import ListingKind, ListingStatus
from marketplace.models import Facet
from marketplace.templatetags.marketplace_tags import listing_lines
from tests.factories import ListingFactory, OrganisationFactory, VerificationFactory
from tests.full_listings import full_offer
from tests.marketplace.pages import of, page

SCRIPT = "<script>alert('x')</script>"


def titles(response) -> set[str]:
    return set(re.findall(r"<h2>.*?<a [^>]*>([^<]*)</a></h2>", page(response)))


@pytest.mark.parametrize(("name", "kind"), [("list_offers", "offer"), ("list_needs", "need")])
def test_list_shows_what_is_public_of_its_kind(client, house, name, kind):
    for each in ListingKind.values:
        for status in ListingStatus.values:
            of(house, status, kind=each, title=f"{status} {each}")
    assert titles(client.get(reverse(name))) == {f"published {kind}"}


def test_what_is_not_public_is_neither_counted_nor_found_nor_a_choice(client, house):
    of(house, ListingStatus.PUBLISHED, title="A pump")
    peruvian = OrganisationFactory(country_id="PE", country=None)
    VerificationFactory(organisation=peruvian)
    ListingFactory(organisation=peruvian, title="Secret pump")
    html = page(client.get(reverse("list_offers")))
    assert "1 offer<" in html
    assert "Peru" not in html
    assert titles(client.get(reverse("list_offers"), {"q": "pump"})) == {"A pump"}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, {"A", "B", "C"}),
        ({"field": "13"}, {"A"}),
        ({"field": ["13", "6"]}, {"A", "B"}),
        ({"theme": "big_data"}, {"B"}),
        ({"field": "13", "theme": "big_data"}, set()),
        ({"sdg": "6"}, {"A"}),
        ({"type": "know_how"}, {"B"}),
        ({"type": ["know_how", "technology"]}, {"A", "B", "C"}),
        ({"country": "PE"}, {"C"}),
        ({"country": ["PE", "KE"]}, {"A", "B", "C"}),
        ({"readiness_from": "5"}, {"A"}),
        ({"readiness_to": "5"}, {"B"}),
        ({"readiness_from": "3", "readiness_to": "7"}, {"A", "B"}),
        ({"q": "lifts"}, {"A", "B", "C"}),
        ({"q": "peruvian"}, {"C"}),
        ({"country": "XX", "field": "99", "type": "x", "readiness_from": "x"}, {"A", "B", "C"}),
        ({"q": "\0"}, {"A", "B", "C"}),
    ],
)
def test_filters_narrow_the_list(client, house, query, found):
    first = of(house, ListingStatus.PUBLISHED, title="A", readiness=7)
    second = of(house, ListingStatus.PUBLISHED, title="B", readiness=3, type="know_how")
    peruvian = OrganisationFactory(name="Peruvian Institute", country_id="PE", country=None)
    VerificationFactory(organisation=peruvian)
    ListingFactory(organisation=peruvian, status=ListingStatus.PUBLISHED, title="C")
    for listing, scheme, code in (
        (first, "field", "13"), (first, "sdg", "6.1"), (second, "field", "6"),
        (second, "theme", "big_data"),
    ):  # fmt: skip
        Facet.objects.create(listing=listing, scheme=scheme, code=code)
    assert titles(client.get(reverse("list_offers"), query)) == found


def test_chosen_filters_are_words_that_can_be_taken_away(client, house):
    of(house, ListingStatus.PUBLISHED, title="A")
    answer = client.get(reverse("list_offers"), {"q": "pump", "field": ["13", "6"], "page": "2"})
    chosen = answer.context["chosen"]
    assert {word.address for word in chosen} == {
        "?field=13&field=6", "?q=pump&field=6", "?q=pump&field=13",
    }  # fmt: skip
    assert "“pump”" in {word.label for word in chosen}


def test_entry_tells_readiness_licences_and_country(client, house):
    full_offer(organisation=house.organisation, author=house.owner)
    html = page(client.get(reverse("list_offers")))
    for words in ("Readiness 7", "Non-exclusive", "Kenya", "Institute of Wells", "Verified"):
        assert words in html
    house.lapse()
    assert 'class="verified"' not in page(client.get(reverse("list_offers")))


def test_name_of_a_country_is_the_newest_on_page_and_list(client, house):
    listing = of(house, ListingStatus.PUBLISHED)
    addresses = (listing.get_absolute_url(), reverse("list_offers"))
    for name in ("Kenya", "Newly named"):
        Country.objects.filter(pk="KE").update(name_en=name)
        for address in addresses:
            html = page(client.get(address))
            assert html.count(name) > 1, address
            assert name == "Kenya" or "Kenya" not in html


def test_list_has_pages_and_keeps_what_was_asked(client, house):
    for number in range(26):
        of(house, ListingStatus.PUBLISHED, title=f"Pump {number}")
    address = reverse("list_offers")
    first = page(client.get(address, {"q": "pump"}))
    assert first.count('class="entry ') == 25
    assert "26 offers" in first
    assert "?q=pump&amp;page=2" in first
    last = page(client.get(address, {"q": "pump", "page": "2"}))
    assert last.count('class="entry ') == 1
    assert "noindex" in last
    assert page(client.get(address, {"page": "nonsense"})).count('class="entry ') == 25


@pytest.mark.parametrize(
    ("name", "way_out"), [("list_offers", "start_need"), ("list_needs", "start_offer")]
)
def test_empty_list_says_what_to_do(client, db, name, way_out):
    html = page(client.get(reverse(name), {"q": "nothing like it"}))
    assert "Nothing fits" in html
    assert f'class="btn btn-second" href="{reverse(way_out)}"' in html


def test_script_in_filters_and_entries_is_shown_as_text(client, house):
    house.organisation.name = SCRIPT
    house.organisation.save()
    of(house, ListingStatus.PUBLISHED, title=SCRIPT, summary=SCRIPT)
    html = page(client.get(reverse("list_offers"), {"q": SCRIPT[:8], "country": SCRIPT, SCRIPT: 1}))
    assert html.count(escape(SCRIPT)) >= 3
    assert "<script>alert" not in html


def test_lists_cost_the_same_for_one_row_and_for_thirty(signed_in, client, house):
    member = signed_in(house.owner)
    pages = [
        (client, reverse("list_offers")),
        (client, reverse("list_offers") + "?field=27&theme=distributed_energy&q=pump"),
        (client, reverse("show_organisation", args=[house.organisation.slug])),
        (member, reverse("list_my_listings")),
        (member, reverse("show_dashboard")),
    ]
    costs: dict[object, list[int]] = {}
    for rows in (1, 29):
        for number in range(rows):
            organisation = OrganisationFactory()
            VerificationFactory(organisation=organisation)
            for owner in (organisation, house.organisation):
                full_offer(organisation=owner, author=house.owner, title=f"Pump {rows} {number}",
                           countries=("KE",))  # fmt: skip
        for visitor, address in pages:
            visitor.get(address)  # what is kept between requests is kept now
            with CaptureQueriesContext(connection) as queries:
                assert visitor.get(address).status_code == 200
            costs.setdefault((visitor, address), []).append(len(queries))
    assert all(one == thirty for one, thirty in costs.values()), costs


# --- One's own ------------------------------------------------------------------------------------


def test_my_listings_say_their_state_and_what_to_do(signed_in, house):
    for status in ListingStatus.values:
        of(house, status, title=f"{status} one")
    ListingFactory(title="Elsewhere", status=ListingStatus.PUBLISHED)
    member = signed_in(house.viewer)
    html = page(member.get(reverse("list_my_listings")))
    assert "Elsewhere" not in html
    assert "archived one" not in html
    assert "Complete it and hand it in for review." in html
    assert "Renew it" in html
    only = page(member.get(reverse("list_my_listings"), {"state": "archived"}))
    assert "archived one" in only
    assert "draft one" not in only
    assert "None yet" in page(signed_in(house.stranger).get(reverse("list_my_listings")))


def test_my_listings_name_the_draft_and_its_review(signed_in, house):
    listing = full_offer(organisation=house.organisation, author=house.owner)
    work = listing.get_latest_revision_as_object()
    work.title = "Reworded"
    drafting.save(work, by=house.owner, token=listing.draft_token)
    listing.refresh_from_db()
    address = reverse("list_my_listings")
    assert "Hand in what you have changed" in page(signed_in(house.owner).get(address))
    reviewing.submit(listing, by=house.owner)
    html = page(signed_in(house.owner).get(address))
    assert "Reworded" in html
    assert "In review" in html


@pytest.mark.parametrize(
    ("status", "offered", "withheld"),
    [
        ("draft", {"submit", "archive"}, {"renew", "pause", "withdraw"}),
        ("published", {"renew", "pause", "withdraw"}, {"submit", "archive"}),
        ("paused", {"renew", "withdraw", "submit"}, {"pause", "archive"}),
        ("expired", {"renew", "withdraw", "archive"}, {"pause"}),
        ("withdrawn", {"submit", "archive"}, {"renew", "pause", "withdraw"}),
        ("archived", {"copy"}, {"submit", "renew", "pause", "withdraw", "archive", "write"}),
    ],
)
def test_writers_are_offered_what_can_be_done(signed_in, house, status, offered, withheld):
    listing = of(house, status)
    html = page(signed_in(house.editor).get(listing.get_absolute_url()))
    for verb in offered | {"copy"}:
        assert f"/{listing.pk}/{verb}/" in html, verb
    for verb in withheld:
        assert f"/{listing.pk}/{verb}/" not in html, verb
    readers = page(signed_in(house.viewer).get(listing.get_absolute_url()))
    assert f"/{listing.pk}/copy/" not in readers


def test_sitemap_names_public_ones_only(client, house):
    published, draft = of(house, ListingStatus.PUBLISHED), of(house)
    paused = of(house, ListingStatus.PAUSED)
    body = page(client.get("/sitemap-listings.xml"))
    assert body.count(f"/listings/{published.pk}/</loc>") == 6
    assert "<lastmod>" in body
    assert str(draft.pk) not in body
    assert str(paused.pk) not in body


@pytest.mark.parametrize("who", ["anybody", "stranger", "viewer"])
def test_profile_names_the_listings_that_its_reader_may_see(client, signed_in, house, who):
    for status in ListingStatus.values:
        of(house, status, title=f"{status} one")
    reader = client if who == "anybody" else signed_in(getattr(house, who))
    html = page(reader.get(reverse("show_organisation", args=[house.organisation.slug])))
    named = set(re.findall(r"(\w+) one", html))
    assert named == ({*ListingStatus.values} if who == "viewer" else {"published"})


def test_lines_of_a_profile_show_script_as_text():
    script = "<script>alert(1)</script>"
    row = SimpleNamespace(
        kind="offer", pk=uuid4(), language="en", title=script, summary=script, status="published"
    )

    drawn = listing_lines([row], 3)

    assert script not in drawn
    assert drawn.count("&lt;script&gt;") == 2
