"""Messages that a person may do without: who wants them, and how they are stopped."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts import time_zones, unsubscribing
from accounts.enums import MailKind
from accounts.models import DailyLetter, MailFailure, MailPreference, User
from accounts.signals import account_event
from core import mail
from core.actions import lock
from core.languages import supported

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

__all__ = [
    "MailKind",
    "choose",
    "is_first_today",
    "is_still_wanted",
    "is_wanted",
    "stop",
    "switch",
    "switched_off",
    "write_to",
]


def write_to(person: User, kind: MailKind, *, template: str, context: Mapping[str, Any]) -> bool:
    """Queue the message in the person's language and time zone, as `core.mail.send` does.

    False, and nothing queued, if the person has switched this kind off, has no active account, or
    has an address that is known to be dead. Every message says at its foot how it is stopped.
    """
    if not is_wanted(person, kind):
        return False
    zone = time_zones.zone(person.time_zone)
    with translation.override(supported(person.language)), timezone.override(zone):
        link = unsubscribing.address(person, kind)
        mail.send(
            to=person.email,
            language=person.language,
            template=template,
            context={"reader": person, **context},
            headers=unsubscribing.headers(link),
            foot=_("You need not receive messages of this kind (%(kind)s). Stop them: %(link)s")
            % {"kind": kind.label, "link": link},
            wish={"person": person.pk, "kind": kind.value},
        )
    return True


def is_wanted(person: User, kind: MailKind) -> bool:
    """Whether such a message would be sent."""
    if not person.is_active or kind in switched_off(person):
        return False
    return not MailFailure.objects.filter(person=person, address=person.email).exists()


def is_still_wanted(wish: Mapping[str, Any]) -> bool:
    """Whether what `write_to` has queued would be sent now: a mail server may be away for hours."""
    person = User.objects.filter(pk=wish["person"]).first()
    return person is not None and is_wanted(person, wish["kind"])


def is_first_today(person: User, kind: MailKind, day: date) -> bool:
    """Note that a daily letter of this kind was considered on this day; True the first time.

    In the transaction that queues the letter: both stay, or neither.
    """
    row, is_new = DailyLetter.objects.get_or_create(person=person, kind=kind, defaults={"day": day})
    return is_new or bool(DailyLetter.objects.filter(pk=row.pk, day__lt=day).update(day=day))


def switched_off(person: User) -> set[str]:
    """The kinds that the person does not want."""
    rows = MailPreference.objects.filter(person=person, off=True)
    return set(rows.values_list("kind", flat=True))


@transaction.atomic
def choose(person: User, wanted: Collection[str]) -> None:
    """Of all kinds send only these."""
    person = lock(person)
    off = set(MailKind.values) - set(wanted)
    if off != switched_off(person):
        _write(person, dict.fromkeys(MailKind.values, False) | dict.fromkeys(off, True))


def stop(address: str) -> None:
    """Send nothing more to the person of this address that one may do without."""
    person = User.objects.filter(email__iexact=address).first()
    if person:
        choose(person, ())


@transaction.atomic
def switch(person: User, kind: MailKind, *, off: bool) -> None:
    """Stop messages of one kind, or send them again. Said twice it is done once."""
    person = lock(person)
    if (kind in switched_off(person)) != off:
        _write(person, {kind.value: off})


def _write(person: User, chosen: dict[str, bool]) -> None:
    MailPreference.objects.bulk_create(
        [MailPreference(person=person, kind=kind, off=off) for kind, off in chosen.items()],
        update_conflicts=True,
        unique_fields=["person", "kind"],
        update_fields=["off"],
    )
    account_event.send(
        sender=User, action="account.mail_chosen", user=person, by=person, data={"off": chosen}
    )
