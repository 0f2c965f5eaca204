"""No address escapes the table; and behind /admin/ nothing answers to outsiders."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.urls import NoReverseMatch, URLPattern, get_resolver, reverse

from tests.access.actors import build
from tests.access.test_table import ROWS

# Addresses whose access cannot be said in one row, each with the tests that say it.
ELSEWHERE = {
    "wagtail_serve": "tests/cms: pages by language, draft and restriction",
    "wagtaildocs_serve": "tests/cms: documents of private collections",
    "wagtaildocs_authenticate_with_password": "tests/cms: documents of private collections",
    "wagtailcore_authenticate_with_password": "tests/cms: pages under a password",
    "saml_acs": "tests/accounts: SAML with and without a provider",
    "saml_finish_acs": "tests/accounts: SAML with and without a provider",
    "saml_sls": "tests/accounts: SAML with and without a provider",
    "saml_metadata": "tests/accounts: SAML with and without a provider",
    "saml_login": "tests/accounts: SAML with and without a provider",
    "openid_connect_login": "tests/accounts: OpenID Connect round trip",
    "openid_connect_callback": "tests/accounts: OpenID Connect round trip",
    "mfa_authenticate": "tests/accounts: only between password and second factor",
    "mfa_login_webauthn": "tests/accounts: a challenge, answered by a key",
    "mfa_reauthenticate": "tests/accounts: re-authentication",
    "mfa_reauthenticate_webauthn": "tests/accounts: re-authentication",
}


# Pictures, words and ways in and out: the same for everybody, about nobody.
HARMLESS = {
    "admin_login",
    "admin_password_reset",
    "admin_logout",
    "wagtailadmin_login",
    "wagtailadmin_logout",
    "wagtailadmin_sprite",
    "wagtailadmin_javascript_catalog",
}


def named_patterns(resolver=None, path="", names=()) -> Iterator[tuple[str, str]]:
    """Path and full name of every pattern of the site."""
    for entry in (resolver or get_resolver()).url_patterns:
        here = path + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield here, ":".join([*names, entry.name or ""])
        else:
            inner = (*names, entry.namespace) if entry.namespace else names
            yield from named_patterns(entry, here, inner)


def admin_names() -> list[str]:
    return sorted(
        name
        for path, name in named_patterns()
        if path.startswith("admin/") and name not in HARMLESS and not name.endswith(":")
    )


def test_every_address_has_a_row():
    known = {row.name for row in ROWS} | set(ELSEWHERE)
    missing = {
        name
        for path, name in named_patterns()
        if not path.startswith("admin/") and name and name not in known
    }
    assert sorted(missing) == []


def test_the_table_names_no_address_that_is_gone():
    present = {name for _path, name in named_patterns()}
    assert {row.name for row in ROWS} | set(ELSEWHERE) <= present


def _address(name: str) -> str | None:
    for args in ([], [1], ["x"], [1, 1], ["cms", "homepage"], ["cms", "homepage", 1], [1, 1, 1]):
        try:
            return reverse(name, args=args)
        except NoReverseMatch:
            continue
    for args in ([uuid.uuid4()], ["x", "x"], ["cms", "homepage", "1", 1], [1, "x"]):
        try:
            return reverse(name, args=args)
        except NoReverseMatch:
            continue
    return None


@pytest.mark.django_db
@pytest.mark.parametrize("actor", ["anonymous", "owner", "unproven_verifier", "unproven_reviewer"])
def test_admin_answers_nobody_but_proven_staff(actor):
    client = build("verified").clients[actor]
    opened, tried = [], 0
    for name in admin_names():
        address = _address(name)
        if address is None:
            continue
        tried += 1
        for send in (client.get, client.post):
            if send(address).status_code not in (302, 403, 404, 405):
                opened.append((name, address))
    assert opened == []
    assert tried > 150


def test_language_prefix_is_the_only_difference_between_languages():
    assert settings.LANGUAGE_CODE == "en"
    assert reverse("show_dashboard") == "/en/dashboard/"
