"""The pages nobody wants to see look like the rest and need nothing that may be broken."""

import pytest
from django.template.loader import render_to_string
from django.utils import translation

BARE = ["400", "403_csrf", "413", "500"]
FRAMED = ["403", "404", "409", "410", "429"]


@pytest.mark.parametrize("name", BARE)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_bare_error_page_needs_no_request_and_no_database(name, language):
    # No `db` fixture: a query would fail this test.
    with translation.override(language):
        html = render_to_string(f"{name}.html")
    assert f'lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}"' in html
    assert "<h1>" in html
    assert 'href="/"' in html


@pytest.mark.django_db
@pytest.mark.parametrize("name", FRAMED)
def test_framed_error_page_keeps_the_head_of_the_site(rf, name):
    html = render_to_string(f"{name}.html", {}, request=rf.get("/en/x/"))
    assert 'class="site-menu"' in html
    assert 'content="noindex"' in html
    assert "canonical" not in html


def test_too_large_says_how_much_is_allowed():
    assert "25" in render_to_string("413.html", {"limit_megabytes": 25})
