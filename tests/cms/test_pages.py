"""Text pages: languages, drafts, restrictions, links, preview."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.models import PageViewRestriction

from cms.loading import PLAN
from cms.models import StandardPage
from core.languages import OWN_NAMES, direction, html_code
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def page(slug: str, code: str = "en") -> StandardPage:
    return StandardPage.objects.get(slug=slug, locale__language_code=code)


def path(slug: str, code: str = "en") -> str:
    planned = next(planned for planned in PLAN if planned.slug == slug)
    return f"/{code}/{'learn/' if planned.parent == 'learn' else ''}{slug}/"


@pytest.mark.parametrize("code", OWN_NAMES)
@pytest.mark.parametrize("slug", [planned.slug for planned in PLAN])
def test_every_planned_page_reads_in_every_language(client, slug, code):
    response = client.get(path(slug, code))
    html = response.content.decode()
    assert response.status_code == 200
    assert f'<html lang="{html_code(code)}" dir="{direction(code)}">' in html
    assert f"<h1>{page(slug, code).title}</h1>" in html


def test_page_names_itself_in_all_languages(client):
    html = client.get("/fr/learn/ways-to-share/").content.decode()
    assert f'rel="canonical" href="{settings.SITE_URL}/fr/learn/ways-to-share/"' in html
    alternates = dict(re.findall(r'rel="alternate" hreflang="([^"]+)" href="([^"]+)"', html))
    assert {code: alternates[html_code(code)] for code in OWN_NAMES} == {
        code: f"{settings.SITE_URL}/{code}/learn/ways-to-share/" for code in OWN_NAMES
    }


def test_language_switch_leads_to_the_same_page(client):
    translated = page("help", "es")
    translated.slug = "ayuda"
    translated.save_revision().publish()
    html = client.get("/en/help/").content.decode()
    targets = set(re.findall(r'<a href="([^"]+)" lang="es"', html))
    assert targets == {"/es/ayuda/"}
    assert client.get("/es/ayuda/").status_code == 200


def test_language_switch_leads_home_where_a_translation_is_missing(client):
    page("help", "es").unpublish()
    html = client.get("/en/help/").content.decode()
    assert set(re.findall(r'<a href="([^"]+)" lang="es"', html)) == {"/es/"}
    assert 'rel="alternate" hreflang="es"' not in html


def test_draft_is_hidden_from_everybody(client):
    draft = StandardPage(title="Not yet", slug="not-yet", live=False)
    page("about").get_parent().add_child(instance=draft)
    assert client.get("/en/not-yet/").status_code == 404


def test_page_for_signed_in_people_sends_others_to_sign_in(client, signed_in):
    PageViewRestriction.objects.create(page=page("learn"), restriction_type="login")
    response = client.get("/en/learn/ways-to-share/")
    assert response.status_code == 302
    assert response["Location"].endswith("/account/login/?next=/en/learn/ways-to-share/")
    assert signed_in(UserFactory()).get("/en/learn/ways-to-share/").status_code == 200
    assert client.get("/fr/learn/ways-to-share/").status_code == 200


def test_page_for_a_group_is_closed_to_other_people(signed_in):
    editors = Group.objects.get(name="Editors")
    restriction = PageViewRestriction.objects.create(page=page("about"), restriction_type="groups")
    restriction.groups.add(editors)
    inside, outside = UserFactory(), UserFactory()
    inside.groups.add(editors)
    assert signed_in(outside).get("/en/about/").status_code == 302
    assert signed_in(inside, second_factor=True).get("/en/about/").status_code == 200


@pytest.mark.parametrize("address", ["/en/about/", "/en/"])
def test_page_for_a_group_stays_closed_to_a_member_who_used_only_a_password(
    signed_in, superuser, address
):
    restriction = PageViewRestriction.objects.create(
        page=page("about").get_parent(), restriction_type="groups"
    )
    inside = UserFactory()
    restriction.groups.add(Group.objects.get(name="Editors"))
    inside.groups.add(Group.objects.get(name="Editors"))
    for person in (inside, superuser):
        answer = signed_in(person).get(address)
        assert (answer.status_code, answer["Location"]) == (302, reverse("mfa_index"))
        assert "no-store" in answer["Cache-Control"]
    proven = signed_in(inside, second_factor=True)
    assert proven.get(address).status_code == 200
    # An old proof counts no more, and the way back is kept.
    session = proven.session
    session["account_authentication_methods"] = []
    session.save()
    answer = proven.get(address)
    assert answer.status_code == 302
    assert answer["Location"].endswith(f"?next={quote(address, safe='')}")


def test_page_under_a_password_opens_to_those_who_know_it(client):
    restriction = PageViewRestriction.objects.create(
        page=page("about"), restriction_type="password", password="a secret"
    )
    closed = client.get("/en/about/").content.decode()
    assert page("about").introduction not in closed
    assert "<h1>" in closed
    action = re.search(r'action="([^"]+authenticate[^"]+)"', closed)[1]
    wrong = client.post(action, {"password": "guess", "return_url": "/en/about/"})
    assert wrong.status_code == 200
    elsewhere = client.post(action, {"password": "a secret", "return_url": "https://evil.example/"})
    assert not elsewhere["Location"].startswith("https://evil.example")
    assert client.get("/en/about/").status_code == 200
    assert restriction.password not in client.get("/en/about/").content.decode()


def test_alias_is_restricted_like_its_source(client):
    source = page("about")
    alias = source.create_alias(update_slug="about-too")
    PageViewRestriction.objects.create(page=source, restriction_type="login")
    assert client.get("/en/about-too/").status_code == 302
    assert alias.get_view_restrictions().count() == 1


def test_links_in_a_text_cost_one_query(client, django_assert_num_queries):
    text = page("terms")
    links = [
        f'<a linktype="page" id="{page(slug).pk}">{slug}</a>' for slug in ("help", "about", "learn")
    ]
    for shown in (links[:1], links):
        text.body = [{"type": "text", "value": f"<p>{' '.join(shown)}</p>"}]
        text.save()
        with django_assert_num_queries(9):
            html = client.get("/en/terms/").content.decode()
    assert html.count('<a href="/en/help/">help</a>') == 1


def test_link_to_an_unpublished_page_leaves_only_its_words(client):
    page("verification").unpublish()
    html = client.get("/en/help/").content.decode()
    assert "<a>How verification works</a>" in html


def test_sections_can_be_linked_to_and_keep_their_address(client):
    html = client.get("/en/help/").content.decode()
    targets = re.findall(r'<li><a href="#([^"]+)"', html)
    assert len(targets) == 5
    assert all(f'id="{target}"' in html for target in targets)


def test_section_lists_the_pages_below_it(client):
    html = client.get("/en/learn/").content.decode()
    assert re.findall(r'<h2[^>]*><a href="/en/learn/([^/"]+)/', html) == [
        "readiness-levels",
        "ways-to-share",
        "rights-by-country",
    ]
    page("ways-to-share").unpublish()
    assert "ways-to-share" not in client.get("/en/learn/").content.decode()


def test_section_does_not_list_a_page_below_it_that_is_restricted(client):
    PageViewRestriction.objects.create(page=page("ways-to-share"), restriction_type="login")
    html = client.get("/en/learn/").content.decode()
    assert re.findall(r'<h2[^>]*><a href="/en/learn/([^/"]+)/', html) == [
        "readiness-levels",
        "rights-by-country",
    ]


def test_public_page_allows_no_frame_and_its_preview_only_our_own(client, superuser, signed_in):
    public = client.get("/en/about/")
    assert "frame-ancestors 'none'" in public["Content-Security-Policy"]
    staff = signed_in(superuser, second_factor=True)
    preview = staff.get(f"/admin/pages/{page('about').pk}/view_draft/")
    assert preview.status_code == 200
    assert "frame-ancestors 'self'" in preview["Content-Security-Policy"]
    # The order of the directives is not fixed.
    directives = preview["Content-Security-Policy"].split("; ")
    assert "script-src 'self'" in directives


def test_menu_shows_what_editors_put_there(client):
    learn = page("learn")
    learn.menu = ""
    learn.save_revision().publish()
    moved = page("readiness-levels")
    moved.menu = "footer"
    moved.save_revision().publish()
    html = client.get("/en/organisations/").content.decode()
    header, _main, footer = re.split(r"<main|<footer", html)
    assert "/en/learn/" not in header
    assert '<a href="/en/learn/readiness-levels/">' in footer


def test_menu_leaves_out_what_is_unpublished(client):
    assert '<a href="/en/about/">' in client.get("/en/organisations/").content.decode()
    page("about").unpublish()
    assert '<a href="/en/about/">' not in client.get("/en/organisations/").content.decode()


def test_old_address_of_a_page_leads_to_the_new_one(client, django_capture_on_commit_callbacks):
    moved = page("help", "fr")
    moved.slug = "aide"
    with django_capture_on_commit_callbacks(execute=True):
        moved.save_revision().publish()
    response = client.get("/fr/help/")
    assert response.status_code == 301
    assert response["Location"] == "/fr/aide/"
    assert client.get("/en/help/").status_code == 200


@pytest.mark.parametrize("address", ["/en/", "/en/help/"])
def test_editors_bar_is_for_staff_only(client, signed_in, superuser, address):
    assert "wagtail-userbar" not in client.get(address).content.decode()
    assert "wagtail-userbar" not in signed_in(UserFactory()).get(address).content.decode()
    html = signed_in(superuser, second_factor=True).get(address).content.decode()
    assert re.search(r'href="[^"]*/admin/pages/\d+/edit/"', html)
