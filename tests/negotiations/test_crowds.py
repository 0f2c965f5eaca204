"""Twenty windows with the same form, and ten at once where five are allowed.

In threads with real transactions; and again without the lock, to show what would become of it.
RACE_ROUNDS says how many rounds are played.
"""

from __future__ import annotations

import os
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse

from negotiations.actions import answering, asking, threads
from negotiations.enums import Side
from negotiations.models import ContactRequest, Message
from tests.factories import MembershipFactory
from tests.negotiations.parties import ANSWERS, offer_of, party, request_in
from tests.negotiations.test_doubles import keep_and_send, new_deals, no_limits, request
from tests.negotiations.test_races import take_every_lock_away, told
from tests.partners.test_races import Rivals, meeting

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = int(os.environ.get("RACE_ROUNDS", "2"))
CROWD, TEN, ALLOWED = 20, 10, 5
LIMITS = {
    "MOST_A_DAY_FOR_A_PERSON": "too_many_of_person",
    "MOST_A_DAY_FOR_AN_ORGANISATION": "too_many_of_organisation",
    "MOST_UNDECIDED": "too_many_undecided",
    "MOST_DRAFTS": "too_many_drafts",
}
OF_A_PERSON = {"MOST_A_DAY_FOR_A_PERSON", "MOST_DRAFTS"}

__all__ = ["no_limits"]


@pytest.fixture
def crowd() -> Iterator[Rivals]:
    rivals = Rivals(CROWD)
    yield rivals
    rivals.end()


@pytest.fixture
def ten() -> Iterator[Rivals]:
    rivals = Rivals(TEN)
    yield rivals
    rivals.end()


# --- Twenty with one form -------------------------------------------------------------------------


def posted(deal: SimpleNamespace, key: uuid.UUID) -> Callable:
    row = request("accepted")(deal)
    by = deal.sender.editor
    return lambda: threads.post(row, by=by, side=Side.SENDER, body="Hello", key=key)


def asked(deal: SimpleNamespace, key: uuid.UUID) -> Callable:
    row = request("submitted")(deal)
    return lambda: answering.ask(row, by=deal.recipient.editor, question="Which?", key=key)


def sent(deal: SimpleNamespace, key: uuid.UUID) -> Callable:
    return lambda: keep_and_send(None, deal, key)


def alike(rivals: Rivals, make: Callable, deal: SimpleNamespace) -> str:
    """Empty if all twenty are told "done", one message went, and one row was written."""
    act = make(deal, uuid.uuid4())
    before = len(mail.outbox)
    ended = rivals.act(*[act] * rivals.number)
    rows = ContactRequest.objects.filter(listing=deal.listing)
    words = Message.objects.filter(request__listing=deal.listing).count()
    written = (rows.count(), words, len(mail.outbox) - before)
    right = (1, 0 if make is sent else 1, 1)
    return "" if set(ended) == {"done"} and written == right else f"{Counter(ended)}, {written}"


def test_twenty_with_the_same_form_are_as_one(crowd):
    wrong = {}
    for make in (posted, asked, sent):
        name = f"twenty times {make.__name__}"
        wrong[name] = told(name, [alike(crowd, make, deal) for deal in new_deals(ROUNDS)])
    assert {name: found for name, found in wrong.items() if found} == {}


def test_twenty_with_the_same_form_without_the_lock_are_not(crowd, monkeypatch):
    makes = {posted: Message, asked: ContactRequest, sent: ContactRequest}
    take_every_lock_away(monkeypatch, crowd)
    for make, model in makes.items():
        (deal,) = new_deals(1)
        with meeting(monkeypatch, (model, "save")):
            assert alike(crowd, make, deal) != "", make.__name__


def test_twenty_posts_of_one_page_get_the_same_answer(crowd, signed_in):
    (deal,) = new_deals(1)
    clients = [signed_in(deal.sender.editor) for _each in range(CROWD)]
    form = {**ANSWERS, "visibility": "full", "principles": "on", "do": "send"}
    answers: list[tuple[int, str]] = []

    def post_with(client) -> Callable:
        def post() -> None:
            response = client.post(reverse("start_request", args=[deal.listing.pk]), form)
            answers.append((response.status_code, response.get("Location", "")))

        return post

    assert set(crowd.act(*[post_with(client) for client in clients])) == {"done"}
    row = ContactRequest.objects.get()
    assert answers == [(302, row.get_absolute_url())] * CROWD
    assert len(mail.outbox) == 1


# --- Ten where five are allowed -------------------------------------------------------------------


def gathered(limit: str, count: int) -> list[list[Callable]]:
    """Rounds of ten drafts about ten offers, of one person or of one organisation: sent, or begun."""
    recipient = party("Recipient")
    offers = [offer_of(recipient) for _each in range(TEN)]
    return [_ten_drafts(limit, offers) for _each in range(count)]


def _ten_drafts(limit: str, offers: list) -> list[Callable]:
    house = party("Sender")
    seats = [(house.organisation, house.editor), (house.organisation, house.owner)]
    if limit in OF_A_PERSON:
        second = MembershipFactory(user=house.editor, organisation=party("Second").organisation)
        seats = [(house.organisation, house.editor), (second.organisation, house.editor)]
    acts = []
    for at, offer in enumerate(offers):
        sender, by = seats[at % 2]
        if limit == "MOST_DRAFTS":
            acts.append(partial(begun, offer, sender, by))
            continue
        draft = request_in(
            "draft", listing=offer, sender=sender, recipient=offer.organisation, author=by
        )
        acts.append(lambda draft=draft, by=by: asking.send(draft, by=by))
    return acts


def begun(offer: Any, sender: Any, by: Any) -> ContactRequest:
    return asking.keep(offer, sender=sender, by=by, visibility="full", answers=ANSWERS)


def beyond(rivals: Rivals, acts: list[Callable], code: str) -> str:
    ended = Counter(rivals.act(*acts))
    return "" if ended == {"done": ALLOWED, code: TEN - ALLOWED} else f"{dict(ended)}"


def verdicts_at(limit: str, rivals: Rivals, rounds: list[list[Callable]]) -> list[str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(asking, limit, ALLOWED)
        return [beyond(rivals, acts, LIMITS[limit]) for acts in rounds]


# One test for all, as of the other races: emptying the database takes longer.
def test_ten_at_once_do_not_pass_a_limit(ten):
    wrong = {}
    for limit in LIMITS:
        verdicts = verdicts_at(limit, ten, gathered(limit, ROUNDS))
        wrong[limit] = told(f"ten at {limit}", verdicts)
    assert {limit: found for limit, found in wrong.items() if found} == {}


def test_ten_at_once_without_the_lock_pass_it(ten, monkeypatch):
    rounds = {limit: gathered(limit, 1) for limit in LIMITS}
    take_every_lock_away(monkeypatch, ten)
    for limit in LIMITS:
        with meeting(monkeypatch, (ContactRequest, "save")):
            assert verdicts_at(limit, ten, rounds[limit]) != [""], limit
