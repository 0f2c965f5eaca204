"""What is in the database before and after: the people who will write, and what they wrote."""

from __future__ import annotations

from collections import Counter
from io import StringIO

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client as Browser

from audit.models import AuditSubject
from bench.correspondence import House, houses, offers
from negotiations.models import ContactRequest, Event, Message
from tests.faults.clients import MESSAGES, Conversation, Person
from tests.faults.history import Found, Mail

# As many as one person may ask on a day.
OF_ONE_ASKER = 10
OF_ONE_CONVERSATION = MESSAGES + 2


def conversations(operations: int) -> list[Conversation]:
    """For about so many operations: people who are signed in, and offers to ask about."""
    number = -(-operations // OF_ONE_CONVERSATION)
    askers = [_signed_in(house) for house in houses("asker", -(-number // OF_ONE_ASKER))]
    (owner_house,) = houses("owner", 1)
    owner = _signed_in(owner_house)
    listings = [str(offer.pk) for offer in offers(owner_house, OF_ONE_ASKER)]
    return [
        Conversation(listings[at % OF_ONE_ASKER], askers[at // OF_ONE_ASKER], owner)
        for at in range(number)
    ]


def _signed_in(house: House) -> Person:
    browser = Browser()
    browser.force_login(house.person)
    return Person(house.person.email, browser.cookies[settings.SESSION_COOKIE_NAME].value)


def found(mails: list[Mail], *, kills: int) -> Found:
    words = [
        (row.sent_at, 0, row.intention.proposal, row.pk)
        for row in ContactRequest.objects.exclude(sent_at=None).select_related("intention")
    ]
    words += [
        (event.at, event.pk, event.status, event.request_id)
        for event in Event.objects.filter(status="accepted")
    ]
    words += [(row.at, row.pk, row.body, row.request_id) for row in Message.objects.all()]
    return Found(
        words=[(word, str(thread)) for _at, _pk, word, thread in sorted(words)],
        records=_records(),
        mails=mails,
        kills=kills,
        damages=_damages(),
    )


def _records() -> Counter[str]:
    told = ("contact_request.sent", "contact_request.accepted", "contact_request.message_sent")
    about = AuditSubject.objects.filter(entry__action__in=told).filter(
        content_type=ContentType.objects.get_for_model(ContactRequest)
    )
    return Counter(about.values_list("object_id", flat=True))


def _damages() -> list[str]:
    """What the database and the chain of the record say of themselves."""
    damages = []
    try:
        call_command("verify_audit", stdout=StringIO(), stderr=StringIO())
    except CommandError as error:
        damages.append(f"record: {error}")
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            (answer,) = cursor.execute("PRAGMA integrity_check").fetchone()
        damages += [answer] if answer != "ok" else []
    return damages
