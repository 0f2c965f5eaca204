"""No address escapes the table; and behind /admin/ nothing answers to outsiders."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from inspect import unwrap
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import NoReverseMatch, URLPattern, get_resolver, reverse

from accounts.mail_provider import provider_urls
from tests.access.actors import build
from tests.access.test_table import OUR_APPS, ROWS

ROOT = Path(__file__).parents[2]

CMS, ACCOUNTS = "tests/cms/test_", "tests/accounts/test_"
SAML = f"{ACCOUNTS}single_sign_on.py::test_saml_round_trip_signs_in"
POSTED = "tests/negotiations/replying/test_provider.py::test_letter_without_the_secret_is_refused"
# Addresses whose access cannot be said in one row, each with a test that says it.
ELSEWHERE = {
    "wagtail_serve": f"{CMS}pages.py::test_draft_is_hidden_from_everybody",
    "wagtaildocs_serve": (
        f"{CMS}files.py::test_document_of_a_private_collection_is_for_signed_in_people"
    ),
    "wagtaildocs_authenticate_with_password": (
        f"{CMS}files.py::test_document_under_a_password_opens_to_those_who_know_it"
    ),
    "wagtailcore_authenticate_with_password": (
        f"{CMS}pages.py::test_page_under_a_password_opens_to_those_who_know_it"
    ),
    "saml_acs": SAML,
    "saml_finish_acs": SAML,
    "saml_login": SAML,
    "saml_sls": f"{ACCOUNTS}single_sign_on.py::test_unknown_provider_is_not_found",
    "saml_metadata": f"{ACCOUNTS}single_sign_on.py::test_saml_metadata_names_stable_addresses",
    "openid_connect_login": f"{ACCOUNTS}single_sign_on.py::test_button_by_get_asks_first",
    "openid_connect_callback": (
        f"{ACCOUNTS}single_sign_on.py::test_round_trip_with_a_state_not_asked_for_is_refused"
    ),
    "mfa_authenticate": f"{ACCOUNTS}sign_in.py::test_app_is_asked_for_after_the_password",
    "mfa_login_webauthn": (
        f"{ACCOUNTS}passkeys.py::test_passkey_signs_in_alone_and_opens_the_staff_pages"
    ),
    "mfa_reauthenticate": (
        f"{ACCOUNTS}staff.py::test_staff_with_a_factor_not_used_in_this_session_are_asked_for_it"
    ),
    "mfa_reauthenticate_webauthn": (
        f"{ACCOUNTS}staff.py::test_staff_with_only_a_passkey_are_asked_for_the_passkey"
    ),
}
# There only where a mail provider is configured (the one the tests set up).
OF_THE_PROVIDER = {"postmark_tracking_webhook": POSTED, "postmark_inbound_webhook": POSTED}
# Patterns without a name, each with what keeps outsiders away or makes it harmless.
NAMELESS = {
    "admin/account/": ELSEWHERE["mfa_reauthenticate"],
    "admin/test404/": "Wagtail's picture of its own page",
    "admin/^.*/$": "Wagtail's own 404, for whoever may enter",
    "en/_util/login/": "leads to the sign-in, as frontend_login does",
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


def patterns(resolver=None, path="", names=()) -> Iterator[tuple[str, str, Callable]]:
    """Path, full name and view of every pattern of the site."""
    for entry in (resolver or get_resolver()).url_patterns:
        here = path + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield here, ":".join([*names, entry.name or ""]), entry.callback
        else:
            inner = (*names, entry.namespace) if entry.namespace else names
            yield from patterns(entry, here, inner)


def admin_names() -> list[str]:
    return sorted(
        name
        for path, name, _callback in patterns()
        if path.startswith("admin/") and name not in HARMLESS and not name.endswith(":")
    )


def is_our_screen(callback: Callable) -> bool:
    """Whether a view of the admin is drawn by us, or by Wagtail from a model of ours."""
    view = getattr(unwrap(callback), "view_class", None)
    modules = [each.__module__ for each in view.__mro__] if view else [unwrap(callback).__module__]
    model = (getattr(unwrap(callback), "view_initkwargs", None) or {}).get("model")
    label = model._meta.app_label if hasattr(model, "_meta") else ""
    ours = {*OUR_APPS, "core", "cms"}
    return label in OUR_APPS or any(module.split(".")[0] in ours for module in modules)


def test_every_address_has_a_row():
    known = {row.name for row in ROWS} | set(ELSEWHERE)
    missing = {
        name
        for path, name, callback in patterns()
        if (not path.startswith("admin/") or is_our_screen(callback))
        and not name.endswith(":")
        and name
        and name not in known
    }
    assert sorted(missing) == []


def test_address_without_a_name_is_one_of_those_known():
    found = {path for path, name, _callback in patterns() if not name or name.endswith(":")}
    assert found == set(NAMELESS)


def test_address_of_the_mail_provider_is_tested_where_it_is_set_up():
    views, _namespace = provider_urls("postmark")
    assert {view.name for view in views} == set(OF_THE_PROVIDER)


def test_tests_named_instead_of_rows_exist():
    named = {*ELSEWHERE.values(), *OF_THE_PROVIDER.values(), NAMELESS["admin/account/"]}
    for node in named:
        path, _colons, test = node.partition("::")
        assert f"\ndef {test}(" in (ROOT / path).read_text(), node


def test_the_table_names_no_address_that_is_gone():
    present = {name for _path, name, _callback in patterns()}
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
