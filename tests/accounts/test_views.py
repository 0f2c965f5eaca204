"""The person's own pages: account, settings, export, deletion."""

import json
import zoneinfo

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import Group, Permission
from django.core import mail
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone, translation
from django_tasks_db.models import DBTaskResult

from accounts import actions, personal_data
from accounts.middleware import PersonalTimeZoneMiddleware
from accounts.models import User
from audit.models import AuditEntry
from core.errors import ActionRefused
from tests.accounts.conftest import SECRET, add_app, confirm_password, password_sign_in
from tests.factories import MembershipFactory, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db

PAGES = ["show_dashboard", "show_account", "edit_account", "export_account"]


@pytest.fixture
def signed_in(client, person):
    password_sign_in(client, person)
    return client


@pytest.mark.parametrize("name", [*PAGES, "delete_account"])
def test_pages_lead_a_visitor_to_the_sign_in(client, name):
    for ask in (client.get, client.post):
        answer = ask(reverse(name))
        assert answer.status_code in (302, 405)
    assert client.get(reverse(name)).url.startswith(reverse("account_login"))


@pytest.mark.parametrize("language", ["en", "ar", "zh-hans"])
@pytest.mark.parametrize("name", PAGES)
def test_pages_answer_in_every_language_and_are_not_kept(signed_in, name, language):
    with translation.override(language):
        answer = signed_in.get(reverse(name))
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "private, no-store"


# --- Settings -----------------------------------------------------------------------------------


def test_settings_lead_to_pages_and_messages_in_the_chosen_language(signed_in, person):
    chosen = {"name": "Amina Otieno", "language": "fr", "time_zone": "Africa/Nairobi"}
    answer = signed_in.post(reverse("edit_account"), chosen)
    assert answer.url == "/fr/account/"
    assert answer.cookies["django_language"].value == "fr"
    person.refresh_from_db()
    assert (person.language, person.time_zone) == ("fr", "Africa/Nairobi")
    page = signed_in.get(answer.url).content.decode()
    assert 'lang="fr"' in page
    assert "Nairobi" in page
    cache.clear()
    signed_in.post(reverse("account_logout"))
    assert password_sign_in(signed_in, person).url == "/fr/dashboard/"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("language", "xx"),
        ("time_zone", "Mars/Olympus"),
        ("time_zone", "../etc/passwd"),
        ("name", ""),
    ],
)
def test_settings_outside_the_lists_are_refused(signed_in, person, field, value):
    chosen = {"name": "A", "language": "fr", "time_zone": "UTC", field: value}
    answer = signed_in.post(reverse("edit_account"), chosen)
    assert answer.context["form"].errors[field]
    person.refresh_from_db()
    assert person.language == "en"


def test_settings_take_no_field_that_is_not_theirs(signed_in, person):
    chosen = {"name": "A", "language": "en", "time_zone": "UTC"}
    extra = {"is_superuser": "on", "email": "x@people.example", "is_active": ""}
    signed_in.post(reverse("edit_account"), chosen | extra)
    person.refresh_from_db()
    assert (person.is_superuser, person.is_active) == (False, True)
    assert person.email == "amina@people.example"


@pytest.mark.parametrize(
    ("zone", "shown"),
    [("Asia/Tokyo", "Asia/Tokyo"), ("UTC", "UTC"), ("Gone/Nowhere", "UTC"), ("", "UTC")],
)
def test_time_zone_is_the_persons_during_the_request_only(rf, person, zone, shown):
    person.time_zone = zone
    request = rf.get("/", headers={"cookie": "sessionid=x"})
    request.user = person
    seen = PersonalTimeZoneMiddleware(lambda _request: timezone.get_current_timezone())(request)
    assert seen == zoneinfo.ZoneInfo(shown)
    assert timezone.get_current_timezone_name() == "UTC"


def test_time_zone_of_a_visitor_costs_no_look_at_the_user(rf):
    PersonalTimeZoneMiddleware(lambda request: None)(rf.get("/"))


# Not on the hour, when some languages leave the minutes out.
@time_machine.travel("2026-11-24 14:35:20+00:00")
def test_mails_are_in_the_persons_language_and_zone_whatever_the_page(client):
    person = UserFactory(language="ar", time_zone="Asia/Tokyo", name="ليلى")
    with translation.override("en"):
        password_sign_in(client, person)
        data = {"oldpassword": "a long and quiet password", "password1": "another long phrase ok"}
        client.post("/en/account/password/change/", data)
    assert 'dir="rtl"' in mail.outbox[-1].alternatives[0].content
    assert "/ar/account/sessions/" in mail.outbox[-1].body
    assert "23:35" in mail.outbox[-1].body


# --- Export -------------------------------------------------------------------------------------


def test_export_holds_what_is_held_and_no_secret(signed_in, person):
    add_app(person)
    MembershipFactory(user=person, organisation=OrganisationFactory(name="Institute of Wells"))
    other = UserFactory(name="Somebody Else")
    MembershipFactory(user=other, organisation=OrganisationFactory())
    actions.change_settings(person, name="Amina Otieno", language="en", time_zone="UTC")
    confirm_password(signed_in)

    answer = signed_in.post(reverse("export_account"))

    assert answer["Content-Disposition"].startswith('attachment; filename="techaccord-')
    held = json.loads(answer.content)
    assert held["account"][0]["email"] == "amina@people.example"
    assert held["emailaddress"][0]["verified"] is True
    assert {row["type"] for row in held["authenticator"]} == {"totp", "recovery_codes"}
    assert held["usersession"][0]["ip"] == "127.0.0.1"
    assert [row["action"] for row in held["record"]] == ["account.settings_changed"]
    assert "Institute of Wells" in answer.content.decode()
    text = answer.content.decode()
    for hidden in (SECRET, "Somebody Else", person.password, signed_in.session.session_key):
        assert hidden not in text


def test_export_asks_for_the_password_first(signed_in):
    answer = signed_in.post(reverse("export_account"))
    assert answer.url.startswith(reverse("account_reauthenticate"))


# --- Deletion -----------------------------------------------------------------------------------


def ask_to_delete(client, typed="amina@people.example"):
    return client.post(reverse("delete_account"), {"confirmation": typed})


def test_deletion_says_what_stays_and_why(signed_in):
    confirm_password(signed_in)
    page = signed_in.get(reverse("delete_account")).content.decode()
    assert "legal claims" in page
    for text in personal_data.kept():
        assert str(text).replace("'", "&#x27;") in page


def test_deletion_asks_for_the_password_then_for_the_address(signed_in, person):
    assert ask_to_delete(signed_in).url.startswith(reverse("account_reauthenticate"))
    confirm_password(signed_in)
    answer = ask_to_delete(signed_in, "somebody@people.example")
    assert answer.context["form"].errors["confirmation"]
    person.refresh_from_db()
    assert person.is_active


def test_deletion_leaves_a_nameless_row_and_nothing_that_signs_in(signed_in, person):
    add_app(person)
    person.groups.add(Group.objects.create(name="Helpers"))
    person.user_permissions.add(Permission.objects.earliest("pk"))
    actions.change_settings(person, name="Amina Otieno", language="en", time_zone="Asia/Tokyo")
    confirm_password(signed_in)
    mail.outbox.clear()

    answer = ask_to_delete(signed_in, " AMINA@people.example ")

    assert answer.url == reverse("account_login")
    person.refresh_from_db()
    assert str(person) == "Deleted account"
    assert person.is_deleted
    assert person.email.endswith("@deleted.invalid")
    assert (person.is_active, person.time_zone, person.groups.count()) == (False, "UTC", 0)
    assert not person.user_permissions.exists()
    assert not person.has_usable_password()
    for model in (Authenticator, EmailAddress, UserSession):
        assert not model.objects.filter(user=person).exists()
    assert signed_in.get(reverse("show_account")).status_code == 302

    [message] = mail.outbox
    assert message.to == ["amina@people.example"]
    assert "Amina" not in message.body
    entry = AuditEntry.objects.get(action="account.deleted")
    assert (entry.actor, entry.actor_name) == (person, "Amina Otieno")


def test_deletion_frees_the_address_for_a_new_account(signed_in, person):
    actions.delete_account(person, by=person)
    user = actions.create_account(email="amina@people.example", name="Amina again")
    assert user.pk != person.pk


def test_deletion_forgets_queued_messages_to_the_address(person, tasks_wait):
    actions.create_account(email="other@people.example", name="Other", by=person)
    other = User.objects.get(email="other@people.example")
    assert DBTaskResult.objects.count() == 1
    actions.delete_account(other, by=other)
    [last] = DBTaskResult.objects.all()
    assert last.args_kwargs["kwargs"]["message"]["subject"] == "Your account is deleted"


def test_deletion_is_refused_to_the_only_owner_and_changes_nothing(signed_in, person):
    organisation = OrganisationFactory(name="Institute of Wells")
    MembershipFactory(user=person, organisation=organisation)
    confirm_password(signed_in)
    page = signed_in.get(reverse("delete_account")).content.decode()
    assert "Institute of Wells" in page
    assert "Delete my account" not in page

    answer = ask_to_delete(signed_in)

    assert "Institute of Wells" in str(answer.context["form"].non_field_errors())
    person.refresh_from_db()
    assert person.is_active
    assert person.name == "Amina Otieno"
    assert EmailAddress.objects.filter(user=person).exists()
    assert not AuditEntry.objects.filter(action="account.deleted").exists()


def test_deletion_is_refused_to_the_only_administrator(superuser):
    with pytest.raises(ActionRefused) as refusal:
        actions.delete_account(superuser, by=superuser)
    assert refusal.value.code == "blocked"
    superuser.refresh_from_db()
    assert superuser.is_superuser


def test_deletion_twice_is_refused(person):
    actions.delete_account(person, by=person)
    with pytest.raises(ActionRefused) as refusal:
        actions.delete_account(person, by=person)
    assert refusal.value.code == "too_late"


# --- Opening ------------------------------------------------------------------------------------


def test_account_is_not_opened_twice_for_one_address(person):
    with pytest.raises(ActionRefused) as refusal:
        actions.create_account(email=" AMINA@People.example", name="Other")
    assert refusal.value.code == "taken"
    assert User.objects.count() == 1
