"""Signing in through outside identity providers that an operator switched on."""

import json
import socket
import subprocess
import sys
import time
from base64 import b64encode
from html import unescape
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.accounts import identity_provider, university
from tests.accounts.conftest import add_app, confirm_password, link_in_mail, password_sign_in
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


BOMB = b"""<!DOCTYPE a [<!ENTITY b "boom"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>
<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol">&c;</samlp:Response>"""


@pytest.fixture(scope="module")
def provider_address(tmp_path_factory):
    """Where a real provider answers, in a process of its own."""
    with socket.socket() as free:
        free.bind(("localhost", 0))
        port = free.getsockname()[1]
    database = tmp_path_factory.mktemp("provider") / "provider.sqlite3"
    script = Path(identity_provider.__file__)
    process = subprocess.Popen(  # noqa: S603 - our own script
        [sys.executable, str(script), str(port), str(database)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://localhost:{port}"
    try:
        _wait_for(f"{address}/.well-known/openid-configuration", process)
        yield address
    finally:
        process.terminate()
        process.wait()


def _wait_for(address, process):
    for _attempt in range(150):
        assert process.poll() is None, "the provider ended"
        try:
            if requests.get(address, timeout=5).ok:
                return
        except requests.ConnectionError:
            time.sleep(0.2)
    raise AssertionError("the provider does not answer")


@pytest.fixture
def institute(settings, provider_address):
    """A function: switch the provider on, with these settings of the operator."""

    def switch_on(**options):
        app = {
            "provider_id": "institute",
            "name": "Institute of Wells",
            "client_id": identity_provider.CLIENT_ID,
            "secret": identity_provider.CLIENT_SECRET,
            "settings": {"server_url": provider_address, **options},
        }
        settings.SOCIALACCOUNT_PROVIDERS = {
            "openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}
        }

    return switch_on


def go_through(client, provider_address, name="lea", **query):
    """What a visitor does from our button to our callback; returns our last answer."""
    page = client.post(
        reverse("openid_connect_login", args=["institute"]),
        query_params={"process": "login", **query},
    )
    assert page.status_code == 200
    target = unescape(page.context["target"])
    assert target.startswith(f"{provider_address}/identity/o/authorize?")
    with requests.Session() as there:
        there.get(f"{provider_address}/enter/{name}/", timeout=10)
        back = there.get(target, allow_redirects=False, timeout=10).headers["location"]
    assert back.startswith(identity_provider.CALLBACK)
    where = urlsplit(back)
    return client.get(f"{where.path}?{where.query}")


def test_round_trip_opens_an_account_once_the_address_is_confirmed(
    client, institute, provider_address
):
    institute()
    answer = go_through(client, provider_address)
    assert answer.url == reverse("account_email_verification_sent")
    user = User.objects.get()
    assert (user.email, user.name) == ("lea@institute.example", "Lea Wells")
    assert not EmailAddress.objects.get().verified
    assert client.post(link_in_mail()).url == "/en/dashboard/"


def test_round_trip_with_an_operator_who_vouches_needs_no_confirmation(
    client, institute, provider_address
):
    institute(verified_email=["institute.example"])
    assert go_through(client, provider_address).url == "/en/dashboard/"
    assert EmailAddress.objects.get().verified
    assert not mail.outbox
    assert not SocialToken.objects.exists()


def test_round_trip_believes_only_the_domains_vouched_for(client, institute, provider_address):
    institute(verified_email=["other.example"])
    go_through(client, provider_address)
    assert not EmailAddress.objects.get().verified


@pytest.mark.parametrize("vouched", [{}, {"verified_email": True}], ids=["not", "vouched_for"])
def test_round_trip_does_not_take_over_an_account_with_the_same_address(
    client, institute, provider_address, vouched
):
    owner = UserFactory(email="lea@institute.example")
    institute(**vouched)
    answer = go_through(client, provider_address)
    assert answer.url == reverse("account_email_verification_sent")
    assert not SocialAccount.objects.exists()
    assert User.objects.get() == owner
    assert client.get(reverse("show_dashboard")).status_code == 302
    assert mail.outbox[0].subject == "You already have an account"


def test_round_trip_meets_the_account_where_the_operator_allows_it(
    client, institute, provider_address
):
    owner = UserFactory(email="lea@institute.example")
    institute(verified_email=True, email_authentication=True)
    assert go_through(client, provider_address).url == "/en/dashboard/"
    assert SocialAccount.objects.get().user == owner


def test_round_trip_asks_for_the_second_factor_here(client, institute, provider_address):
    owner = UserFactory(email="lea@institute.example", is_superuser=True)
    add_app(owner)
    institute(verified_email=True, email_authentication=True)
    assert go_through(client, provider_address).url == reverse("mfa_authenticate")
    assert client.get(reverse("show_dashboard")).status_code == 302


def test_round_trip_returns_to_the_page_asked_for_but_to_no_other_site(
    client, client_factory, institute, provider_address
):
    institute(verified_email=True)
    assert go_through(client, provider_address, next="/en/account/").url == "/en/account/"
    other = client_factory()
    answer = go_through(other, provider_address, next="https://evil.example/")
    assert answer.url == "/en/dashboard/"


def test_round_trip_with_a_state_not_asked_for_is_refused(client, institute, provider_address):
    institute(verified_email=True)
    callback = reverse("openid_connect_callback", args=["institute"])
    answer = client.get(callback, {"code": "stolen", "state": "invented"})
    assert "could not be trusted" in answer.content.decode()
    assert not User.objects.exists()


def test_account_connects_and_disconnects(client, institute, provider_address):
    person = UserFactory()
    institute()
    password_sign_in(client, person)
    confirm_password(client)
    go_through(client, provider_address, process="connect")
    assert SocialAccount.objects.get().user == person
    page = client.get(reverse("socialaccount_connections")).content.decode()
    assert "Institute of Wells" in page
    client.post(reverse("socialaccount_connections"), {"account": SocialAccount.objects.get().pk})
    assert not SocialAccount.objects.exists()


# --- Buttons and addresses ----------------------------------------------------------------------


def test_buttons_appear_only_when_configured(client, settings):
    page = client.get(reverse("account_login")).content.decode()
    assert "/sso/" not in page
    assert "Through your institution" not in page
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "APPS": [
                {
                    "provider_id": "institute",
                    "name": "Institute of Wells",
                    "client_id": "x",
                    "settings": {"server_url": "https://id.example"},
                }
            ]
        }
    }
    for name in ("account_login", "account_signup"):
        page = client.get(reverse(name)).content.decode()
        assert 'action="/sso/oidc/institute/login/?process=login"' in page
        assert "Institute of Wells" in page


def test_button_by_get_asks_first(client, institute):
    institute()
    page = client.get(reverse("openid_connect_login", args=["institute"]))
    assert page.status_code == 200
    assert "Institute of Wells" in page.content.decode()


def test_unknown_provider_is_not_found(client):
    for path in ("/sso/oidc/nobody/login/", "/sso/saml/nobody/metadata/", "/sso/saml/nobody/acs/"):
        assert client.get(path, follow=True).status_code in (404, 200)


@pytest.fixture
def federation(settings):
    """A function: switch a university's SAML provider on, with these settings."""

    def switch_on(**options):
        settings.SOCIALACCOUNT_PROVIDERS = {
            "saml": {
                "APPS": [
                    {
                        "name": "University of Rivers",
                        "provider_id": university.ENTITY,
                        "client_id": "rivers",
                        "settings": {
                            "idp": {
                                "entity_id": university.ENTITY,
                                "sso_url": university.SIGN_IN,
                                "x509cert": university.CERTIFICATE,
                            },
                            # "testserver" has no dot.
                            "advanced": {"allow_single_label_domains": True},
                            **options,
                        },
                    }
                ]
            }
        }

    switch_on()
    return switch_on


@pytest.fixture
def visitor():
    # python3-saml reads the Host header, which the test client leaves out.
    return Client(headers={"host": "testserver"})


def saml_request(visitor) -> str:
    """The number of the question that our button sends to the university."""
    page = visitor.post("/sso/saml/rivers/login/", query_params={"process": "login"})
    assert 'http-equiv="refresh"' in page.content.decode()
    assert page.context["target"].startswith(f"{university.SIGN_IN}?SAMLRequest=")
    return university.number_of(page.context["target"])


def saml_answer(visitor, answer: str):
    return visitor.post("/sso/saml/rivers/acs/", {"SAMLResponse": answer}, follow=True)


def test_saml_metadata_names_stable_addresses(visitor, federation):
    answer = visitor.get("/sso/saml/rivers/metadata/")
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/xml")
    text = answer.content.decode()
    assert "http://testserver/sso/saml/rivers/acs/" in text
    assert 'entityID="http://testserver/sso/saml/rivers/metadata/"' in text


def test_saml_round_trip_signs_in(visitor, federation):
    federation(verified_email=["rivers.example"])
    answer = saml_answer(visitor, university.answer(saml_request(visitor)))
    assert answer.redirect_chain[-1][0] == "/en/dashboard/"
    user = User.objects.get()
    assert (user.email, user.name) == ("ana@rivers.example", "Ana Ríos")


def test_saml_round_trip_without_trust_confirms_the_address_first(visitor, federation):
    answer = saml_answer(visitor, university.answer(saml_request(visitor)))
    assert answer.redirect_chain[-1][0] == reverse("account_email_verification_sent")
    assert not EmailAddress.objects.get().verified


@pytest.mark.parametrize(
    "spoil",
    [
        lambda number: university.answer(number, sign=False),
        lambda number: university.answer(number, other_key=True),
        lambda number: university.answer(number, address="root@rivers.example", after_signing=True),
        lambda number: university.answer("invented"),
        lambda number: university.answer(None),
        lambda number: university.answer(number, audience="https://elsewhere.example"),
        lambda number: university.answer(number, minutes=-60),
        lambda number: "",
        lambda number: "not base64 !",
        lambda number: "PHNhbWw+PC9zYW1sPg==",
        lambda number: b64encode(BOMB).decode(),
    ],
)
def test_saml_answer_that_cannot_be_trusted_signs_nobody_in(visitor, federation, spoil):
    number = saml_request(visitor)
    answer = saml_answer(visitor, spoil(number))
    assert "could not be trusted" in answer.content.decode()
    assert not User.objects.exists()


def test_saml_answer_is_good_for_the_browser_that_asked(visitor, federation):
    answer = university.answer(saml_request(visitor))
    other = saml_answer(Client(headers={"host": "testserver"}), answer)
    assert "could not be trusted" in other.content.decode()
    assert not User.objects.exists()


def test_unknown_provider_in_the_environment_stops_the_start(tmp_path):
    script = "import django; django.setup()"
    result = subprocess.run(  # noqa: S603 - our own script
        [sys.executable, "-c", script],
        env={
            "DJANGO_SETTINGS_MODULE": "config.settings.test",
            "SOCIAL_PROVIDERS": '{"myspace": {}}',
            "VAR_DIR": str(tmp_path),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert "SOCIAL_PROVIDERS names myspace" in result.stderr


def test_examples_in_the_manual_are_valid():
    text = Path("docs/sign-in.md").read_text()
    examples = [part.split("```")[0] for part in text.split("```json")[1:]]
    assert len(examples) >= 5
    for example in examples:
        known = {"openid_connect", "saml", "google", "microsoft", "github", "orcid"}
        assert set(json.loads(example)) <= known
