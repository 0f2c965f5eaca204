"""Changing the password, forgetting it, and changing the address."""

import pytest
from allauth.usersessions.models import UserSession
from django.core import mail
from django.urls import reverse

from tests.accounts.conftest import (
    add_app,
    confirm_password,
    is_signed_in,
    link_in_mail,
    password_sign_in,
    second_step,
    totp_code,
)
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db


def change_password(client, new="another long pass phrase"):
    return client.post(
        reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new}
    )


def test_password_change_ends_other_sessions_and_keeps_this_one(client, client_factory, person):
    elsewhere = client_factory()
    password_sign_in(elsewhere, person)
    password_sign_in(client, person)
    assert change_password(client).url == reverse("show_account")
    assert is_signed_in(client)
    assert not is_signed_in(elsewhere)
    assert mail.outbox[-1].subject == "Your password was changed"
    assert "From: 127.0.0.1, Unknown browser." in mail.outbox[-1].body


def test_password_change_with_the_wrong_present_one_changes_nothing(client, person):
    password_sign_in(client, person)
    answer = client.post(
        reverse("account_change_password"),
        {"oldpassword": "not it", "password1": "another long pass phrase"},
    )
    assert answer.context["form"].errors["oldpassword"]
    person.refresh_from_db()
    assert person.check_password(PASSWORD)


def ask_for_reset(client, email):
    return client.post(reverse("account_reset_password"), {"email": email})


def test_reset_reads_the_same_for_known_and_unknown(client, person):
    known = ask_for_reset(client, person.email)
    unknown = ask_for_reset(client, "nobody@people.example")
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert [message.to for message in mail.outbox] == [[person.email], ["nobody@people.example"]]


def test_reset_works_once_ends_every_session_and_asks_for_the_second_factor(
    client, client_factory, person
):
    add_app(person)
    elsewhere = client_factory()
    password_sign_in(elsewhere, person)
    second_step(elsewhere, totp_code())
    ask_for_reset(client, person.email)
    link = link_in_mail()

    form = client.get(link, follow=True)
    address = form.redirect_chain[-1][0]
    assert link.rstrip("/").rpartition("-")[2] not in address
    client.post(address, {"password1": "another long pass phrase"})

    assert not UserSession.objects.filter(user=person).exists()
    person.refresh_from_db()
    assert person.check_password("another long pass phrase")
    assert not is_signed_in(client)
    assert not is_signed_in(elsewhere)
    again = client_factory().get(link, follow=True)
    assert "no longer works" in again.content.decode()
    answer = password_sign_in(client_factory(), person, "another long pass phrase")
    assert answer.url == reverse("mfa_authenticate")


# --- The address --------------------------------------------------------------------------------


def test_address_changes_when_the_new_one_is_confirmed_and_tells_the_old_one(client, person):
    password_sign_in(client, person)
    confirm_password(client)
    client.post(reverse("account_email"), {"action_add": "", "email": "new@people.example"})
    person.refresh_from_db()
    assert person.email == "amina@people.example"
    assert mail.outbox[-1].to == ["new@people.example"]
    client.post(link_in_mail())
    person.refresh_from_db()
    assert person.email == "new@people.example"
    assert mail.outbox[-1].to == ["amina@people.example"]
    assert "amina@people.example to new@people.example" in mail.outbox[-1].body


def test_address_change_asks_for_the_password(client, person):
    password_sign_in(client, person)
    answer = client.post(
        reverse("account_email"), {"action_add": "", "email": "new@people.example"}
    )
    assert answer.url.startswith(reverse("account_reauthenticate"))
    assert not mail.outbox
