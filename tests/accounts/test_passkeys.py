import json

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse

from tests.accounts.conftest import confirm_password, is_signed_in, password_sign_in
from tests.accounts.device import Device
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

ADD, SIGN_IN = "mfa_add_webauthn", "mfa_login_webauthn"


@pytest.fixture(autouse=True)
def _strict_origin(settings):
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = False


def add(client, device, name="Phone"):
    options = client.get(reverse(ADD)).context["js_data"]["creation_options"]
    return client.post(
        reverse(ADD),
        {"name": name, "passwordless": "on", "credential": device.create(options)},
    )


def with_passkey(client, person) -> Device:
    device = Device()
    password_sign_in(client, person)
    confirm_password(client)
    assert add(client, device).url == reverse("mfa_view_recovery_codes")
    client.post(reverse("account_logout"))
    return device


def question(client) -> dict:
    answer = client.get(reverse(SIGN_IN), headers={"accept": "application/json"})
    return answer.json()["request_options"]


def sign_in(client, device, **values):
    credential = device.use(question(client))
    return client.post(reverse(SIGN_IN), {"credential": credential, **values})


def test_passkey_signs_in_alone_and_opens_the_staff_pages(client, superuser):
    device = with_passkey(client, superuser)
    assert sign_in(client, device).url == "/en/dashboard/"
    assert client.get("/admin/").status_code == 200


def test_passkey_sign_in_follows_next_inside_the_site_only(client, client_factory, person):
    device = with_passkey(client, person)
    assert sign_in(client, device, next="/en/account/").url == "/en/account/"
    other = client_factory()
    assert sign_in(other, device, next="//evil.example/").url == "/en/dashboard/"


def test_passkey_answer_serves_once(client, client_factory, person):
    device = with_passkey(client, person)
    credential = device.use(question(client))
    client.post(reverse(SIGN_IN), {"credential": credential})
    client.post(reverse("account_logout"))
    client.post(reverse(SIGN_IN), {"credential": credential})
    assert not is_signed_in(client)
    thief = client_factory()
    question(thief)
    thief.post(reverse(SIGN_IN), {"credential": credential})
    assert not is_signed_in(thief)


@pytest.mark.parametrize("origin", ["https://evil.example", "http://testserver", "https://x.test"])
def test_passkey_answer_given_to_another_site_is_refused(client, person, origin):
    device = with_passkey(client, person)
    device.origin = origin
    sign_in(client, device)
    assert not is_signed_in(client)


def test_passkey_of_somebody_else_does_not_open_an_account(client, client_factory, person):
    mine = with_passkey(client, person)
    theirs = with_passkey(client_factory(), UserFactory())
    theirs.owner = mine.owner
    sign_in(client, theirs)
    assert not is_signed_in(client)


@pytest.mark.parametrize("credential", ["", "[]", "{}", "not json", json.dumps({"id": "x"})])
def test_passkey_answer_that_is_none_is_refused(client, person, credential):
    question(client)
    answer = client.post(reverse(SIGN_IN), {"credential": credential})
    assert answer.url == reverse("account_login")
    assert not is_signed_in(client)
    password_sign_in(client, person)
    confirm_password(client)
    answer = client.post(reverse(ADD), {"name": "Phone", "credential": credential})
    assert answer.status_code == 200
    assert not Authenticator.objects.exists()


def test_passkey_confirms_the_password_as_second_step(client, person):
    device = with_passkey(client, person)
    page = client.get(password_sign_in(client, person).url)
    credential = device.use(page.context["js_data"]["request_options"])
    answer = client.post(reverse("mfa_authenticate"), {"credential": credential})
    assert answer.url == "/en/dashboard/"


def test_passkey_is_bound_to_the_configured_site_whatever_the_host_header(client, settings):
    settings.ALLOWED_HOSTS = ["evil.example", "testserver"]
    answer = client.get(
        reverse(SIGN_IN), headers={"accept": "application/json", "host": "evil.example"}
    )
    assert answer.json()["request_options"]["publicKey"]["rpId"] == "testserver"


def test_passkey_is_renamed_and_removed_after_the_password(client, person):
    with_passkey(client, person)
    device = Authenticator.objects.get(type="webauthn")
    client.force_login(person)
    edit = reverse("mfa_edit_webauthn", args=[device.pk])
    assert client.get(edit).url.startswith(reverse("account_reauthenticate"))
    confirm_password(client)
    assert client.get(edit).status_code == 200
    client.post(edit, {"name": "Old phone"})
    assert "Old phone" in client.get(reverse("mfa_list_webauthn")).content.decode()
    remove = reverse("mfa_remove_webauthn", args=[device.pk])
    assert client.get(remove).status_code == 200
    client.post(remove)
    assert not Authenticator.objects.exists()


def test_passkey_of_another_person_cannot_be_touched(client, client_factory, person):
    with_passkey(client_factory(), UserFactory())
    device = Authenticator.objects.get(type="webauthn")
    password_sign_in(client, person)
    confirm_password(client)
    for name in ("mfa_edit_webauthn", "mfa_remove_webauthn"):
        assert client.post(reverse(name, args=[device.pk]), {"name": "Mine"}).status_code == 404
    assert Authenticator.objects.get(pk=device.pk).wrap().name == "Phone"


def test_pages_with_passkeys_say_that_they_need_a_script(client, person):
    password_sign_in(client, person)
    confirm_password(client)
    page = client.get(reverse(ADD)).content.decode()
    assert "Passkeys need JavaScript" in page
    assert "js/passkey.js" in page
    assert "data-allauth-onload" not in page
