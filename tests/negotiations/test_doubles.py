"""Every form about a request, sent twice at the same moment: it has the effect of one.

In threads with real transactions; and again without the lock, or without the constraint, to show
that the effect would be another. RACE_ROUNDS says how many rounds are played.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest
from django.core import mail
from django.db import connection

from audit.models import AuditEntry
from negotiations.actions import answering, asking, safety, threads
from negotiations.enums import Side
from negotiations.models import (
    Block,
    ContactRequest,
    Decline,
    Event,
    Intention,
    Message,
    Note,
    Report,
)
from tests.factories import UserFactory
from tests.negotiations.parties import ANSWERS, drafted, offer_of, party, request_in
from tests.negotiations.test_races import take_every_lock_away, told
from tests.partners.test_races import Rivals, meeting, rivals

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = int(os.environ.get("RACE_ROUNDS", "3"))
WATCHED = (ContactRequest, Intention, Event, Message, Note, Decline, Report, Block, AuditEntry)

__all__ = ["rivals"]


@pytest.fixture(autouse=True)
def no_limits(monkeypatch):
    for limit in ("MOST_A_DAY_FOR_A_PERSON", "MOST_A_DAY_FOR_AN_ORGANISATION", "MOST_UNDECIDED",
                  "MOST_DRAFTS"):  # fmt: skip
        monkeypatch.setattr(asking, limit, 10**6)


@dataclass
class Form:
    """`send` is what its view does; `at` is where two wait for each other without the lock."""

    name: str
    about: Callable[[SimpleNamespace], Any]
    send: Callable[[Any, SimpleNamespace, uuid.UUID], Any]
    at: tuple[type, str]


def new_deals(count: int) -> list[SimpleNamespace]:
    """The same two about another offer each time."""
    house = {"sender": party("Sender"), "recipient": party("Recipient")}
    house["desk"] = UserFactory(with_permissions=["negotiations.handle_report"])
    return [
        SimpleNamespace(**house, listing=offer_of(house["recipient"])) for _each in range(count)
    ]


def request(status: str) -> Callable[[SimpleNamespace], ContactRequest]:
    return lambda deal: request_in(
        status, listing=deal.listing, sender=deal.sender.organisation,
        recipient=deal.recipient.organisation, author=deal.sender.editor,
    )  # fmt: skip


def block(deal: SimpleNamespace) -> Block:
    return safety.block(request("declined")(deal), by=deal.recipient.editor, side=Side.RECIPIENT)


def report(deal: SimpleNamespace) -> Report:
    asked = request("accepted")(deal)
    return safety.report(asked, by=deal.recipient.editor, side=Side.RECIPIENT, text="Spam.")


def keep(_none: Any, deal: SimpleNamespace, _key: uuid.UUID) -> ContactRequest:
    return asking.keep(
        deal.listing, sender=deal.sender.organisation, by=deal.sender.editor, visibility="full",
        answers=ANSWERS,
    )  # fmt: skip


def keep_and_send(_none: Any, deal: SimpleNamespace, key: uuid.UUID) -> ContactRequest:
    return asking.send(keep(None, deal, key), by=deal.sender.editor)


REQUEST = (ContactRequest, "save")
SENT, OPEN = request("submitted"), request("accepted")
FORMS = [
    Form("kept", lambda deal: None, keep, REQUEST),
    Form("sent", lambda deal: None, keep_and_send, REQUEST),
    Form("draft sent", drafted, lambda row, deal, key: asking.send(row, by=deal.sender.editor),
         REQUEST),
    Form("discarded", drafted, lambda row, deal, key: asking.discard(row, by=deal.sender.editor),
         (ContactRequest, "delete")),
    Form("acknowledged", SENT,
         lambda row, deal, key: answering.acknowledge(row, by=deal.recipient.editor), REQUEST),
    Form("accepted", SENT,
         lambda row, deal, key: answering.accept(row, by=deal.recipient.editor), REQUEST),
    Form("asked", SENT, lambda row, deal, key: answering.ask(
        row, by=deal.recipient.editor, question="Which?", key=key), REQUEST),
    Form("answered", request("information_requested"), lambda row, deal, key: answering.answer(
        row, by=deal.sender.editor, body="This.", key=key), REQUEST),
    Form("declined", SENT, lambda row, deal, key: answering.decline(
        row, by=deal.recipient.editor, code="too_early"), REQUEST),
    Form("withdrawn", SENT, lambda row, deal, key: answering.withdraw(row, by=deal.sender.editor),
         REQUEST),
    Form("closed", OPEN, lambda row, deal, key: answering.close(
        row, by=deal.sender.editor, side=Side.SENDER), REQUEST),
    Form("written", OPEN, lambda row, deal, key: threads.post(
        row, by=deal.sender.editor, side=Side.SENDER, body="Hello", key=key), (Message, "save")),
    Form("noted", OPEN, lambda row, deal, key: threads.add_note(
        row, by=deal.sender.editor, side=Side.SENDER, body="Call them."), (Note, "save")),
    Form("assigned", OPEN, lambda row, deal, key: threads.assign(
        row, by=deal.recipient.editor, to=deal.recipient.owner), REQUEST),
    Form("reported", OPEN, lambda row, deal, key: safety.report(
        row, by=deal.sender.editor, side=Side.SENDER, text="Rude."), (Report, "save")),
    Form("unblocked", block, lambda row, deal, key: safety.unblock(row, by=deal.recipient.editor),
         (Block, "delete")),
    Form("decided", report, lambda row, deal, key: safety.decide_report(
        row, by=deal.desk, uphold=True, reason="It is."), (Report, "save")),
    Form("blocked", OPEN, lambda row, deal, key: safety.block(
        row, by=deal.recipient.editor, side=Side.RECIPIENT), (Block, "save")),
]  # fmt: skip


def effect_of(act: Callable[[], Any]) -> dict[str, int]:
    """How many rows there are more of each, and how many messages."""
    before = _counted()
    act()
    after = _counted()
    return {name: after[name] - before[name] for name in after if after[name] != before[name]}


def _counted() -> dict[str, int]:
    rows = {model.__name__: model._default_manager.count() for model in WATCHED}
    return {**rows, "messages": len(mail.outbox)}


def verdicts(form: Form, rivals: Rivals, deals: list[SimpleNamespace]) -> list[str]:
    """For each deal but the first, on which it is sent once, what was wrong."""
    about = [form.about(deal) for deal in deals]
    alone = effect_of(lambda: form.send(about[0], deals[0], uuid.uuid4()))
    assert alone, form.name
    return [
        verdict(form, rivals, row, deal, alone)
        for row, deal in zip(about[1:], deals[1:], strict=True)
    ]


def verdict(
    form: Form, rivals: Rivals, row: Any, deal: SimpleNamespace, alone: dict[str, int]
) -> str:
    key, ended = uuid.uuid4(), []

    def once() -> None:
        form.send(row, deal, key)

    both = effect_of(lambda: ended.extend(rivals.act(once, once)))
    # An error of the database is called by its class.
    fair = "done" in ended and all(code.islower() for code in ended)
    return "" if fair and both == alone else f"{ended}, {both}, not {alone}"


def test_form_sent_twice_has_the_effect_of_one(rivals):
    wrong = {}
    for form in FORMS:
        wrong[form.name] = told(form.name, verdicts(form, rivals, new_deals(ROUNDS + 1)))
    assert {name: found for name, found in wrong.items() if found} == {}


def test_form_sent_twice_without_the_guard_has_another(rivals, monkeypatch):
    deals = {form.name: new_deals(2) for form in FORMS}
    take_every_lock_away(monkeypatch, rivals)
    right = []
    with without_constraint(Block, "negotiations_blocked_once"):
        for form in FORMS:
            # The first is sent alone, by this thread, which waits for nobody.
            with meeting(monkeypatch, form.at):
                found = verdicts(form, rivals, deals[form.name])
            right += [form.name] * found.count("")
    assert right == []


@contextmanager
def without_constraint(model: type, name: str) -> Iterator[None]:
    """Alone in the database, so that the lock is not what is missing."""
    (constraint,) = [each for each in model._meta.constraints if each.name == name]
    with connection.schema_editor() as editor:
        editor.remove_constraint(model, constraint)
    yield
    model._default_manager.all().delete()
    with connection.schema_editor() as editor:
        editor.add_constraint(model, constraint)
