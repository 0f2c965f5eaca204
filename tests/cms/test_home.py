"""The front door: what it says, what it starts, what it costs."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import translation
from wagtail.models import PageViewRestriction

from cms.models import HomePage, StandardPage
from cms.texts import read_home
from core.languages import OWN_NAMES, direction, html_code
from marketplace.enums import ListingKind, ListingStatus
from marketplace.models import Listing
from tests.factories import ListingFactory, OrganisationFactory, UserFactory, VerificationFactory

pytestmark = pytest.mark.django_db


def fill(count: int) -> None:
    """`count` verified organisations, each with a published offer and need."""
    author = UserFactory()
    for number in range(count):
        organisation = OrganisationFactory(name=f"Works {number}")
        VerificationFactory(organisation=organisation, requested_by=author, decided_by=author)
        for kind in ListingKind.values:
            ListingFactory(
                kind=kind,
                organisation=organisation,
                author=author,
                title=f"A certain {kind} {number}",
                status=ListingStatus.PUBLISHED,
            )


@pytest.mark.parametrize("code", OWN_NAMES)
def test_home_page_speaks_its_language(client, code):
    response = client.get(f"/{code}/")
    html = response.content.decode()
    assert response.status_code == 200
    assert f'<html lang="{html_code(code)}" dir="{direction(code)}">' in html
    assert read_home(code)["headline"] in html


@pytest.mark.parametrize(
    ("asked", "given"), [("zh-CN,zh;q=0.9", "zh-hans"), ("ar-EG", "ar"), ("xx", "en"), ("", "en")]
)
def test_root_leads_to_the_home_page_in_the_visitors_language(client, asked, given):
    response = client.get("/", headers={"accept-language": asked})
    assert response.status_code == 302
    assert response["Location"] == f"/{given}/"
    assert "Accept-Language" in response["Vary"]


@pytest.mark.parametrize("code", OWN_NAMES)
def test_home_page_starts_all_three_jobs(client, code):
    html = client.get(f"/{code}/").content.decode()
    with translation.override(code):
        assert f'action="{reverse("search_listings")}"' in html
        assert all(f'name="kind" value="{kind}"' in html for kind in ("offer", "need"))
        assert f'formaction="{reverse("list_organisations")}"' in html
        assert f'href="{reverse("start_offer")}"' in html
        assert f'href="{reverse("start_need")}"' in html
    assert html.count(f'href="/{code}/learn/') >= 4  # the section and three guides


def test_home_page_shows_what_is_newest_and_how_many_take_part(client):
    fill(7)
    html = client.get("/en/").content.decode()
    assert re.findall(r">Works (\d)<", html) == ["6", "5", "4", "3", "2", "1"]
    assert re.findall(r">A certain need (\d)<", html) == ["6", "5", "4", "3", "2", "1"]
    assert "7 organisations take part. They come from 1 country." in html


def test_home_page_without_organisations_claims_nothing(client):
    html = client.get("/en/").content.decode()
    assert "take part" not in html
    assert "Newest offers" not in html


def test_home_page_shows_nothing_that_is_not_public(client):
    unverified = OrganisationFactory(name="Nobody Checked Ltd")
    fill(1)
    listing = Listing.objects.filter(kind=ListingKind.OFFER).get()
    listing.status, listing.live = ListingStatus.WITHDRAWN, False
    listing.save()
    html = client.get("/en/").content.decode()
    assert "1 organisation takes part." in html
    assert unverified.name not in html
    assert listing.title not in html


def test_home_page_takes_as_many_queries_for_three_as_for_six(
    client, django_assert_num_queries, subtests
):
    client.get("/en/")
    for _round in range(2):
        fill(3)
        with subtests.test(organisations=3 * (_round + 1)), django_assert_num_queries(7):
            client.get("/en/")


def test_home_page_shows_names_as_text(client):
    name = "<script>alert(1)</script> & \"Sons\" <b onclick='x'>"
    VerificationFactory(organisation=OrganisationFactory(name=name, language='"><i'))
    html = client.get("/en/").content.decode()
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;Sons&quot;" in html
    assert "<i" not in html.replace("<input", "")


def test_home_page_does_not_lead_to_a_guide_that_is_unpublished(client):
    guide = StandardPage.objects.get(slug="ways-to-share", locale__language_code="en")
    assert 'href="/en/learn/ways-to-share/"' in client.get("/en/").content.decode()
    guide.unpublish()
    assert "ways-to-share" not in client.get("/en/").content.decode()


def test_home_page_refuses_what_is_not_reading(client):
    assert client.post("/en/").status_code == 405


def test_home_page_that_is_unpublished_leaves_the_language_list(client):
    HomePage.objects.get(locale__language_code="ru").unpublish()
    html = client.get("/en/").content.decode()
    assert 'hreflang="fr"' in html
    assert '<link rel="alternate" hreflang="ru"' not in html


def test_home_page_for_a_group_sends_others_to_sign_in(client):
    home = HomePage.objects.get(locale__language_code="fr")
    restriction = PageViewRestriction.objects.create(
        page=home, restriction_type=PageViewRestriction.GROUPS
    )
    restriction.groups.add(Group.objects.get(name="Editors"))
    response = client.get("/fr/")
    assert response.status_code == 302
    assert "/account/login/" in response["Location"]
    assert client.get("/en/").status_code == 200


def test_site_under_a_password_closes_every_home_page(client):
    home = HomePage.objects.get(locale__language_code="en")
    PageViewRestriction.objects.create(
        page=home.get_parent(), restriction_type="password", password="a secret"
    )
    html = client.get("/en/").content.decode()
    assert home.headline not in html
    assert 'type="password"' in html
