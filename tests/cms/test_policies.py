"""Who manages people and groups in the Wagtail admin."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from wagtail.permissions import policy_registry

from accounts.models import User
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

ACTIONS = ("view", "add", "change", "delete")


def allowed(user: User, model: type) -> list[str]:
    policy = policy_registry.get_by_type(model)
    return [action for action in ACTIONS if policy.user_has_permission(user, action)]


@pytest.mark.parametrize("model", [User, Group])
def test_administrators_manage_and_delete_nothing(superuser, model):
    assert allowed(superuser, model) == ["view", "add", "change"]


@pytest.mark.parametrize("model", [User, Group])
def test_permissions_of_staff_are_not_enough(model):
    staff = UserFactory(
        with_permissions=["accounts.change_user", "accounts.add_user", "auth.change_group"]
    )
    assert allowed(staff, model) == []


@pytest.mark.parametrize("model", [User, Group])
def test_administrators_who_were_deactivated_manage_nothing(model):
    assert allowed(UserFactory(is_superuser=True, is_active=False), model) == []


def test_those_who_may_are_active_administrators(superuser):
    UserFactory(is_superuser=True, is_active=False)
    UserFactory(with_permissions=["accounts.change_user"])
    policy = policy_registry.get_by_type(User)
    assert list(policy.users_with_any_permission(ACTIONS)) == [superuser]
