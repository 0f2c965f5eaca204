import re
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import translation

from core.languages import OWN_NAMES
from core.templatetags import chrome
from core.templatetags.chrome import Link


def at(path: str, **values: object) -> dict[str, object]:
    request = SimpleNamespace(path=path.split("?")[0], get_full_path=lambda: path)
    return {"request": request, "user": AnonymousUser(), **values}


def test_language_addresses_are_the_same_page_and_keep_the_query():
    given = chrome.language_addresses(at("/en/organisations/?country=KE&page=2"))
    assert given["fr"] == "/fr/organisations/?country=KE&page=2"
    assert given["zh-hans"] == "/zh-hans/organisations/?country=KE&page=2"
    assert len(given) == len(OWN_NAMES)


def test_language_addresses_start_from_the_active_language():
    with translation.override("zh-hans"):
        assert chrome.language_addresses(at("/zh-hans/x/"))["en"] == "/en/x/"


def test_language_addresses_of_a_page_without_translation_lead_home():
    urls = {"en": "/en/help/", "fr": "/fr/aide/"}
    given = chrome.language_addresses(at("/en/help/", alternate_urls=urls))
    assert given["fr"] == "/fr/aide/"
    assert given["es"] == "/es/"


def test_language_addresses_of_an_address_without_language_lead_home():
    assert chrome.language_addresses(at("/somewhere"))["fr"] == "/fr/"


def test_language_addresses_never_leave_the_site():
    assert chrome.language_addresses(at("/en//evil.example/"))["fr"] == "/fr//evil.example/"


def alternates(context: dict[str, object]) -> dict[str, str]:
    html = chrome.page_alternates(context)
    return dict(re.findall(r'hreflang="([^"]+)" href="([^"]+)"', html))


def test_page_alternates_are_absolute_and_without_query(settings):
    settings.SITE_URL = "https://tech.example"
    html = chrome.page_alternates(at("/en/x/?page=3"))
    assert '<link rel="canonical" href="https://tech.example/en/x/">' in html
    assert alternates(at("/en/x/?page=3"))["ar"] == "https://tech.example/ar/x/"


def test_page_alternates_name_only_languages_that_exist(settings):
    settings.SITE_URL = "https://tech.example"
    given = alternates(at("/en/x/", alternate_urls={"fr": "/fr/y/"}))
    assert given == {"fr": "https://tech.example/fr/y/"}


@pytest.mark.parametrize("context", [{}, at("/healthz")])
def test_page_alternates_of_an_address_without_language_are_none(context):
    assert alternates(context) == {}


def test_site_chrome_speaks_the_active_language():
    with translation.override("ar"):
        assert chrome.site_chrome().home == "/ar/"
    assert chrome.site_chrome().home == "/en/"


def test_header_marks_where_the_reader_is():
    pages = [Link("/en/learn/", "Learn")]
    assert 'href="/en/learn/" aria-current="page"' in chrome.site_header(at("/en/learn/"), pages)
    assert 'href="/en/learn/" aria-current="true"' in chrome.site_header(at("/en/learn/a/"), pages)
    assert "aria-current" not in chrome.site_header(at("/en/x/"), pages).split("hreflang")[0]


def test_header_names_each_language_by_itself_and_says_which_is_shown():
    html = chrome.site_header(at("/en/x/"))
    assert '<a href="/ar/x/" lang="ar" hreflang="ar">العربية</a>' in html
    assert 'hreflang="en" aria-current="true"' in html


def test_header_escapes_addresses_and_names():
    person = SimpleNamespace(is_authenticated=True, get_short_name=lambda: "<b>Ada</b>")
    html = chrome.site_header(at('/en/x/?q="><script>', user=person))
    assert "<script>" not in html
    assert "&lt;b&gt;Ada" in html
    assert "\0" not in html


def test_header_of_one_person_is_not_shown_to_another():
    ada = SimpleNamespace(is_authenticated=True, get_short_name=lambda: "Ada")
    assert "Ada" in chrome.site_header(at("/en/x/", user=ada))
    assert "Ada" not in chrome.site_header(at("/en/x/"))
    assert "/account/login/" not in chrome.site_header(at("/en/x/", user=ada))


def test_header_changes_when_editors_change_the_menu():
    assert "Learn" in chrome.site_header(at("/en/x/"), [Link("/en/learn/", "Learn")])
    assert "Study" in chrome.site_header(at("/en/x/"), [Link("/en/learn/", "Study")])


def test_footer_leads_to_the_pages_and_languages():
    html = chrome.site_footer(at("/en/x/"), [Link("/en/help/", "Help")])
    assert '<a href="/en/help/">Help</a>' in html
    assert 'href="/fr/x/"' in html
    assert "\0" not in html
