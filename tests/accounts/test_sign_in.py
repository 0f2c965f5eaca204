import re

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.urls import reverse

from tests.accounts.conftest import (
    SECRET,
    add_app,
    confirm_password,
    is_signed_in,
    link_in_mail,
    password_sign_in,
    second_step,
    totp_code,
)
from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
DEVANAGARI = str.maketrans("0123456789", "०१२३४५६७८९")


def without_tokens(answer) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())


# --- Password -----------------------------------------------------------------------------------


def test_password_leads_to_the_dashboard_in_the_persons_language(client):
    person = UserFactory(language="fr")
    answer = password_sign_in(client, person)
    assert answer.url == "/fr/dashboard/"
    assert answer.cookies["django_language"].value == "fr"
    assert is_signed_in(client)


def test_password_sign_in_changes_the_session_key(client, client_factory, person):
    client.get(reverse("account_login"))
    client.session["seen"] = True
    client.session.save()
    before = client.session.session_key
    password_sign_in(client, person)
    assert client.session.session_key != before
    fixated = client_factory()
    fixated.cookies["sessionid"] = before
    assert not is_signed_in(fixated)


def test_cookies_of_a_session_are_out_of_reach_of_scripts(client, person):
    client.get(reverse("account_login"))
    password_sign_in(client, person)
    hidden = {name: client.cookies[name]["httponly"] for name in ("sessionid", "csrftoken")}
    assert hidden == {"sessionid": True, "csrftoken": True}


def test_wrong_password_reads_the_same_as_unknown_address(client, client_factory, person):
    wrong = password_sign_in(client, person, "not the password")
    person.email = "amina@people.examplf"  # as long as the real one
    unknown = password_sign_in(client_factory(), person)
    assert wrong.status_code == unknown.status_code == 200
    assert without_tokens(wrong).replace("example", "examplf") == without_tokens(unknown)


@pytest.mark.parametrize("usable", [True, False])
def test_wrong_password_costs_as_many_hashes_as_an_unknown_address(client, counted_hashes, usable):
    person = UserFactory(password=PASSWORD if usable else None)
    counted_hashes()
    password_sign_in(client, person, "not the password")
    known = counted_hashes()
    person.email = "nobody@people.example"
    password_sign_in(client, person, "not the password")
    assert known == counted_hashes() == 1


def test_unverified_address_is_not_signed_in_and_gets_the_link_again(client):
    person = UserFactory(verified=False)
    answer = password_sign_in(client, person)
    assert answer.url == reverse("account_email_verification_sent")
    assert not is_signed_in(client)
    assert "/account/confirm-email/" in link_in_mail()


def test_deactivated_person_is_out_on_the_next_request(client, person):
    password_sign_in(client, person)
    person.is_active = False
    person.save()
    assert not is_signed_in(client)
    assert password_sign_in(client, person).url == reverse("account_inactive")
    assert client.get(reverse("account_inactive")).status_code == 200
    assert not is_signed_in(client)


def test_sign_out_ends_the_session_for_a_copied_cookie_too(client, client_factory, person):
    password_sign_in(client, person)
    copy = client_factory()
    copy.cookies["sessionid"] = client.cookies["sessionid"].value
    assert is_signed_in(copy)
    assert client.get(reverse("account_logout")).status_code == 200
    assert is_signed_in(client)
    client.post(reverse("account_logout"))
    assert not is_signed_in(client)
    assert not is_signed_in(copy)


# --- Code by e-mail -----------------------------------------------------------------------------


def code_in_mail() -> str:
    return re.search(r"^[B-Z]{4}-[B-Z]{4}$", mail.outbox[-1].body, re.M).group()


def ask_for_code(client, email):
    return client.post(reverse("account_request_login_code"), {"email": email})


def confirm_code(client, code):
    return client.post(reverse("account_confirm_login_code"), {"code": code})


def test_code_by_mail_signs_in_once(client, client_factory, person):
    answer = ask_for_code(client, person.email)
    assert answer.url == reverse("account_confirm_login_code")
    code = code_in_mail()
    assert confirm_code(client, code.lower().replace("-", " ")).url == "/en/dashboard/"
    assert is_signed_in(client)
    client.post(reverse("account_logout"))
    confirm_code(client, code)
    assert not is_signed_in(client)


def test_code_by_mail_is_worthless_in_another_browser(client, client_factory, person):
    ask_for_code(client, person.email)
    other = client_factory()
    confirm_code(other, code_in_mail())
    assert not is_signed_in(other)


def test_code_by_mail_ends_after_three_wrong_ones(client, person):
    ask_for_code(client, person.email)
    code = code_in_mail()
    for _attempt in range(3):
        confirm_code(client, "BBBB-BBBB")
    confirm_code(client, code)
    assert not is_signed_in(client)


def test_code_by_mail_for_an_unknown_address_reads_the_same(client, client_factory, person):
    known, other = ask_for_code(client, person.email), client_factory()
    unknown = ask_for_code(other, "amina@people.examplf")
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    pages = [without_tokens(browser.get(known.url)) for browser in (client, other)]
    assert pages[0].replace("example", "examplf") == pages[1]
    assert mail.outbox[-1].subject == "No account with this address"


def test_code_by_mail_does_not_skip_the_second_factor(client, person):
    add_app(person)
    ask_for_code(client, person.email)
    assert confirm_code(client, code_in_mail()).url == reverse("mfa_authenticate")
    assert not is_signed_in(client)


# --- Authenticator app and recovery codes -------------------------------------------------------


def test_app_is_asked_for_after_the_password(client, person):
    add_app(person)
    assert password_sign_in(client, person).url == reverse("mfa_authenticate")
    assert not is_signed_in(client)
    assert client.get(reverse("mfa_authenticate")).status_code == 200
    assert second_step(client, totp_code()).url == "/en/dashboard/"
    assert is_signed_in(client)


@pytest.mark.parametrize(
    "written",
    [
        lambda code: code,
        lambda code: f" {code[:3]} {code[3:]} ",
        lambda code: code.translate(ARABIC),
        lambda code: code.translate(DEVANAGARI),
        lambda code: "-".join(code),
    ],
)
def test_app_code_works_once_however_it_is_written(client, client_factory, person, written):
    add_app(person)
    code = totp_code()
    password_sign_in(client, person)
    second_step(client, written(code))
    assert is_signed_in(client)
    for notation in (str, written, lambda code: code.translate(ARABIC)):
        thief = client_factory()
        password_sign_in(thief, person)
        second_step(thief, notation(code))
        assert not is_signed_in(thief)


def test_app_secret_is_unreadable_in_the_database(person):
    add_app(person)
    for factor in Authenticator.objects.all():
        stored = factor.data.get("secret") or factor.data["seed"]
        assert SECRET not in stored
        assert stored.startswith("gAAAA")


def test_app_survives_a_change_of_the_secret_key(client, person, settings):
    add_app(person)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "the next one"
    password_sign_in(client, person)
    second_step(client, totp_code())
    assert is_signed_in(client)


@pytest.mark.parametrize("written", [str, lambda code: f"{code[:4]} {code[4:]}".translate(ARABIC)])
def test_recovery_code_works_once(client, client_factory, person, written):
    add_app(person)
    codes = Authenticator.objects.get(user=person, type="recovery_codes").wrap()
    code = codes.get_unused_codes()[0]
    password_sign_in(client, person)
    second_step(client, written(code))
    assert is_signed_in(client)
    thief = client_factory()
    password_sign_in(thief, person)
    second_step(thief, code)
    assert not is_signed_in(thief)


def test_second_factor_of_an_abandoned_sign_in_does_not_serve_the_next(client, person):
    add_app(person)
    other = UserFactory()
    add_app(other)
    password_sign_in(client, person)
    second_step(client, totp_code())
    client.post(reverse("account_logout"))
    password_sign_in(client, other)
    assert not is_signed_in(client)


def test_wrong_app_codes_are_limited(client, person):
    add_app(person)
    password_sign_in(client, person)
    for number in range(5):
        second_step(client, f"00000{number}")
    page = second_step(client, totp_code())
    assert "Too many failed" in page.content.decode()
    assert not is_signed_in(client)


def test_set_up_of_an_app_asks_for_the_password_and_ends_other_sessions(
    client, client_factory, person, django_capture_on_commit_callbacks
):
    elsewhere = client_factory()
    password_sign_in(elsewhere, person)
    password_sign_in(client, person)
    address = reverse("mfa_activate_totp")
    assert client.get(address).url.startswith(reverse("account_reauthenticate"))
    confirm_password(client)
    page = client.get(address)
    secret = page.context["form"].secret
    assert "data:image/svg" in page.content.decode()
    assert client.post(address, {"code": "000000"}).status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        with_app = client.post(address, {"code": totp_code(secret)})
    assert with_app.url == reverse("mfa_view_recovery_codes")
    assert client.get(with_app.url).status_code == 200
    assert is_signed_in(client)
    assert not is_signed_in(elsewhere)
    assert mail.outbox[-1].subject == "Two-step sign-in is on"


# --- Sessions -----------------------------------------------------------------------------------


def test_sessions_are_listed_and_the_others_ended(client, client_factory, person):
    elsewhere = client_factory()
    browser = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
    password_sign_in(elsewhere, person, headers={"user-agent": browser})
    password_sign_in(client, person)
    page = client.get(reverse("usersessions_list")).content.decode()
    assert "Firefox on Linux" in page
    client.post(reverse("usersessions_list"))
    assert is_signed_in(client)
    assert not is_signed_in(elsewhere)
