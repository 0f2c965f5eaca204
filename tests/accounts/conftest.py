"""What several tests of sign-in do: read mail, make codes, fill in the second step."""

from __future__ import annotations

import re
import time

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail
from django.test import Client
from django.urls import reverse

from tests.factories import PASSWORD, UserFactory

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def totp_code(secret: str = SECRET) -> str:
    """What the authenticator app shows now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def add_app(user) -> None:
    TOTP.activate(user, SECRET)
    RecoveryCodes.activate(user)


def link_in_mail(number: int = -1) -> str:
    """The path of the first link in a message sent."""
    found = re.search(r"http://testserver(\S+)", mail.outbox[number].body)
    assert found, mail.outbox[number].body
    return found.group(1)


def password_sign_in(client: Client, user, password: str = PASSWORD, **kwargs):
    return client.post(
        reverse("account_login"), {"login": user.email, "password": password}, **kwargs
    )


def is_signed_in(client: Client) -> bool:
    return client.get(reverse("show_dashboard")).status_code == 200


def second_step(client: Client, code: str):
    return client.post(reverse("mfa_authenticate"), {"code": code})


def confirm_password(client: Client) -> None:
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})


@pytest.fixture
def person(db):
    return UserFactory(name="Amina Otieno", email="amina@people.example")


@pytest.fixture
def staff(db):
    return UserFactory(name="Sana Staff", with_permissions=["wagtailadmin.access_admin"])


@pytest.fixture
def client_factory():
    """Browsers that know nothing of each other."""
    return Client


class CountingHasher(MD5PasswordHasher):
    """Says how often a password was hashed."""

    calls = 0

    def encode(self, *args, **kwargs):
        type(self).calls += 1
        return super().encode(*args, **kwargs)


@pytest.fixture
def counted_hashes(settings):
    """A function: how many passwords were hashed since it was last called."""
    settings.PASSWORD_HASHERS = ["tests.accounts.conftest.CountingHasher"]

    def count() -> int:
        calls, CountingHasher.calls = CountingHasher.calls, 0
        return calls

    count()
    return count
