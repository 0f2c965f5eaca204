"""What holds for every answer: headers, limits, hosts, caches; errors included."""

from __future__ import annotations

import pytest
from allauth.core.ratelimit import respond_429
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpResponse
from django.test import Client, override_settings
from django.urls import path, reverse

from config.urls import urlpatterns as site
from core.errors import ActionRefused, Gone
from tests.factories import MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db

GIGABYTE = 1024**3


def _raising(error: Exception):
    def view(request):
        raise error

    return view


# The site, with addresses at which each thing goes wrong.
urlpatterns = [
    path("en/fail/400", _raising(BadRequest("secret"))),
    path("en/fail/403", _raising(PermissionDenied("secret"))),
    path("en/fail/404", _raising(Http404("secret"))),
    path("en/fail/409", _raising(ActionRefused("Too late for <that>.", code="too_late"))),
    path("en/fail/410", _raising(Gone("secret"))),
    path("en/fail/429", respond_429),
    path("en/fail/500", _raising(RuntimeError("secret"))),
    path("own-policy", lambda request: HttpResponse(headers={"Cache-Control": "max-age=60"})),
    *site,
]
handler400, handler500 = "core.views.bad_request", "core.views.server_error"

failing = override_settings(ROOT_URLCONF=__name__)

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; object-src 'none'"
)
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def rules(policy: str) -> dict[str, set[str]]:
    parts = (part.split() for part in policy.split(";") if part.strip())
    return {name: set(values) for name, *values in parts}


def assert_safe(response, policy: str = POLICY) -> None:
    assert rules(response["Content-Security-Policy"]) == rules(policy)
    assert {name: response.get(name) for name in ALWAYS} == ALWAYS
    assert "camera=()" in response["Permissions-Policy"]


def text(response) -> str:
    return response.content.decode()


# --- Headers --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/en/", 200),
        ("/ar/organisations/", 200),
        ("/en/account/login/", 200),
        ("/en/dashboard/", 302),
        ("/healthz", 200),
        ("/robots.txt", 200),
        ("/favicon.ico", 302),
        ("/en/no-such-page/", 404),
        ("/media/none.png", 404),
        ("/admin/", 302),
    ],
)
def test_every_answer_carries_the_headers(client, address, status):
    response = client.get(address)
    assert response.status_code == status
    if not address.startswith("/admin/"):
        assert_safe(response)
    assert {name: response.get(name) for name in ALWAYS} == ALWAYS
    # Old browsers know nothing of frame-ancestors.
    assert response["X-Frame-Options"] == "SAMEORIGIN"


@failing
@pytest.mark.parametrize("status", [400, 403, 404, 409, 410, 429, 500])
def test_every_error_has_our_page_and_the_headers_and_no_secret(status):
    response = Client(raise_request_exception=False).get(f"/en/fail/{status}")
    assert response.status_code == status
    assert_safe(response)
    assert f'<p class="quiet small">{status}</p>' in text(response)
    assert "<h1>" in text(response)
    assert "secret" not in text(response)
    assert "Traceback" not in text(response)


@failing
def test_refusal_that_no_view_expected_says_its_reason():
    assert "<p>Too late for &lt;that&gt;.</p>" in text(Client().get("/en/fail/409"))


def test_form_without_token_has_our_page_and_the_headers():
    response = Client(enforce_csrf_checks=True).post("/en/account/login/", {"login": "x"})
    assert response.status_code == 403
    assert_safe(response)
    assert "This form is too old" in text(response)


def test_method_that_is_not_meant_carries_the_headers(client):
    response = client.post("/en/organisations/")
    assert response.status_code == 405
    assert_safe(response)


def test_admin_has_a_policy_of_its_own_that_lets_in_nobody_else(signed_in, superuser):
    response = signed_in(superuser, second_factor=True).get("/admin/", follow=True)
    assert response.status_code == 200
    policy = rules(response["Content-Security-Policy"])
    assert policy["script-src"] == {"'self'", "'unsafe-inline'"}
    assert policy["default-src"] == policy["object-src"] == policy["base-uri"] == {"'none'"}
    assert policy["frame-ancestors"] == {"'self'"}
    assert not any("http" in value for values in policy.values() for value in values)


# --- Hosts ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "host",
    ["evil.example", "testserver.evil.example", "testserver@evil.example", "evil.example:80",
     "testserver, evil.example", "testserver/evil", "[::1]", "te stserver", "<script>", "."],
)  # fmt: skip
def test_foreign_host_gets_our_page_and_the_headers(host):
    response = Client(headers={"host": host}).get("/en/organisations/")
    assert response.status_code == 400
    assert_safe(response)
    assert "This request could not be understood" in text(response)
    assert "evil" not in text(response)
    assert "Location" not in response


def test_foreign_host_that_fails_before_django_sets_headers_gets_ours(settings):
    settings.SECURE_SSL_REDIRECT = True  # as in production; asks for the host very early
    response = Client(headers={"host": "evil.example"}).get("/en/organisations/")
    assert response.status_code == 400
    assert rules(response["Content-Security-Policy"]) == rules(POLICY)
    ours = ("X-Content-Type-Options", "Referrer-Policy", "Cross-Origin-Resource-Policy")
    assert {name: response.get(name) for name in ours} == {name: ALWAYS[name] for name in ours}


def test_foreign_host_gets_the_page_in_the_language_of_the_address():
    client = Client(headers={"host": "evil.example"})
    assert '<html lang="ar" dir="rtl">' in text(client.get("/ar/organisations/"))
    assert '<html lang="en" dir="ltr">' in text(client.get("/en/organisations/"))
    assert '<html lang="fr"' in text(client.get("/", headers={"accept-language": "fr"}))


@pytest.mark.parametrize("header", ["x-forwarded-host", "x-host", "forwarded", "x-original-url"])
def test_host_named_by_a_stranger_is_ignored(client, header):
    ours = client.get("/en/organisations/")
    theirs = client.get("/en/organisations/", headers={header: "host=evil.example"})
    assert theirs.status_code == 200
    assert "evil.example" not in text(theirs)
    assert text(theirs) == text(ours)


@pytest.mark.parametrize("next_page", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_missing_slash_is_added_within_the_site(client, next_page):
    response = client.get(f"/en/{next_page}")
    assert response.status_code in (301, 302, 404)
    assert not response.get("Location", "/en/").startswith(("//", "http", "/\\"))


# --- Bodies ---------------------------------------------------------------------------------


class Untouchable:
    """A body that nobody may read."""

    def read(self, *args):
        raise AssertionError("The body was read.")

    readline = read


def announce(client: Client, length: object, address: str = "/fr/account/login/"):
    return client.generic(
        "POST", address, **{"wsgi.input": Untouchable(), "CONTENT_LENGTH": str(length)}
    )


@pytest.mark.parametrize("size", [10 * GIGABYTE, 25 * 1024**2 + 1, 10**30])
def test_body_that_announces_too_much_is_refused_unread(client, size):
    response = announce(client, size)
    assert response.status_code == 413
    assert "Connection" not in response  # PEP 3333 leaves that header to the web server
    assert_safe(response)
    assert '<html lang="fr" dir="ltr">' in text(response)
    assert "25" in text(response)


def test_body_that_announces_too_much_is_refused_to_members_too(signed_in):
    seat = MembershipFactory()
    client = signed_in(seat.user)
    address = reverse("edit_logo", args=[seat.organisation.slug])
    assert announce(client, 10 * GIGABYTE, address).status_code == 413


@pytest.mark.parametrize("length", ["", "x", "1e9", "0x10"])
def test_body_of_no_known_length_is_read_by_nobody(client, length):
    assert announce(client, length).status_code == 200


def test_body_up_to_the_limit_is_read(client, settings):
    settings.MAX_REQUEST_BYTES = 1000
    data = {"login": "x" * 500, "password": "y"}
    assert client.post("/en/account/login/", data).status_code == 200
    data["login"] = "x" * 1000
    assert client.post("/en/account/login/", data).status_code == 413


def test_many_fields_are_refused_in_our_look():
    client = Client(raise_request_exception=False)
    response = client.post("/en/account/login/", {f"f{n}": "x" for n in range(1001)})
    assert response.status_code == 400
    assert_safe(response)


# --- Caches ---------------------------------------------------------------------------------


def test_page_of_a_person_is_kept_by_no_cache(signed_in):
    response = signed_in(UserFactory()).get("/en/organisations/")
    assert response["Cache-Control"] == "private, no-store"


def test_page_of_nobody_says_nothing_about_caches(client):
    assert "Cache-Control" not in client.get("/en/organisations/")


@failing
def test_page_with_a_policy_of_its_own_keeps_it(signed_in):
    assert signed_in(UserFactory()).get("/own-policy")["Cache-Control"] == "max-age=60"
