"""What staff may and may not do in the Wagtail admin."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from wagtail.models import GroupCollectionPermission, GroupPagePermission

from cms.groups import STAFF_GROUPS, load_groups
from cms.models import StandardPage
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor_account(db):
    user = UserFactory()
    user.groups.add(Group.objects.get(name="Editors"))
    return user


@pytest.fixture
def editor(editor_account, signed_in):
    return signed_in(editor_account, second_factor=True)


def held(group: Group) -> tuple[set, set, set]:
    def name(permission) -> str:
        return f"{permission.content_type.app_label}.{permission.codename}"

    return (
        {name(permission) for permission in group.permissions.all()},
        {name(row.permission) for row in GroupPagePermission.objects.filter(group=group)},
        {name(row.permission) for row in GroupCollectionPermission.objects.filter(group=group)},
    )


@pytest.mark.parametrize("staff_group", STAFF_GROUPS, ids=lambda group: group.name)
def test_group_holds_exactly_what_is_written(staff_group):
    group = Group.objects.get(name=staff_group.name)
    assert held(group) == (
        set(staff_group.permissions),
        set(staff_group.on_pages),
        set(staff_group.on_files),
    )


def test_loading_groups_takes_back_what_was_added_and_keeps_people():
    moderators = Group.objects.get(name="Moderators")
    member = UserFactory()
    member.groups.add(moderators)
    editors = Group.objects.get(name="Editors")
    moderators.permissions.add(*editors.permissions.all())
    load_groups()
    assert held(moderators)[0] == {"wagtailadmin.access_admin", "negotiations.handle_report"}
    assert list(member.groups.all()) == [moderators]


def test_editor_edits_and_publishes_pages_in_every_language(editor, editor_account):
    for code in ("en", "ar"):
        page = StandardPage.objects.get(slug="about", locale__language_code=code)
        assert editor.get(f"/admin/pages/{page.pk}/edit/").status_code == 200
        may = page.permissions_for_user(editor_account)
        assert may.can_publish()
        assert may.can_add_subpage()
    for address in ("images/", "documents/", "redirects/", "images/add/", "documents/add/"):
        assert editor.get(f"/admin/{address}").status_code == 200


@pytest.mark.parametrize(
    "address",
    ["users/", "groups/", "sites/", "locales/", "collections/", "workflows/list/", "users/new/"],
)
def test_editor_has_no_business_with_people_and_settings(editor, address):
    assert editor.get(f"/admin/{address}").status_code in (302, 403, 404)


@pytest.mark.parametrize("name", ["Verifiers", "Moderators"])
def test_other_staff_do_not_touch_pages(signed_in, name):
    user = UserFactory()
    user.groups.add(Group.objects.get(name=name))
    client = signed_in(user, second_factor=True)
    page = StandardPage.objects.get(slug="about", locale__language_code="en")
    assert client.get("/admin/").status_code == 200
    assert client.get(f"/admin/pages/{page.pk}/edit/").status_code == 302
    page.refresh_from_db()
    assert page.latest_revision is None
