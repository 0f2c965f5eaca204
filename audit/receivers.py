"""What happens to accounts, written down. Accounts stand below the record and cannot write it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.signals import email_changed, password_changed, password_reset, password_set
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from allauth.socialaccount.signals import social_account_added, social_account_removed
from django.db import transaction
from django.dispatch import receiver

from accounts.signals import account_event
from audit.recording import record

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import Model

    from accounts.models import User


@receiver(account_event)
def record_event(
    sender: Any,
    action: str,
    user: User | None,
    by: User | None,
    data: dict[str, Any],
    about: Sequence[Model] = (),
    **kwargs: Any,
) -> None:
    record(action, actor=by or user, about=[*([user] if user else []), *about], data=data)


@transaction.atomic
def _own(action: str, user: User, **data: Any) -> None:
    record(action, actor=user, about=[user], data=data)


@receiver([password_changed, password_set])
def record_password(sender: Any, user: User, **kwargs: Any) -> None:
    _own("account.password_changed", user)


@receiver(password_reset)
def record_reset(sender: Any, user: User, **kwargs: Any) -> None:
    _own("account.password_reset", user)


@receiver(email_changed)
def record_address(sender: Any, user: User, **kwargs: Any) -> None:
    _own("account.email_changed", user)


@receiver(authenticator_added)
def record_factor_added(sender: Any, user: User, authenticator: Any, **kwargs: Any) -> None:
    _own("account.factor_added", user, type=authenticator.type)


@receiver(authenticator_removed)
def record_factor_removed(sender: Any, user: User, authenticator: Any, **kwargs: Any) -> None:
    _own("account.factor_removed", user, type=authenticator.type)


@receiver(authenticator_reset)
def record_codes_renewed(sender: Any, user: User, **kwargs: Any) -> None:
    _own("account.recovery_codes_renewed", user)


@receiver(social_account_added)
def record_connected(sender: Any, sociallogin: Any, **kwargs: Any) -> None:
    _own("account.connected", sociallogin.user, provider=sociallogin.account.provider)


@receiver(social_account_removed)
def record_disconnected(sender: Any, socialaccount: Any, **kwargs: Any) -> None:
    _own("account.disconnected", socialaccount.user, provider=socialaccount.provider)
