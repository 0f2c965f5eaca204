"""Refusals of the account actions that no page leads to."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress

from accounts.actions import create_account
from accounts.models import User
from core.errors import ActionRefused
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("written", ["taken@people.example", " Taken@People.Example "])
def test_account_is_not_opened_twice_for_one_address(written):
    UserFactory(email="taken@people.example", name="First")
    with pytest.raises(ActionRefused) as refusal:
        create_account(email=written, name="Second")
    assert refusal.value.code == "taken"
    assert [user.name for user in User.objects.all()] == ["First"]


def test_account_is_not_opened_for_an_address_that_is_only_a_second_one():
    EmailAddress.objects.create(
        user=UserFactory(name="First"), email="second@people.example", verified=True
    )
    with pytest.raises(ActionRefused) as refusal:
        create_account(email="Second@people.example", name="Other")
    assert refusal.value.code == "taken"
    assert User.objects.count() == 1


def test_account_is_not_opened_for_the_name_of_one_without_addresses():
    # As `createsuperuser` leaves it.
    UserFactory(email="root@people.example", verified=False)
    with pytest.raises(ActionRefused) as refusal:
        create_account(email="Root@people.example", name="Other")
    assert refusal.value.code == "taken"
    assert User.objects.count() == 1
