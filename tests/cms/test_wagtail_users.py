"""The people screens of the staff pages."""

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.urls import reverse
from wagtail.users.models import UserProfile

from accounts.actions import change_settings
from accounts.models import User
from audit.models import AuditEntry
from cms.policies import AdministratorsOnly
from partners.enums import Role
from tests.conftest import sign_in
from tests.factories import MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db

LIST = "wagtailusers_users:index"
NEW = {"email": "New.Hand@people.example", "name": "New  Hand", "language": "fr"}


@pytest.fixture
def desk(client, superuser):
    return sign_in(client, superuser, second_factor=True)


@pytest.fixture
def person(db):
    return UserFactory(name="Amina Otieno", email="amina@people.example")


@pytest.fixture
def editor(db):
    return UserFactory(
        name="Edda Editor",
        with_permissions=["wagtailadmin.access_admin", "accounts.change_user", "auth.change_group"],
    )


def test_people_are_listed_searched_and_sorted_by_name(desk):
    UserFactory(name="Zoé Zed")
    UserFactory(name="Gone", email="deleted-1@deleted.invalid")
    page = desk.get(reverse(LIST), {"ordering": "-name"}).content.decode()
    assert page.index("Zoé Zed") < page.index("Sue Superuser")
    assert "deleted.invalid" not in page
    found = desk.get(reverse("wagtailusers_users:index_results"), {"q": "Zoé"}).content.decode()
    assert "Zoé Zed" in found
    assert "Sue Superuser" not in found


def test_person_is_created_and_gets_a_link_to_choose_a_password(desk):
    group = Group.objects.create(name="Helpers")
    address = reverse("wagtailusers_users:add")
    assert desk.get(address).status_code == 200
    assert desk.post(address, {**NEW, "groups": [group.pk]}).status_code == 302
    user = User.objects.get(email="new.hand@people.example")
    assert (user.name, user.language, user.is_superuser) == ("New Hand", "fr", False)
    assert list(user.groups.all()) == [group]
    assert not user.has_usable_password()
    assert AuditEntry.objects.get(action="account.opened").actor.name == "Sue Superuser"
    [message] = mail.outbox
    assert message.to == ["new.hand@people.example"]
    assert "/fr/account/password/reset/key/" in message.body


def test_person_is_not_created_twice(desk, person):
    answer = desk.post(reverse("wagtailusers_users:add"), {**NEW, "email": person.email.upper()})
    assert answer.status_code == 200
    assert answer.context["form"].errors["email"]


def test_person_is_edited_but_for_the_address(desk, person):
    address = reverse("wagtailusers_users:edit", args=[person.pk])
    assert desk.get(address).status_code == 200
    values = {"name": "Amina O.", "language": "es", "time_zone": "Africa/Nairobi", "email": "x@x.x"}
    assert desk.post(address, values).status_code == 302
    person.refresh_from_db()
    assert (person.name, person.language, person.is_active) == ("Amina O.", "es", False)
    assert person.email == "amina@people.example"
    entry = AuditEntry.objects.get(action="account.changed_by_staff")
    assert entry.data == {"changed": ["is_active", "language", "name", "time_zone"]}


def test_administrator_cannot_take_the_power_from_themselves(desk, superuser):
    address = reverse("wagtailusers_users:edit", args=[superuser.pk])
    desk.post(address, {"name": "Sue", "language": "en", "time_zone": "UTC"})
    superuser.refresh_from_db()
    assert superuser.is_superuser
    assert superuser.is_active


def test_nobody_is_deleted(desk, person):
    delete = reverse("wagtailusers_users:delete", args=[person.pk])
    assert desk.post(delete).status_code == 302
    bulk = "/admin/bulk/accounts/user/delete/"
    assert desk.get(f"{bulk}?id={person.pk}", follow=True).status_code == 404
    assert User.objects.filter(pk=person.pk).exists()
    page = desk.get(reverse(LIST)).content.decode()
    assert "Delete" not in page


def test_nobody_is_deleted_even_if_the_policy_allowed_it(desk, person, monkeypatch):
    monkeypatch.setattr(AdministratorsOnly, "user_has_permission", lambda *asked: True)
    answer = desk.post(reverse("wagtailusers_users:delete", args=[person.pk]))
    assert answer.url == reverse("wagtailadmin_home")
    assert User.objects.filter(pk=person.pk).exists()


def test_people_are_deactivated_together(desk, person):
    bulk = "/admin/bulk/accounts/user/set_active_state/"
    assert desk.get(f"{bulk}?id={person.pk}").status_code == 200
    desk.post(f"{bulk}?id={person.pk}", {"mark_as_active": "False"})
    person.refresh_from_db()
    assert not person.is_active


@pytest.fixture
def houses(person):
    """Two that `person` owns alone, and one with another owner."""
    seats = [MembershipFactory(user=person, role=Role.OWNER) for _number in range(3)]
    MembershipFactory(organisation=seats[2].organisation, role=Role.OWNER)
    # Nobody who could no longer sign in counts.
    gone = UserFactory(is_active=False)
    MembershipFactory(organisation=seats[0].organisation, user=gone, role=Role.OWNER)
    return [seat.organisation for seat in seats]


def test_only_owner_of_an_organisation_is_not_deactivated(desk, person, houses):
    address = reverse("wagtailusers_users:edit", args=[person.pk])
    values = {"name": "Amina O.", "language": "es", "time_zone": "UTC"}
    answer = desk.post(address, values)
    [told] = answer.context["form"].errors["is_active"]
    assert [house.name in told for house in houses] == [True, True, False]
    person.refresh_from_db()
    assert (person.name, person.is_active) == ("Amina Otieno", True)
    assert not AuditEntry.objects.filter(action="account.changed_by_staff").exists()
    assert desk.post(address, {**values, "is_active": "on"}).status_code == 302
    # The person's seat stays where others own.
    for house in houses[:2]:
        MembershipFactory(organisation=house, role=Role.OWNER)
    assert desk.post(address, values).status_code == 302
    person.refresh_from_db()
    assert not person.is_active
    assert desk.post(address, values).status_code == 302


def test_owners_of_one_organisation_are_not_deactivated_together(desk, superuser):
    seats = [MembershipFactory(role=Role.OWNER)]
    seats.append(MembershipFactory(organisation=seats[0].organisation, role=Role.OWNER))
    chosen = "&".join(f"id={seat.user_id}" for seat in seats)
    bulk = f"/admin/bulk/accounts/user/set_active_state/?{chosen}"
    answer = desk.post(bulk, {"mark_as_active": "False"})
    assert answer.status_code == 409
    assert seats[0].organisation.name in answer.content.decode()
    assert User.objects.filter(is_active=False).count() == 0
    one = f"/admin/bulk/accounts/user/set_active_state/?id={seats[0].user_id}"
    desk.post(one, {"mark_as_active": "False"})
    entry = AuditEntry.objects.get(action="account.changed_by_staff")
    assert (entry.actor, entry.data) == (superuser, {"changed": ["is_active"]})
    assert User.objects.get(is_active=False) == seats[0].user
    desk.post(bulk, {"mark_as_active": "True"})
    assert User.objects.filter(is_active=False).count() == 0


def test_staff_who_are_no_administrators_manage_no_people(client, editor, person):
    sign_in(client, editor, second_factor=True)
    paths = [
        reverse(LIST),
        reverse("wagtailusers_users:add"),
        reverse("wagtailusers_users:edit", args=[person.pk]),
        reverse("wagtailusers_groups:index"),
        f"/admin/bulk/accounts/user/set_active_state/?id={person.pk}",
        f"/admin/bulk/accounts/user/assign_role/?id={person.pk}",
    ]
    for path in paths:
        for ask in (client.get, client.post):
            assert ask(path, headers={"x-requested-with": "XMLHttpRequest"}).status_code == 403
    before = (person.name, person.is_active, person.is_superuser)
    person.refresh_from_db()
    assert (person.name, person.is_active, person.is_superuser) == before


def test_account_page_of_the_admin_leaves_name_and_language_to_ours(desk):
    page = desk.get("/admin/account/").content.decode()
    assert "first_name" not in page
    assert "locale-" not in page
    assert desk.post("/admin/account/", {"theme-theme": "dark"}).status_code in (200, 302)


def test_account_page_of_the_admin_is_for_staff(client, person):
    login = client.get("/admin/account/")
    assert login.status_code == 302
    assert reverse("account_login") in login.url
    sign_in(client, person)
    for ask in (client.get, client.post):
        assert ask("/admin/account/").status_code in (302, 403)
    assert not UserProfile.objects.filter(user=person).exists()


def test_admin_follows_the_language_and_zone_of_the_person(desk, superuser):
    change_settings(superuser, name="Sue", language="ar", time_zone="Africa/Cairo")
    profile = UserProfile.objects.get(user=superuser)
    assert (profile.preferred_language, profile.current_time_zone) == ("ar", "Africa/Cairo")
    assert 'dir="rtl"' in desk.get("/admin/").content.decode()


def test_people_who_are_not_staff_get_no_profile_of_the_admin(person):
    change_settings(person, name="A", language="fr", time_zone="UTC")
    assert not UserProfile.objects.exists()
