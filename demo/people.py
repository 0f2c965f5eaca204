"""The accounts of the demo: members of organisations, and staff."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.models import EmailAddress
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.utils import encrypt
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group

from accounts.models import User
from cms.groups import load_missing_groups
from demo.signins import PASSWORD, STAFF

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from demo.signins import StaffSignIn
    from demo.stories import Story


def create_members(stories: Iterable[Story], *, joined: datetime) -> dict[str, User]:
    """An account for each person named in the stories; by e-mail address."""
    # Once for all: a password hash is slow on purpose.
    password = make_password(PASSWORD)
    users = User.objects.bulk_create(
        User(
            email=person.email,
            name=person.name,
            language=person.language or story.speaks,
            time_zone=story.time_zone,
            password=password,
            date_joined=joined,
        )
        for story in stories
        for person in story.people
        if person.name
    )
    _verify_addresses(users)
    return {user.email: user for user in users}


def create_staff(*, joined: datetime) -> dict[str, User]:
    """The staff of demo/signins.py, each with a second factor whose secret is printed there."""
    load_missing_groups()
    return {sign_in.email: _create_staff_member(sign_in, joined) for sign_in in STAFF}


def _create_staff_member(sign_in: StaffSignIn, joined: datetime) -> User:
    user = User.objects.create_user(
        sign_in.email,
        PASSWORD,
        name=sign_in.name,
        language=sign_in.language,
        is_superuser=sign_in.is_superuser,
        date_joined=joined,
    )
    user.groups.set(Group.objects.filter(name__in=sign_in.groups))
    _verify_addresses([user])
    TOTP.activate(user, sign_in.secret)
    codes = RecoveryCodes.activate(user).instance
    codes.data["seed"] = encrypt(sign_in.recovery_seed)
    codes.save()
    return user


def _verify_addresses(users: Iterable[User]) -> None:
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in users
    )
