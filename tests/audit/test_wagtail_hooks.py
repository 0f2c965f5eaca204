"""The record in the Wagtail admin: for those who may read it, and to read only."""

from __future__ import annotations

import pytest
from django.urls import reverse
from wagtail.permissions import policy_registry

from audit.models import AuditEntry
from audit.recording import record
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

ENTER = "wagtailadmin.access_admin"
READ = "audit.view_auditentry"
HOME = "wagtailadmin_home"


@pytest.fixture
def reader():
    return UserFactory(with_permissions=[ENTER, READ])


@pytest.fixture
def editor():
    return UserFactory(with_permissions=[ENTER])


def text(response) -> str:
    return response.content.decode()


@pytest.mark.parametrize("action", ["add", "change", "delete", "publish"])
def test_nobody_may_do_more_than_read(superuser, reader, action):
    policy = policy_registry.get_by_type(AuditEntry)
    assert policy.user_has_permission(superuser, action) is False
    assert policy.user_has_permission(reader, action) is False
    assert policy.user_has_any_permission(reader, [action]) is False


def test_reading_needs_the_permission(superuser, reader, editor):
    policy = policy_registry.get_by_type(AuditEntry)
    may_read = {name: policy.user_has_permission(user, "view")
                for name, user in (("superuser", superuser), ("reader", reader),
                                   ("editor", editor))}  # fmt: skip
    assert may_read == {"superuser": True, "reader": True, "editor": False}


def test_record_is_listed_for_readers(signed_in, reader):
    record("thing.done", actor=UserFactory(name="Ada"), about=[UserFactory(name="Grace")])
    html = text(signed_in(reader, second_factor=True).get(reverse("record:index")))
    assert "thing.done" in html
    assert "Ada" in html
    assert "Grace" in html


def test_record_is_in_the_menu_of_readers_only(signed_in, reader, editor):
    address = reverse("record:index")
    assert address in text(signed_in(reader, second_factor=True).get(reverse(HOME)))
    assert address not in text(signed_in(editor, second_factor=True).get(reverse(HOME)))
