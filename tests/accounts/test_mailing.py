"""Messages one may do without: who receives them, and how they are stopped."""

from __future__ import annotations

from email import message_from_bytes, policy

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts import mailing, unsubscribing
from accounts.mailing import MailKind, write_to
from accounts.models import MailPreference
from accounts.reachability import note_failure
from audit.models import AuditEntry
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

CONTEXT = {"organisation": "Wells", "by": "Olga", "role": "editor", "link": "http://x/"}
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def person():
    return UserFactory(email="reader@people.example", language="en")


def written(person, kind: str = MailKind.MATCHES) -> bool:
    return write_to(person, MailKind(kind), template="partners/role_changed", context=CONTEXT)


def headers_on_the_wire():
    [message] = mail.outbox
    return message_from_bytes(message.message().as_bytes(), policy=policy.default)


def stop_link(person, kind: str = MailKind.MATCHES) -> str:
    return unsubscribing.address(person, MailKind(kind)).removeprefix("http://testserver")


# --- The message --------------------------------------------------------------------------------


def test_write_to_sends_headers_with_which_a_mailbox_stops_it(person):
    assert written(person)
    message = headers_on_the_wire()
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = message["List-Unsubscribe"]
    assert link.strip() == f"<http://testserver{stop_link(person)}>"


def test_write_to_says_at_the_foot_how_it_is_stopped(person):
    written(person)
    [message] = mail.outbox
    text, _dashes, foot = message.body.rpartition("\n-- \n")
    assert "Olga has made you editor" in text
    assert stop_link(person) in foot
    assert f'href="http://testserver{stop_link(person)}"' in message.alternatives[0].content


def test_write_to_leads_to_a_page_in_the_readers_language(person):
    person.language = "fr"
    written(person)
    assert "<http://testserver/fr/account/mail/stop/" in headers_on_the_wire()["List-Unsubscribe"]


@pytest.mark.parametrize("kind", MailKind.values)
def test_write_to_sends_nothing_of_a_kind_that_is_switched_off(person, kind):
    mailing.choose(person, set(MailKind.values) - {kind})
    assert not written(person, kind)
    assert mail.outbox == []
    other = next(each for each in MailKind if each != kind)
    assert written(person, other)


def test_write_to_sends_nothing_to_an_account_that_is_not_active(person):
    person.is_active = False
    assert not written(person)
    assert mail.outbox == []


def test_write_to_sends_nothing_to_a_dead_address_until_there_is_another(person):
    note_failure(person.email, "550 no such user")
    assert not written(person)
    assert mail.outbox == []
    person.email = "other@people.example"
    person.save()
    assert written(person)


# --- Stopped from the message -------------------------------------------------------------------


def test_one_click_stops_without_cookie_sign_in_or_form_token(person):
    mailbox = Client(enforce_csrf_checks=True)
    answer = mailbox.post(stop_link(person), ONE_CLICK)
    assert answer.status_code == 200
    assert "Location" not in answer
    assert mailing.switched_off(person) == {"matches"}


def test_reading_the_link_stops_nothing(client, person):
    page = client.get(stop_link(person))
    assert page.status_code == 200
    assert client.head(stop_link(person)).status_code == 405
    assert not MailPreference.objects.exists()
    assert page["X-Robots-Tag"] == "noindex"
    assert "no-store" in page["Cache-Control"]


def test_clicking_twice_is_done_once(client, person):
    for _time in range(2):
        assert client.post(stop_link(person), ONE_CLICK).status_code == 200
    assert MailPreference.objects.get().off
    assert AuditEntry.objects.filter(action="account.mail_chosen").count() == 1


def test_what_was_stopped_is_sent_again_from_the_same_page(client, person):
    client.post(stop_link(person), ONE_CLICK)
    assert 'name="again"' in client.get(stop_link(person)).content.decode()
    client.post(stop_link(person), {"again": "1"})
    assert mailing.switched_off(person) == set()
    assert written(person)


def test_link_stops_one_kind_of_one_person(client, person):
    other = UserFactory()
    client.post(stop_link(person, MailKind.ALERTS), ONE_CLICK)
    assert mailing.switched_off(person) == {"alerts"}
    assert mailing.switched_off(other) == set()


def test_link_holds_for_years_and_under_an_earlier_key(client, person, settings, time_machine):
    time_machine.move_to("2026-01-01 12:00:00+00:00")
    link = stop_link(person)
    time_machine.move_to("2036-01-01 12:00:00+00:00")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another"
    assert client.post(link, ONE_CLICK).status_code == 200
    assert mailing.switched_off(person) == {"matches"}


def test_forged_link_is_not_found_and_stops_nothing(client, person):
    real = stop_link(person).rstrip("/").rpartition("/")[2]
    key, kind, signature = real.split(".")
    other = UserFactory()
    forged = [
        f"{other.pk}.{kind}.{signature}",
        f"{key}.alerts.{signature}",
        f"{key}.{kind}.{signature[:-1]}x",
        f"{key}.{kind}",
        f"x.{kind}.{signature}",
        "..", "x", "%00", "é" * 3000,
    ]  # fmt: skip
    for token in forged:
        for ask in (client.get, client.post):
            assert ask(reverse("unsubscribe", args=[token])).status_code == 404, token
    assert not MailPreference.objects.exists()


def test_link_of_an_account_that_is_gone_is_not_found(client, person):
    link = stop_link(person)
    person.is_active = False
    person.save()
    assert client.post(link, ONE_CLICK).status_code == 404


# --- Chosen on the account ----------------------------------------------------------------------


def test_choice_on_the_account_is_kept_and_shown(signed_in, person):
    client = signed_in(person)
    client.post(reverse("choose_mail"), {"kinds": ["contact", "alerts"]})
    assert mailing.switched_off(person) == {"matches", "listings"}
    page = client.get(reverse("choose_mail")).content.decode()
    assert page.count("checked") == 2
    assert "2 kinds, and what your account needs" in (
        client.get(reverse("show_account")).content.decode()
    )


def test_choice_of_nothing_stops_everything(signed_in, person):
    client = signed_in(person)
    client.post(reverse("choose_mail"), {"sent": "1"})
    assert mailing.switched_off(person) == set(MailKind.values)


def test_choice_of_an_unknown_kind_is_refused(signed_in, person):
    answer = signed_in(person).post(reverse("choose_mail"), {"kinds": ["alerts", "spam"]})
    assert answer.status_code == 200
    assert not MailPreference.objects.exists()


def test_choice_that_changes_nothing_is_not_recorded(person):
    mailing.choose(person, MailKind.values)
    assert not AuditEntry.objects.filter(action="account.mail_chosen").exists()
    assert not MailPreference.objects.exists()
