"""What follows from things that happen inside allauth, and at a mail provider."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.signals import password_reset
from allauth.mfa.signals import authenticator_added
from anymail.signals import tracking
from django.dispatch import receiver

from accounts import mailing
from accounts.actions import end_other_sessions
from accounts.mail_provider import is_complaint, is_lasting
from accounts.reachability import note_failure

if TYPE_CHECKING:
    from anymail.signals import AnymailTrackingEvent
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


@receiver(tracking)
def note_dead_address(sender: Any, event: AnymailTrackingEvent, **kwargs: Any) -> None:
    """The provider's word is taken: anymail has checked the secret it came with."""
    if event.recipient and is_lasting(event):
        note_failure(event.recipient, event.mta_response or event.description or "")


@receiver(tracking)
def stop_after_complaint(sender: Any, event: AnymailTrackingEvent, **kwargs: Any) -> None:
    """Who takes a message for spam wants none, and a provider counts how often that happens."""
    if event.recipient and is_complaint(event):
        mailing.stop(event.recipient)


def note_refused_addresses(refused: list[tuple[str, str]]) -> None:
    """Those of whom our own mail server said, when we sent, that nobody is there."""
    for address, said in refused:
        note_failure(address, said)
