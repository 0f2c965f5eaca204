"""What search engines are told exists."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from wagtail.models import PageViewRestriction

from cms.loading import PLAN
from cms.models import StandardPage
from tests.factories import OrganisationFactory, VerificationFactory

pytestmark = pytest.mark.django_db


def addresses(client, section: str, **headers: str) -> list[str]:
    xml = client.get(f"/sitemap-{section}.xml", **headers).content.decode()
    return re.findall(r"<loc>([^<]+)</loc>", xml)


def test_index_names_every_section(client):
    xml = client.get("/sitemap.xml").content.decode()
    assert re.findall(r"<loc>([^<]+)</loc>", xml) == [
        f"{settings.SITE_URL}/sitemap-{name}.xml" for name in ("pages", "organisations", "listings")
    ]


def test_pages_are_listed_in_all_languages(client):
    found = addresses(client, "pages")
    assert len(found) == len(set(found)) == (len(PLAN) + 1) * len(settings.LANGUAGES)
    assert f"{settings.SITE_URL}/zh-hans/learn/ways-to-share/" in found
    assert all(client.get(address).status_code == 200 for address in found)


def test_each_address_names_the_other_languages(client):
    xml = client.get("/sitemap-pages.xml").content.decode()
    entry = next(part for part in xml.split("<url>") if "/fr/about/</loc>" in part)
    languages = re.findall(r'hreflang="([^"]+)"', entry)
    assert languages == [*sorted(code for code, _ in settings.LANGUAGES), "x-default"] or set(
        languages
    ) == {*(code for code, _ in settings.LANGUAGES), "x-default"}


def test_map_ignores_the_host_header(client):
    found = addresses(client, "pages", headers={"host": "localhost"})
    assert all(address.startswith(settings.SITE_URL) for address in found)
    index = client.get("/sitemap.xml", headers={"host": "localhost"}).content.decode()
    assert "localhost" not in index


def test_drafts_and_restricted_pages_are_left_out(client):
    StandardPage.objects.get(slug="about", locale__language_code="en").unpublish()
    learn = StandardPage.objects.get(slug="learn", locale__language_code="es")
    PageViewRestriction.objects.create(page=learn, restriction_type="login")
    found = addresses(client, "pages")
    assert f"{settings.SITE_URL}/en/about/" not in found
    assert f"{settings.SITE_URL}/fr/about/" in found
    assert not [address for address in found if "/es/learn/" in address]


def test_only_public_organisations_are_listed(client):
    OrganisationFactory(slug="unchecked")
    VerificationFactory(organisation=OrganisationFactory(slug="checked"))
    found = addresses(client, "organisations")
    assert f"{settings.SITE_URL}/en/organisations/checked/" in found
    assert not [address for address in found if "unchecked" in address]


@pytest.mark.parametrize("address", ["/sitemap-secrets.xml", "/sitemap-pages.xml?p=9"])
def test_part_that_does_not_exist_is_not_found(client, address):
    assert client.get(address).status_code == 404
