"""Two of staff decide on one message at the same moment; two commands look after one morning."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts import undelivered
from accounts.models import DeadLetter
from audit.models import AuditEntry
from negotiations import digests
from tests.factories import UserFactory
from tests.negotiations.parties import offer_of, party, request_in
from tests.partners.test_races import (
    WITHOUT_LOCK,
    Race,
    Round,
    meeting,
    prepared,
    rivals,
    take_the_lock_away,
)

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("tasks_wait"),
]
ROUNDS = 8

__all__ = ["rivals"]


def dead(number: int) -> DeadLetter:
    message = {"to": f"reader{number}@people.example", "subject": "Wells", "message_id": "<1@x>"}
    return DeadLetter.objects.create(
        status="FAILED", task_path="core.mail.deliver", backend_name="default",
        args_kwargs={"args": [], "kwargs": {"message": message}}, run_after=timezone.now(),
        finished_at=timezone.now(),
    )  # fmt: skip


def sending_again(count: int) -> list[Round]:
    ann, bob = (UserFactory(is_superuser=True) for _name in "ab")
    return [_sending_again(dead(number), ann, bob) for number in range(count)]


def _sending_again(letter: DeadLetter, ann, bob) -> Round:
    def wrong(ended: list[str]) -> str:
        told = AuditEntry.objects.filter(subjects__object_id=str(letter.pk)).count()
        status = DBTaskResult.objects.get(pk=letter.pk).status
        return "" if (told, status) == (1, "READY") else f"{told} entries, {status}"

    return Round(act(letter, ann), act(letter, bob), wrong)


def act(letter: DeadLetter, person) -> Callable:
    return lambda: undelivered.send_again(letter, by=person)


def looking(count: int) -> list[Round]:
    """Two commands write to one person."""
    now = timezone.now().replace(hour=12)
    return [_looking(number, now) for number in range(count)]


def _looking(number: int, now) -> Round:
    deal = party(f"Recipient {number}"), party(f"Sender {number}")
    request_in(
        "submitted", listing=offer_of(deal[0]), sender=deal[1].organisation,
        recipient=deal[0].organisation, author=deal[1].editor, id=uuid.uuid4(),
    )  # fmt: skip
    person = deal[0].owner

    def wrong(ended: list[str]) -> str:
        letters = DBTaskResult.objects.filter(args_kwargs__kwargs__message__to=person.email)
        return "" if letters.count() == 1 else f"{letters.count()} letters"

    return Round(
        lambda: digests.write(person.pk, now),
        lambda: digests.write(person.pk, now + timedelta(seconds=1)),
        wrong,
    )


RESENT = Race("sent again twice", sending_again, (DeadLetter, "save"), {"done", "too_late"})
LOOKED = Race("looked at twice", looking, (DeadLetter, "save"), {"done"})


def test_message_is_sent_again_once_and_a_morning_brings_one_letter(rivals):
    wrong = {
        race.name: [
            verdict
            for played in prepared(race, ROUNDS)
            if (verdict := race.verdict(rivals, played))
        ]
        for race in (RESENT, LOOKED)
    }
    assert wrong == {RESENT.name: [], LOOKED.name: []}


def test_message_is_sent_again_twice_without_the_lock(rivals, monkeypatch):
    rounds = prepared(RESENT, WITHOUT_LOCK)
    take_the_lock_away(monkeypatch, rivals)
    monkeypatch.setattr(undelivered, "lock", lambda row: DeadLetter.objects.get(pk=row.pk))
    with meeting(monkeypatch, RESENT.moment):
        assert "" not in [RESENT.verdict(rivals, played) for played in rounds]
