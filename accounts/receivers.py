"""What follows from things that happen inside allauth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.signals import password_reset
from allauth.mfa.signals import authenticator_added
from django.dispatch import receiver

from accounts.actions import end_other_sessions

if TYPE_CHECKING:
    from django.http import HttpRequest

    from accounts.models import User


@receiver(authenticator_added)
def end_weaker_sessions(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Sessions begun without the new factor end; the one that added it goes on."""
    end_other_sessions(user, keep=request.session.session_key)


@receiver(password_reset)
def end_all_sessions(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Whoever lost the password may have lost it to somebody who is signed in."""
    end_other_sessions(user, keep=None)
