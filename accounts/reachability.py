"""Addresses at which nobody is reached: how that is noted, and how the person mends it."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.core import signing
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import emails
from accounts.models import MailFailure, User
from accounts.signals import account_event
from core.actions import lock
from core.errors import ActionRefused

logger = logging.getLogger("techaccord.mail")

DAYS = 3
PAUSE = timedelta(minutes=2)
_SALT = "accounts.reachability"


@transaction.atomic
def note_failure(address: str, reason: str) -> bool:
    """Send nothing more to this address but what the account itself needs.

    `reason` is what the mail server said. False if it is the address of nobody here.
    """
    person = User.objects.select_for_update().filter(email__iexact=address).first()
    if not person:
        return False
    printable = "".join(c if c.isprintable() else " " for c in reason[:1000])
    MailFailure.objects.update_or_create(
        person=person,
        defaults={
            "address": person.email,
            "reason": " ".join(printable.split())[:300],
            "noted_at": timezone.now(),
            "asked_at": None,
        },
    )
    logger.info("messages to account %s are refused for good", person.pk)
    return True


def failure_of(person: User) -> MailFailure | None:
    """What is known against the present address."""
    return MailFailure.objects.filter(person=person, address=person.email).first()


@transaction.atomic
def ask(person: User) -> None:
    """Send a link to the address; following it proves that messages arrive again.

    Raises ActionRefused ("reached") where nothing is against the address, and ("too_soon") right
    after the last time.
    """
    person = lock(person)
    failure = failure_of(person)
    if not failure:
        raise ActionRefused(_("Messages to your address arrive."), code="reached")
    now = timezone.now()
    if failure.asked_at and failure.asked_at > now - PAUSE:
        raise ActionRefused(
            _("We have sent you a link a moment ago. Wait two minutes before you ask again."),
            code="too_soon",
        )
    failure.asked_at = now
    failure.save(update_fields=["asked_at"])
    key = signing.dumps([failure.pk, failure.address], salt=_SALT)
    emails.send(
        "accounts/reached",
        to=person.email,
        language=person.language,
        context={"key": key},
        user=person,
    )


def read(token: str) -> MailFailure | None:
    """What a link in such a message is about; None if forged, too old, or mended already."""
    try:
        key, address = signing.loads(token, salt=_SALT, max_age=timedelta(days=DAYS))
    except signing.BadSignature:
        return None
    return MailFailure.objects.filter(pk=key, address=address).select_related("person").first()


@transaction.atomic
def confirm(failure: MailFailure) -> None:
    """Send messages to the address again."""
    person = lock(failure.person)
    MailFailure.objects.filter(pk=failure.pk).delete()
    account_event.send(sender=User, action="account.reached", user=person, by=person, data={})
