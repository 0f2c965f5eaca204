"""One listing's page: who sees it, what is on it, and what never is."""

import datetime as dt
import json
import re

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from core.markup import table
from marketplace.actions import drafting
from marketplace.enums import ListingStatus
from marketplace.models import Attachment, Listing, ListingSource, RightsEntry, RightsStatus
from marketplace.published import look
from marketplace.reading.parts import Parts
from tests.factories import ListingFactory, UserFactory
from tests.full_listings import full_need, full_offer, stored_document, stored_image
from tests.marketplace.pages import of, page

SCRIPT = "<script>alert('x')</script>\"'><img src=x onerror=alert(1)>"
FIXED = {"language", "currency", "scheme", "office", "country"}
DATA = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.S)
# Terms of the ODRL vocabulary (https://www.w3.org/TR/odrl-vocab/) that we use.
ODRL_ACTIONS = {"use", "sell", "reproduce", "modify", "distribute", "grantUse", "obtainConsent"}
ODRL_OPERANDS = {"spatial", "industry", "purpose", "dateTime", "elapsedTime", "payAmount",
                 "percentage", "event", "timeInterval"}  # fmt: skip
ODRL_OPERATORS = {"eq", "lt", "lteq", "gteq", "isAnyOf", "isNoneOf"}


@pytest.fixture
def offer(house):
    return full_offer(organisation=house.organisation, author=house.owner)


# --- Who sees it ------------------------------------------------------------------------------------


def test_published_listing_is_read_by_everybody(client, offer):
    html = page(client.get(offer.get_absolute_url()))
    for words in (
        offer.title, "Cost of pumping", "a diesel pump", "Level 7 of 9", "ISO 9906:2012",
        "Several partners may use it at the same time.", "$20,000", "Drawings", "Espacenet",
        "Field trial", "A pump in a field", "Data sheet", "Less than 5 USD a month",
        "Listed in Kenya.", "71000001", "Small or medium-sized firm", "Water Fund", "WF 12",
        "Open publication.",
    ):  # fmt: skip
        assert words in html, words
    assert "noindex" not in html
    assert reverse("write_listing", args=[offer.pk]) not in html


def test_page_says_who_offers_it_and_is_found_under_one_address(client, house, offer):
    html = page(client.get(offer.get_absolute_url(), {"country": "KE"}))
    organisation = house.organisation
    assert organisation.get_absolute_url() in html
    assert str(organisation.country.name) in html
    assert "Verified" in html
    address = f"{settings.SITE_URL}{offer.get_absolute_url()}"
    assert f'<link rel="canonical" href="{address}">' in html
    alternates = dict(re.findall(r'rel="alternate" hreflang="([^"]+)" href="([^"]+)"', html))
    assert {"ar", "es", "fr", "ru", "en"} < set(alternates)
    assert alternates["fr"] == address.replace("/en/", "/fr/")
    # First the list of countries, then the terms that speak of them.
    assert html.index('id="rights"') < html.index('id="terms"')
    assert offer.summary in html


def test_need_shows_every_field_of_its_brief(client, house):
    need = full_need(organisation=house.organisation, author=house.owner)
    html = page(client.get(need.get_absolute_url()))
    for words in (
        "nine kilometres", "Five cubic metres", "Reverse osmosis", "60.5 m³", "Works without a grid",
        "Spare parts made nearby", "1,400 m", "Two trained electricians", "20 days", "Maintenance",
        "Secured", "By cost over ten years.", "1 March 2027", "Kenya", "Water Fund",
        "At most", "Level 8 of 9", "30 June 2028", "twelve wells", "open tender", "3 May 2026",
    ):  # fmt: skip
        assert words in html, words


@pytest.mark.parametrize("status", ["paused", "expired", "withdrawn", "archived"])
def test_what_is_no_longer_public_is_gone_for_others_and_kept_for_members(
    client, signed_in, house, status
):
    listing = of(house, status)
    for visitor in (client, signed_in(house.stranger)):
        gone = visitor.get(listing.get_absolute_url())
        assert gone.status_code == 410
        assert listing.title not in page(gone)
    html = page(signed_in(house.viewer).get(listing.get_absolute_url()))
    assert "only members see this" in html
    assert "noindex" in html


def test_listing_past_its_last_day_is_gone_before_anybody_writes_it_down(client, signed_in, house):
    yesterday = timezone.now().date() - dt.timedelta(days=1)
    listing = of(house, ListingStatus.PUBLISHED, expires_on=yesterday)
    assert client.get(listing.get_absolute_url()).status_code == 410
    html = page(signed_in(house.owner).get(listing.get_absolute_url()))
    assert "Its last day has passed" in html


def test_listing_of_a_withdrawn_organisation_is_gone(client, house, offer):
    house.lose()
    assert client.get(offer.get_absolute_url()).status_code == 410


def test_draft_is_hidden_from_outsiders_and_previewed_by_members(client, signed_in, house):
    listing = drafting.start(
        Listing(kind="offer", organisation=house.organisation, language="en", title="Unborn"),
        by=house.owner,
    )
    assert client.get(listing.get_absolute_url()).status_code == 404
    assert signed_in(house.stranger).get(listing.get_absolute_url()).status_code == 404
    html = page(signed_in(house.viewer).get(listing.get_absolute_url()))
    assert "Draft: only members see this" in html
    assert "Unborn" in html


def test_preview_is_the_page_of_the_draft(signed_in, house, offer):
    work = offer.get_latest_revision_as_object()
    work.title = "Reworded"
    drafting.save(work, by=house.owner, token=offer.draft_token)
    member = signed_in(house.owner)
    preview = page(member.get(reverse("preview_listing", args=[offer.pk])))
    assert "Reworded" in preview
    assert "Cost of pumping" in preview
    assert "Reworded" not in page(member.get(offer.get_absolute_url()))


# --- Reading the tables -------------------------------------------------------------------------------


def test_parts_read_at_once_are_those_of_the_relations(house, offer):
    ListingSource.objects.create(
        listing=offer, name="DPGA", external_id="1", harvested_on=dt.date(2026, 1, 1), digest="0"
    )
    at_once, plain = look(offer.pk).parts, Parts.of(Listing.objects.get(pk=offer.pk))
    for name in Parts._fields:
        assert len(getattr(at_once, name)) == len(getattr(plain, name)) > 0 or name in {
            "need_brief", "need_conditions", "requirements",
        }, name  # fmt: skip
        for read, stored in zip(getattr(at_once, name), getattr(plain, name), strict=True):
            for field in stored._meta.concrete_fields:
                if field.is_relation or field.get_internal_type() == "UUIDField":
                    continue
                here, there = getattr(read, field.attname), getattr(stored, field.attname)
                assert (here, type(here)) == (there, type(there)), field


def test_page_asks_the_same_of_a_bare_listing_and_of_a_full_one(client, house, offer):
    counted = []
    for listing in (of(house, ListingStatus.PUBLISHED), offer):
        client.get(listing.get_absolute_url())
        with CaptureQueriesContext(connection) as asked:
            client.get(listing.get_absolute_url())
        counted.append(len(asked))
    # The page, what the menu holds, and how its organisation answers requests.
    assert counted == [3, 3]


# --- Rights -------------------------------------------------------------------------------------------


def test_readers_country_comes_first(client, signed_in, house, offer):
    address = offer.get_absolute_url()
    assert "declared in force" not in page(client.get(address))
    assert "In Kenya a right is declared in force." in page(client.get(address, {"country": "KE"}))
    html = page(client.get(address, {"country": "PE"}))
    assert "No right declared in Peru." in html
    assert "free to operate" not in html.lower()
    # A member's own organisation is in Kenya.
    assert "In Kenya" in page(signed_in(house.viewer).get(address))
    assert "In Kenya" not in page(signed_in(house.viewer).get(address, {"country": ""}))


@pytest.mark.parametrize("country", ["XX", "<script>", "k", "\0"])
def test_unknown_country_is_ignored(client, offer, country):
    assert client.get(offer.get_absolute_url(), {"country": country}).status_code == 200


def test_excluded_country_is_told(client, offer):
    html = page(client.get(offer.get_absolute_url(), {"country": "DE"}))
    assert "No licence can be had for Germany." in html


def test_unpublished_application_keeps_its_numbers_from_everybody(client, signed_in, house, offer):
    secret = RightsEntry.objects.create(
        listing=offer, kind="patent", office="KE", title="Hushed title",
        application_number="KE/SECRET/1", filed_on=dt.date(2026, 5, 5), priority="KE SECRET 2",
        note="Hushed note", owners="Hushed owner",
    )  # fmt: skip
    RightsStatus.objects.create(
        listing=offer, right=secret.pk, country="KE", state="pending", number="KE/SECRET/3",
        since=dt.date(1987, 1, 2), until=dt.date(2093, 1, 2), source="SECRET register", source_url="https://example.org/SECRET",
    )  # fmt: skip
    for visitor in (client, signed_in(house.owner), signed_in(house.viewer)):
        html = page(visitor.get(offer.get_absolute_url(), {"country": "KE"}))
        assert "Patent: application filed" in html
        assert "SECRET" not in html
        assert "Hushed" not in html
        assert "1987" not in html
        assert "2093" not in html


def test_rights_that_came_into_a_need_are_not_shown(client, house):
    need = full_need(organisation=house.organisation, author=house.owner)
    right = RightsEntry.objects.create(listing=need, kind="patent", office="KE", title="Stray")
    RightsStatus.objects.create(
        listing=need, right=right.pk, country="KE", state="in_force", source="Stray"
    )
    html = page(client.get(need.get_absolute_url(), {"country": "KE"}))
    assert "Stray" not in html
    assert "In force" not in html


# --- Words --------------------------------------------------------------------------------------------


def test_script_in_every_text_is_shown_as_text(client, house, offer):
    offer.facets.exclude(scheme="keyword").delete()
    for rows in Parts.of(offer):
        for row in rows:
            for field in row._meta.concrete_fields:
                if field.get_internal_type() in {"CharField", "TextField"} and not (
                    field.choices or field.name in FIXED
                ):
                    setattr(row, field.attname, SCRIPT[: field.max_length])
            type(row)._default_manager.filter(pk=row.pk).delete()
            row.save(force_insert=True)
    Listing.objects.filter(pk=offer.pk).update(title=SCRIPT, summary=SCRIPT, description=SCRIPT)
    house.organisation.name = SCRIPT
    house.organisation.save()
    html = page(client.get(offer.get_absolute_url(), {"country": "KE"}))
    assert html.count(escape(SCRIPT)) > 20
    assert "<script>alert" not in html
    assert "<img src=x" not in html


def test_reader_sees_the_translation_and_can_go_to_the_original(client, offer):
    english = offer.get_absolute_url()
    french = english.replace("/en/", "/fr/")
    html = page(client.get(french))
    assert f'<bdi lang="fr" dir="ltr">FR {offer.title}</bdi>' in html
    assert "?text=original" in html
    html = page(client.get(french, {"text": "original"}))
    assert f'<bdi lang="en" dir="ltr">{offer.title}</bdi>' in html
    assert f"FR {offer.title}" not in html
    spanish = page(client.get(english.replace("/en/", "/es/")))
    assert f'<bdi lang="en" dir="ltr">{offer.title}</bdi>' in spanish


def test_imported_listing_says_where_it_comes_from(client, offer):
    ListingSource.objects.create(
        listing=offer, name="Register of Goods", external_id="dpg-1", licence="CC0-1.0",
        url="https://example.org/dpg-1", harvested_on=dt.date(2026, 1, 1), digest="0",
    )  # fmt: skip
    html = page(client.get(offer.get_absolute_url()))
    assert "Imported from Register of Goods" in html
    assert 'href="https://example.org/dpg-1"' in html


# --- For machines ---------------------------------------------------------------------------------------


def test_data_block_is_json_whatever_the_texts_say(client, offer):
    Listing.objects.filter(pk=offer.pk).update(title="</script><script>alert(1)</script>")
    (block,) = DATA.findall(page(client.get(offer.get_absolute_url())))
    schema, policy = json.loads(block)
    assert schema["@type"] == "Offer"
    assert schema["itemOffered"]["name"] == "</script><script>alert(1)</script>"
    claim = schema["itemOffered"]["additionalProperty"][0]
    assert claim["@type"] == "PropertyValue"
    assert (claim["value"], claim["unitText"]) == ("0.02", "USD")
    assert policy["@type"] == "Offer"


def test_need_is_a_demand_that_its_organisation_seeks(client, house):
    need = full_need(organisation=house.organisation, author=house.owner)
    (block,) = DATA.findall(page(client.get(need.get_absolute_url())))
    schema = json.loads(block)[0]
    assert schema["@type"] == "Demand"
    assert schema["@reverse"]["seeks"]["name"] == "Institute of Wells"


def test_terms_are_an_odrl_offer(client, offer):
    answer = client.get(reverse("show_terms", args=[offer.pk]))
    assert answer["Content-Type"] == "application/ld+json"
    policy = json.loads(answer.content)
    assert policy["@type"] == "Offer"
    assert policy["@context"][0] == "http://www.w3.org/ns/odrl.jsonld"
    assert {"uid", "profile", "target", "assigner", "permission"} <= set(policy)
    for permission in policy["permission"]:
        action = permission["action"]
        for each in action if isinstance(action, list) else [action]:
            assert each in ODRL_ACTIONS or each.startswith("ta:")
        for duty in permission.get("duty", ()):
            if isinstance(duty["action"], list):
                assert duty["action"][0]["rdf:value"] == {"@id": "odrl:compensate"}
    for operand, operator in re.findall(
        r'"leftOperand": ?"([^"]+)", ?"operator": ?"([^"]+)"', answer.content.decode()
    ):
        assert operand in ODRL_OPERANDS or operand.startswith("ta:")
        assert operator in ODRL_OPERATORS
    assert "20000" in answer.content.decode()
    assert policy["ta:grantBack"] == "non_exclusive"
    assert policy["ta:sublicenceShare"] == {"@value": "15", "@type": "xsd:decimal"}


def test_terms_of_a_need_are_a_request_of_who_seeks_and_no_offer(client, house):
    need = full_need(organisation=house.organisation, author=house.owner)
    need.licence_terms.update(sublicensing="no")
    policy = json.loads(client.get(reverse("show_terms", args=[need.pk])).content)
    assert policy["@type"] == "Request"
    assert policy["assignee"]["uid"].endswith(house.organisation.get_absolute_url())
    assert policy["permission"]
    assert "assigner" not in policy
    # Who need not pass a licence on asks for no prohibition.
    assert "prohibition" not in policy


def test_terms_of_what_is_not_public_are_not_told(client, house):
    assert client.get(reverse("show_terms", args=[of(house).pk])).status_code == 404
    gone = of(house, ListingStatus.WITHDRAWN)
    assert client.get(reverse("show_terms", args=[gone.pk])).status_code == 410
    bare = of(house, ListingStatus.PUBLISHED)
    assert client.get(reverse("show_terms", args=[bare.pk])).status_code == 404


# --- Files ----------------------------------------------------------------------------------------------


def test_picture_of_a_public_listing_stands_in_the_page(client, offer):
    stored = offer.attachments.first().file
    answer = client.get(stored.get_absolute_url())
    assert answer["Content-Type"] == "image/png"
    assert answer["Content-Disposition"].startswith("inline")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["Cache-Control"] == "private, max-age=31536000, immutable"
    b"".join(answer.streaming_content)


def test_document_is_a_download(client, offer):
    answer = client.get(offer.attachments.last().file.get_absolute_url())
    assert answer["Content-Disposition"].startswith("attachment")
    assert "no-store" in answer["Cache-Control"]
    b"".join(answer.streaming_content)


def test_file_of_a_draft_is_for_members_and_reviewers(client, signed_in, house):
    draft = of(house)
    reviewer = UserFactory()
    reviewer.user_permissions.add(Permission.objects.get(codename="review_listing"))
    for stored in (stored_image(draft), stored_document(draft)):
        address = stored.get_absolute_url()
        assert client.get(address).status_code == 404
        assert signed_in(house.stranger).get(address).status_code == 404
        for person in (house.viewer, reviewer):
            answer = signed_in(person, second_factor=person == reviewer).get(address)
            assert answer.status_code == 200
            assert answer["Cache-Control"] == "private, no-store"
            b"".join(answer.streaming_content)


def test_file_of_a_paused_listing_is_hidden_again(client, house):
    listing = ListingFactory(organisation=house.organisation, status=ListingStatus.PAUSED)
    stored = stored_image(listing)
    Attachment.objects.create(listing=listing, file=stored, title="A", alt_text="B")
    assert client.get(stored.get_absolute_url()).status_code == 404


# --- Tables ---------------------------------------------------------------------------------------------


def test_column_that_is_empty_everywhere_is_left_out():
    html = table("Caption", ("A", "B", "C"), [("a", "", "c"), ("a<", "", "")])
    assert '<th scope="col">A</th><th scope="col">C</th></tr>' in html
    assert '<tr><th scope="row"><bdi>a&lt;</bdi></th><td class="none">–</td></tr>' in html
    assert '<td data-label="C"><bdi>c</bdi></td>' in html
    assert '<tr><th scope="row"><bdi>a</bdi></th></tr>' in table("Caption", ("A", "B"), [("a", "")])
    assert table("Caption", ("A",), []) == ""
