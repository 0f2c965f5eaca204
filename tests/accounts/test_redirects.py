"""Where `next` leads."""

import pytest
from django.urls import reverse

from tests.accounts.conftest import link_in_mail
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db

EVIL = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example/",
    "/\\evil.example/",
    "\\\\evil.example/",
    "https:evil.example",
    "https:///evil.example",
    "http:/evil.example",
    "//evil.example/%0d%0aX: 1",
    "//evil.example/\r\nX: 1",
    "\t//evil.example/",
    "\x00//evil.example",
    " //evil.example",
    "//testserver@evil.example/",
    "https://testserver@evil.example/",
    "http://testserver:8080/",
    "http://testserver.evil.example/",
    "http://localhost/",
    "javascript:alert(1)",
    "data:text/html,hi",
    "//evil。example",
]


@pytest.mark.parametrize("target", EVIL)
def test_next_never_leaves_the_site_after_sign_in(client, person, target):
    answer = client.post(
        reverse("account_login"), {"login": person.email, "password": PASSWORD, "next": target}
    )
    assert answer.url == "/en/dashboard/"
    assert client.get(reverse("account_login"), {"next": target}).url == "/en/dashboard/"
    answer = client.post(reverse("account_logout"), {"next": target})
    assert answer.url == "/"
    client.post(
        reverse("account_signup"),
        {"name": "N", "email": "n@people.example", "password1": PASSWORD, "next": target},
    )
    assert client.post(link_in_mail()).url == "/en/dashboard/"


@pytest.mark.parametrize("target", ["/en/account/", "/fr/dashboard/?page=2", "/admin/"])
def test_next_inside_the_site_is_followed(client, person, target):
    answer = client.post(
        reverse("account_login"), {"login": person.email, "password": PASSWORD, "next": target}
    )
    assert answer.url == target
