"""Typed text outlives the end of the sign-in, and a form that grew too old."""

import time

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from marketplace.views import keeping
from tests.conftest import sign_in
from tests.factories import PASSWORD
from tests.marketplace.pages import page
from tests.marketplace.writing.pages import address, drafted, fields, newest
from tests.partners.conftest import unchanged


def sign_in_by_form(client, person, after: str):
    return client.post(
        reverse("account_login"), {"login": person.email, "password": PASSWORD, "next": after}
    )


def expire(client) -> None:
    """The session is gone, as on its last day; the browser is the same."""
    del client.cookies["session" if "session" in client.cookies else "sessionid"]


@pytest.fixture
def begun(signed_in, house):
    """An editor with a page open, something typed into it."""
    listing = drafted(house)
    client, url = signed_in(house.editor), address(listing, "basics")
    sent = fields(client.get(url)) | {"title": ["Typed for an hour"], "do": ["save"]}
    return client, url, sent, listing


def test_typed_text_outlives_the_end_of_the_sign_in(begun, house):
    client, url, sent, listing = begun
    expire(client)

    with unchanged():
        answer = client.post(url, sent)
    assert answer.status_code == 302
    assert answer["Location"].endswith(f"?next={url}")
    back = sign_in_by_form(client, house.editor, url)
    assert back["Location"] == url
    html = page(client.get(url))

    assert "It is not saved yet." in html
    assert 'value="Typed for an hour"' in html
    assert newest(listing).title != "Typed for an hour"
    assert client.post(url, fields(client.get(url))).status_code == 302
    assert newest(listing).title == "Typed for an hour"
    assert "It is not saved yet." not in page(client.get(url))


def test_first_page_of_a_new_offer_is_kept_as_well(signed_in, house):
    client = signed_in(house.editor)
    url = reverse("start_offer") + f"?organisation={house.organisation.slug}"
    sent = fields(client.get(url)) | {"title": "Typed", "summary": "Said"}
    expire(client)
    client.post(url, sent)
    client = sign_in(client, house.editor)
    html = page(client.get(url))
    assert 'value="Typed"' in html
    assert "It is not saved yet." in html


def test_somebody_else_at_the_browser_does_not_see_it(begun, house):
    client, url, sent, _listing = begun
    expire(client)
    client.post(url, sent)
    sign_in(client, house.owner)
    assert "Typed for an hour" not in page(client.get(url))


def test_kept_text_is_forgotten_after_a_day(begun, house):
    client, url, sent, _listing = begun
    expire(client)
    client.post(url, sent)
    sign_in(client, house.editor)
    with time_machine.travel(time.time() + keeping.DAY + 60, tick=True):
        sign_in(client, house.editor)
        assert "Typed for an hour" not in page(client.get(url))


def test_reader_may_look_at_what_is_stored_instead(begun, house):
    client, url, sent, _listing = begun
    expire(client)
    client.post(url, sent)
    sign_in(client, house.editor)
    assert "Typed for an hour" not in page(client.get(f"{url}?stored=1"))
    assert "Typed for an hour" not in page(client.get(url))


@pytest.mark.parametrize("writer", ["", "1", "1:forged:stamp"])
def test_nothing_is_kept_without_our_stamp(begun, writer):
    client, url, sent, _listing = begun
    expire(client)
    client.post(url, {**sent, "writer": writer})
    assert keeping.KEY not in client.session


def test_nothing_is_kept_of_what_is_too_long(begun):
    client, url, sent, _listing = begun
    expire(client)
    sent = {**sent, "description": "x" * (keeping.MOST_CHARACTERS + 1)}
    answer = client.post(url, sent, follow=True)
    assert keeping.KEY not in client.session
    assert "What you typed is too long to be kept" in page(answer)


def test_five_full_translations_in_chinese_are_kept(signed_in, house):
    listing = drafted(house)
    client, url = signed_in(house.editor), address(listing, "translations")
    texts = {"title": "字" * 120, "summary": "泵" * 500, "description": "水" * 4000}
    sent = fields(client.get(url)) | {"translations-TOTAL_FORMS": ["5"]}
    for row, language in enumerate(("zh-hans", "ja", "fr", "es", "ru")):
        sent[f"translations-{row}-language"] = [language]
        sent |= {f"translations-{row}-{name}": [text] for name, text in texts.items()}
    expire(client)
    assert client.post(url, sent).status_code == 302
    client = sign_in(client, house.editor)
    html = page(client.get(url))
    assert html.count(texts["description"]) == 5
    assert html.count(texts["title"]) >= 5


def strict(client) -> Client:
    """The same browser at a site that looks at the token of forms, as every site does."""
    checked = Client(enforce_csrf_checks=True)
    checked.cookies = client.cookies
    return checked


def test_form_older_than_the_sign_in_comes_back_with_its_text(begun):
    client, url, sent, listing = begun
    browser = strict(client)
    old = sent | {"csrfmiddlewaretoken": "x" * 64}

    with unchanged():
        answer = browser.post(url, old, headers={"Origin": "http://testserver"})

    assert (answer.status_code, answer["Location"]) == (302, url)
    assert 'value="Typed for an hour"' in page(browser.get(url))
    assert newest(listing).title != "Typed for an hour"


@pytest.mark.parametrize("origin", ["http://evil.example", "null", ""])
def test_form_of_another_site_puts_nothing_into_ours(begun, origin):
    client, url, sent, _listing = begun
    browser = strict(client)
    old = sent | {"csrfmiddlewaretoken": "x" * 64}
    answer = browser.post(url, old, headers={"Origin": origin} if origin else {})
    assert answer.status_code == 403
    assert "This form is too old" in page(answer)
    assert keeping.KEY not in client.session


def test_other_forms_that_grew_too_old_are_answered_as_ever(begun, house):
    client, *_rest = begun
    answer = strict(client).post(
        reverse("copy_listing", args=[_rest[2].pk]), {}, headers={"Origin": "http://testserver"}
    )
    assert answer.status_code == 403
