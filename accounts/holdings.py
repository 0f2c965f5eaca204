"""What the accounts app itself holds of a person, registered for export and deletion."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import personal_data
from accounts.actions import erase_sign_in
from accounts.models import DailyLetter, MailFailure, MailPreference, User

if TYPE_CHECKING:
    from collections.abc import Callable


def register() -> None:
    personal_data.register_exporter("account", _account, models=[User])
    for model, rows in _ROWS.items():
        personal_data.register_exporter(model._meta.model_name, rows, models=[model])
    personal_data.register_eraser(
        "account",
        models=[User, *_ROWS],
        check=_last_administrator,
        erase=erase_sign_in,
        keeps=gettext_lazy(
            "An entry without name and address, so that what you wrote for an organisation still has an author called “Deleted account”."
        ),
    )


def _account(user: User) -> list[dict[str, Any]]:
    return [
        {
            "name": user.name,
            "email": user.email,
            "language": user.language,
            "time_zone": user.time_zone,
            "joined": user.date_joined,
            "last_sign_in": user.last_login,
            "groups": list(user.groups.values_list("name", flat=True)),
            "administrator": user.is_superuser,
        }
    ]


def _addresses(user: User) -> list[dict[str, Any]]:
    return list(EmailAddress.objects.filter(user=user).values("email", "verified", "primary"))


def _sessions(user: User) -> list[dict[str, Any]]:
    fields = ("created_at", "last_seen_at", "ip", "user_agent")
    return list(UserSession.objects.filter(user=user).values(*fields))


def _factors(user: User) -> list[dict[str, Any]]:
    return [
        {
            "type": factor.type,
            "name": factor.data.get("name", ""),
            "added": factor.created_at,
            "last_used": factor.last_used_at,
        }
        for factor in Authenticator.objects.filter(user=user)
    ]


def _connections(user: User) -> list[dict[str, Any]]:
    fields = ("provider", "uid", "date_joined", "last_login", "extra_data")
    return list(SocialAccount.objects.filter(user=user).values(*fields))


def _mail_choices(user: User) -> list[dict[str, Any]]:
    return list(MailPreference.objects.filter(person=user).order_by("kind").values("kind", "off"))


def _mail_failures(user: User) -> list[dict[str, Any]]:
    fields = ("address", "reason", "noted_at")
    return list(MailFailure.objects.filter(person=user).values(*fields))


def _daily_letters(user: User) -> list[dict[str, Any]]:
    return list(DailyLetter.objects.filter(person=user).order_by("kind").values("kind", "day"))


_ROWS: dict[type, Callable[[User], list[dict[str, Any]]]] = {
    EmailAddress: _addresses,
    UserSession: _sessions,
    Authenticator: _factors,
    SocialAccount: _connections,
    MailPreference: _mail_choices,
    MailFailure: _mail_failures,
    DailyLetter: _daily_letters,
}


def _last_administrator(user: User) -> list[str]:
    others = User.objects.filter(is_superuser=True, is_active=True).exclude(pk=user.pk)
    if user.is_superuser and not others.exists():
        return [_("You are the only administrator of this site. Appoint another one first.")]
    return []
