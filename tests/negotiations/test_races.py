"""Two people act on one request at the same moment: one does, the other is told why not.

Run as the races of partners are: in threads with real transactions, and again without the lock,
to show that they would be lost. RACE_ROUNDS=500 in the environment plays that many of each, and
`--log-cli-level=INFO` tells how each went.
"""

from __future__ import annotations

import logging
import os
import uuid
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from negotiations.actions import (
    answering,
    asking,
    attachments,
    chasing,
    guards,
    safety,
)
from negotiations.models import ContactRequest, MessageAttachment
from tests.factories import MembershipFactory
from tests.negotiations.parties import again, drafted, offer_of, party, request_in
from tests.negotiations.sending import posted, ready
from tests.partners.test_races import (
    WITHOUT_LOCK,
    Race,
    Rivals,
    Round,
    meeting,
    prepared,
    rivals,
    take_the_lock_away,
)

pytestmark = pytest.mark.django_db(transaction=True)

LOG = logging.getLogger("races")
ROUNDS = int(os.environ.get("RACE_ROUNDS", "8"))

__all__ = ["rivals"]


@pytest.fixture(autouse=True)
def one_a_day(monkeypatch):
    for limit in ("MOST_A_DAY_FOR_A_PERSON", "MOST_A_DAY_FOR_AN_ORGANISATION"):
        monkeypatch.setattr(asking, limit, 1)
    monkeypatch.setattr(attachments, "MOST_IN_THREAD", 1)


def deals(count: int) -> list[SimpleNamespace]:
    """The recipient is one for all; the sender of each round is its own."""
    recipient = party("Recipient")
    listing = offer_of(recipient)
    return [
        SimpleNamespace(sender=party(f"Sender {n}"), recipient=recipient, listing=listing)
        for n in range(count)
    ]


def waiting(deal: SimpleNamespace, status: str = "submitted") -> ContactRequest:
    return request_in(
        status,
        listing=deal.listing,
        sender=deal.sender.organisation,
        recipient=deal.recipient.organisation,
        author=deal.sender.editor,
    )


def deciding(one: Callable, other: Callable, states: tuple[str, str]) -> Callable:
    """Rounds in which two actions meet on a request that waits for an answer."""

    def rounds(count: int) -> list[Round]:
        return [make(deal) for deal in deals(count)]

    def make(deal: SimpleNamespace) -> Round:
        request = waiting(deal)

        def wrong(ended: list[str]) -> str:
            row = again(request)
            right = states[0] if ended[0] == "done" else states[1]
            events = row.events.count()
            return "" if (row.status, events) == (right, 1) else f"{ended}, {row.status}, {events}"

        return Round(lambda: one(request, deal), lambda: other(request, deal), wrong)

    return rounds


def accept(request: ContactRequest, deal: SimpleNamespace) -> Any:
    return answering.accept(request, by=deal.recipient.editor)


def accept_too(request: ContactRequest, deal: SimpleNamespace) -> Any:
    return answering.accept(request, by=deal.recipient.owner)


def decline(request: ContactRequest, deal: SimpleNamespace) -> Any:
    return answering.decline(request, by=deal.recipient.owner, code="too_early")


def withdraw(request: ContactRequest, deal: SimpleNamespace) -> Any:
    return answering.withdraw(request, by=deal.sender.editor)


def ask(request: ContactRequest, deal: SimpleNamespace) -> Any:
    key = uuid.uuid4()
    return answering.ask(request, by=deal.recipient.owner, question="Which?", key=key)


def sending(count: int) -> list[Round]:
    """Two colleagues ask about the same listing."""

    def make(deal: SimpleNamespace) -> Round:
        one, other = drafted(deal), drafted(deal, by=deal.sender.owner)
        return Round(
            lambda: asking.send(one, by=deal.sender.editor),
            lambda: asking.send(other, by=deal.sender.owner),
            lambda ended: sent_once(sender=deal.sender.organisation),
        )

    return [make(deal) for deal in deals(count)]


def sent_once(**whose: Any) -> str:
    sent = ContactRequest.objects.open().filter(**whose).count()
    return "" if sent == 1 else f"{sent} sent"


def sending_beyond_the_limit_of_a_house(count: int) -> list[Round]:
    def make(deal: SimpleNamespace) -> Round:
        one = drafted(deal)
        other = drafted(deal, by=deal.sender.owner, listing=offer_of(deal.recipient))
        return Round(
            lambda: asking.send(one, by=deal.sender.editor),
            lambda: asking.send(other, by=deal.sender.owner),
            lambda ended: sent_once(sender=deal.sender.organisation),
        )

    return [make(deal) for deal in deals(count)]


def sending_beyond_the_limit_of_a_person(count: int) -> list[Round]:
    """Somebody who writes for two organisations."""

    def make(deal: SimpleNamespace) -> Round:
        person, second = deal.sender.editor, party("Second").organisation
        MembershipFactory(organisation=second, user=person, role="editor")
        one, other = drafted(deal), drafted(deal, sender=second)
        return Round(
            lambda: asking.send(one, by=person),
            lambda: asking.send(other, by=person),
            lambda ended: sent_once(author=person),
        )

    return [make(deal) for deal in deals(count)]


def attaching_beyond_the_limit_of_a_side(count: int) -> list[Round]:
    """Two colleagues send a file where there is room for one."""

    def make(deal: SimpleNamespace) -> Round:
        request = waiting(deal, "accepted")
        people = (deal.sender.editor, deal.sender.owner)
        messages = [(posted(request, by), by) for by in people]

        def send(number: int) -> None:
            message, by = messages[number]
            with transaction.atomic():
                attachments.attach(message, [ready()], by=by)

        def wrong(ended: list[str]) -> str:
            kept = MessageAttachment.objects.filter(message__request=request).count()
            return "" if kept == 1 else f"{kept} files"

        return Round(lambda: send(0), lambda: send(1), wrong)

    return [make(deal) for deal in deals(count)]


def chasing_what_is_accepted(count: int) -> list[Round]:
    """Time is up while somebody accepts."""
    made = deciding(lambda r, deal: chasing.chase(r), accept, ("expired_no_reply", "accepted"))
    rounds = made(count)
    past = timezone.now() - timedelta(days=40)
    undecided = ContactRequest.objects.undecided()
    undecided.update(awaited_since=past, due_at=past, next_step_at=past, reminders_sent=2)
    return rounds


WRITE = (ContactRequest, "save")
RACES = [
    Race("accepted and withdrawn", deciding(accept, withdraw, ("accepted", "withdrawn")),
         WRITE, {"done", "too_late"}),
    Race("accepted twice", deciding(accept, accept_too, ("accepted", "accepted")),
         WRITE, {"done", "too_late"}),
    Race("accepted and declined", deciding(accept, decline, ("accepted", "declined")),
         WRITE, {"done", "too_late"}),
    Race("asked twice by two", deciding(ask, ask, ("information_requested",) * 2),
         WRITE, {"done", "too_late"}),
    Race("sent twice about one listing", sending, WRITE, {"done", "open_already"}),
    Race("limit of a house", sending_beyond_the_limit_of_a_house, WRITE,
         {"done", "too_many_of_organisation"}),
    Race("limit of a person", sending_beyond_the_limit_of_a_person, WRITE,
         {"done", "too_many_of_person"}),
    Race("room of a side", attaching_beyond_the_limit_of_a_side, (MessageAttachment, "save"),
         {"done", "thread_full"}),
]  # fmt: skip


def told(name: str, verdicts: list[str]) -> list[str]:
    """What went wrong in these rounds; their number is told where somebody wants to read it."""
    wrong = [verdict for verdict in verdicts if verdict]
    LOG.info("%s: %d rounds, %d violations", name, len(verdicts), len(wrong))
    return wrong


# One test for all: emptying the database after each takes longer than the races.
def test_races_have_one_winner_and_one_who_is_told(rivals):
    lost = {}
    for race in RACES:
        verdicts = [race.verdict(rivals, played) for played in prepared(race, ROUNDS)]
        lost[race.name] = told(race.name, verdicts)
    late = Race("chased and accepted", chasing_what_is_accepted, WRITE, set())
    verdicts = []
    for played in prepared(late, ROUNDS):
        ended = rivals.act(played.one, played.other)
        fair = ended in (["done", "too_late"], ["not_due", "done"])
        verdicts.append(played.wrong(ended) if fair else f"{ended}")
    lost[late.name] = told(late.name, verdicts)
    assert {name: verdicts for name, verdicts in lost.items() if verdicts} == {}


def _read(row):
    """What is left of lock() when nothing is held."""
    return row._meta.model._default_manager.get(pk=row.pk)


def take_every_lock_away(monkeypatch, rivals: Rivals) -> None:
    take_the_lock_away(monkeypatch, rivals)
    for module in (guards, asking, attachments, chasing, safety):
        if hasattr(module, "lock"):
            monkeypatch.setattr(module, "lock", _read)


def test_races_without_the_lock_are_lost(rivals, monkeypatch):
    rounds = {race.name: prepared(race, WITHOUT_LOCK) for race in RACES}
    take_every_lock_away(monkeypatch, rivals)
    won = {}
    for race in RACES:
        with meeting(monkeypatch, race.moment):
            verdicts = [race.verdict(rivals, played) for played in rounds[race.name]]
        won[race.name] = verdicts.count("")
    assert won == dict.fromkeys(won, 0)
