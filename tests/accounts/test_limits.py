"""How often a sign-in may fail, for one address, one account and everybody together."""

import os
import subprocess
import sys

import pytest
from django.urls import reverse
from django.utils import translation

from tests.accounts.conftest import add_app, password_sign_in
from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

GUESSER, OWNER = "203.0.113.7", "198.51.100.20"


def guess(client, person, address=GUESSER, **kwargs):
    return password_sign_in(client, person, "a wrong guess", REMOTE_ADDR=address, **kwargs)


def test_thousand_guesses_get_a_translated_refusal_and_no_hash(
    client, client_factory, person, counted_hashes
):
    with translation.override("fr"):
        answers = [guess(client, person) for _number in range(1000)]
        title = translation.gettext("Too many failed login attempts. Try again later.")

    # Five wrong ones are looked at, then the account is closed to this address, then the page.
    assert counted_hashes() == 5
    statuses = [answer.status_code for answer in answers]
    assert statuses == [200] * 30 + [429] * 970
    assert title in answers[10].content.decode()
    assert 'lang="fr"' in answers[999].content.decode()

    right = client.post(
        reverse("account_login"),
        {"login": person.email, "password": PASSWORD},
        REMOTE_ADDR=GUESSER,
    )
    assert right.status_code == 429
    assert password_sign_in(client_factory(), person, REMOTE_ADDR=OWNER).url == "/en/dashboard/"


def test_guesses_do_not_lock_a_second_account_of_the_same_house(client, client_factory, person):
    for _number in range(7):
        guess(client, person)
    neighbour = UserFactory()
    assert password_sign_in(client_factory(), neighbour, REMOTE_ADDR=GUESSER).status_code == 302


def test_guesses_with_a_forged_forwarded_address_are_counted_together(
    client, person, counted_hashes
):
    for number in range(20):
        guess(client, person, headers={"x-forwarded-for": f"192.0.2.{number}"})
    assert counted_hashes() == 5


def test_guesses_behind_a_proxy_are_counted_by_what_the_proxy_saw(
    client, person, counted_hashes, settings
):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for number in range(20):
        guess(client, person, headers={"x-forwarded-for": f"192.0.2.{number}, {GUESSER}"})
    assert counted_hashes() == 5
    client.logout()
    assert (
        password_sign_in(client, person, headers={"x-forwarded-for": OWNER}).url == "/en/dashboard/"
    )


def test_sign_in_past_the_proxy_is_answered(client, person, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 2
    answer = password_sign_in(client, person, headers={"x-forwarded-for": "192.0.2.1"})
    assert answer.url == "/en/dashboard/"


def test_guesses_in_other_letter_case_are_counted_together(client, person, counted_hashes):
    spellings = [person.email.upper(), person.email.title(), f" {person.email} "]
    for number in range(12):
        client.post(
            reverse("account_login"),
            {"login": spellings[number % 3], "password": "a wrong guess"},
        )
    assert counted_hashes() == 5


def test_success_of_one_account_does_not_reset_the_limit_of_the_address(
    client, person, counted_hashes
):
    own = UserFactory()
    for number in range(8):
        guess(client, person)
        if number % 4 == 3:
            password_sign_in(client, own, REMOTE_ADDR=GUESSER)
            client.logout()
    counted_hashes()
    guess(client, person)
    assert counted_hashes() == 0


def test_guesses_from_many_addresses_stop_but_a_mailed_code_still_opens(
    client, client_factory, person, counted_hashes
):
    for number in range(60):
        guess(client, person, address=f"192.0.2.{number}")
    assert counted_hashes() == 50
    answer = client.post(reverse("account_request_login_code"), {"email": person.email})
    assert answer.url == reverse("account_confirm_login_code")


def test_sign_up_is_limited_per_address(client):
    for number in range(25):
        answer = client.post(reverse("account_signup"), {"email": f"n{number}@people.example"})
    assert answer.status_code == 429


def test_mail_to_one_address_is_limited(client_factory, person, mailoutbox):
    for number in range(12):
        visitor = client_factory(REMOTE_ADDR=f"192.0.2.{number}")
        visitor.post(reverse("account_request_login_code"), {"email": person.email})
        visitor.post(reverse("account_reset_password"), {"email": person.email})
    assert len(mailoutbox) == 3 + 5


def test_second_factor_guesses_by_a_stranger_do_not_lock_the_owner_out(
    client, client_factory, person
):
    add_app(person)
    for number in range(10):
        client.post(reverse("mfa_authenticate"), {"code": f"00000{number}"})
    owner = client_factory()
    assert password_sign_in(owner, person).url == reverse("mfa_authenticate")


ATTEMPT = """
import django
django.setup()
from django.test import RequestFactory
from allauth.core import ratelimit
from allauth.core.context import request_context
request = RequestFactory().post("/", REMOTE_ADDR="203.0.113.7")
with request_context(request):
    passed = [bool(ratelimit.consume(request, action="login_failed", key="a|b")) for _ in range(4)]
print(sum(passed))
"""


def test_two_processes_share_one_limit(tmp_path):
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "DATABASE_URL": f"sqlite:///{tmp_path / 'shared.sqlite3'}",
        "VAR_DIR": str(tmp_path),
    }

    def run(*arguments: str) -> str:
        return subprocess.run(  # noqa: S603 - our own script
            [sys.executable, *arguments],
            env=environment,
            check=True,
            capture_output=True,
            text=True,
        ).stdout.strip()

    run("manage.py", "createcachetable")
    assert [run("-c", ATTEMPT) for _process in range(2)] == ["4", "1"]
