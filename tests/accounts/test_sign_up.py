from pathlib import Path

import allauth
import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.urls import reverse
from django.utils import translation

from accounts.emails import MESSAGES
from accounts.models import User
from tests.accounts.conftest import link_in_mail
from tests.factories import UserFactory

NEW = {"name": "Noor Ali", "email": "noor@people.example", "password1": "quiet rivers carry stones"}

pytestmark = pytest.mark.django_db


def sign_up(client, language="en", **values):
    with translation.override(language):
        return client.post(reverse("account_signup"), {**NEW, **values})


def test_sign_up_then_verify_then_dashboard(client):
    answer = sign_up(client)
    assert answer.url == reverse("account_email_verification_sent")
    assert client.get(answer.url).status_code == 200
    assert client.get(reverse("show_dashboard")).status_code == 302

    [message] = mail.outbox
    assert message.to == ["noor@people.example"]
    page = client.get(link_in_mail())
    assert "noor@people.example" in page.content.decode()
    answer = client.post(link_in_mail())

    assert answer.url == "/en/dashboard/"
    user = User.objects.get()
    assert (user.name, user.language, user.time_zone) == ("Noor Ali", "en", "UTC")
    assert EmailAddress.objects.get(user=user).verified
    assert client.get("/en/dashboard/").status_code == 200


def test_sign_up_takes_the_language_of_the_page_and_writes_in_it(client):
    sign_up(client, "ar")
    assert User.objects.get().language == "ar"
    assert "/ar/account/confirm-email/" in link_in_mail()
    html = mail.outbox[0].alternatives[0].content
    assert 'dir="rtl"' in html
    assert 'lang="ar"' in html
    assert client.post(link_in_mail()).url == "/ar/dashboard/"


def test_sign_up_link_in_another_browser_confirms_but_signs_nobody_in(client, client_factory):
    sign_up(client)
    other = client_factory()
    answer = other.post(link_in_mail())
    assert answer.url == reverse("account_login")
    assert EmailAddress.objects.get().verified
    assert "_auth_user_id" not in other.session


def test_sign_up_link_opened_does_not_confirm_before_the_button(client):
    sign_up(client)
    client.get(link_in_mail())
    assert not EmailAddress.objects.get().verified


def test_sign_up_link_forged_confirms_nothing(client):
    sign_up(client)
    page = client.get(reverse("account_confirm_email", args=["MQ:1vMabc:forged"]))
    assert "too old" in page.content.decode()
    assert not EmailAddress.objects.get().verified


@pytest.mark.parametrize(
    "password",
    [
        "short-one11",
        "cosmopolitan",
        "noor@people.example",
        "Noor Ali 2026",
        "passwordpassword",
        "Password2026!!",
        "aaaaaaaaaaaaaaaa",
        "abbabaabbaababba",
    ],
)
def test_sign_up_refuses_a_weak_password(client, password):
    answer = sign_up(client, password1=password)
    assert answer.status_code == 200
    assert answer.context["form"].errors["password1"]
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "password", ["كلمة سر طويلة جدا للدخول", "four winds and 水 " * 20 + "end"]
)
def test_sign_up_takes_long_and_non_latin_passwords_whole(client, password):
    sign_up(client, password1=password)
    user = User.objects.get()
    assert user.check_password(password)
    assert not user.check_password(password[:-1])


def test_sign_up_folds_line_breaks_and_marks_out_of_the_name(client):
    sign_up(client, name="Noor\r\nBcc: all@people.example\u202e\u0007")
    assert User.objects.get().name == "Noor Bcc: all@people.example"
    client.post(link_in_mail())
    message = mail.outbox[0].message()
    assert "Bcc" not in message
    assert mail.outbox[0].recipients() == ["noor@people.example"]


def test_sign_up_shows_a_script_in_the_name_as_text(client):
    sign_up(client, name="<script>alert(1)</script>")
    assert "<script>alert" not in mail.outbox[0].alternatives[0].content
    client.post(link_in_mail())
    page = client.get(reverse("show_account")).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


@pytest.mark.parametrize("name", ["", "   ", "\u200b\u200e", "12345"])
def test_sign_up_wants_a_name_with_letters(client, name):
    assert sign_up(client, name=name).context["form"].errors["name"]
    assert not User.objects.exists()


@pytest.mark.parametrize("email", ["noor@people.example", "NOOR@People.Example"])
def test_sign_up_with_a_known_address_answers_the_same_and_changes_nothing(
    client, client_factory, email
):
    unknown = sign_up(client_factory(), email="unknown@people.example")
    UserFactory(email="noor@people.example", name="First Noor")
    people = User.objects.count()
    mail.outbox.clear()

    known = sign_up(client, email=email)

    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert User.objects.count() == people
    assert mail.outbox[0].subject == "You already have an account"


def test_sign_up_with_a_known_address_hashes_a_password_all_the_same(client, counted_hashes):
    sign_up(client)
    fresh = counted_hashes()
    sign_up(client, email="other@people.example")
    assert fresh == counted_hashes() > 0
    sign_up(client, email="other@people.example")
    assert fresh == counted_hashes()


def test_mails_carry_the_configured_address_whatever_the_host_header(client, settings):
    settings.ALLOWED_HOSTS = ["evil.example"]
    client.post(reverse("account_signup"), NEW, headers={"host": "evil.example"})
    assert link_in_mail().startswith("/en/account/confirm-email/")
    assert "evil.example" not in mail.outbox[0].alternatives[0].content
    assert "evil.example" not in mail.outbox[0].body


def test_every_message_of_allauth_has_words_of_ours():
    root = Path(allauth.__file__).parent / "templates"
    theirs = {
        str(path.relative_to(root)).removesuffix("_message.txt")
        for path in root.glob("*/email/*_message.txt")
    }
    # Ways of working that are switched off.
    unused = {"account/email/base", "account/email/password_reset_code"}
    assert theirs - unused - set(MESSAGES) == set()
