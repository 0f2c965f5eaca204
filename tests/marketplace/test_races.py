"""Two people act on one listing at the same moment: one does, the other is told why not.

Run as the races of partners are: in threads with real transactions, and again without the lock,
to show that they would be lost.
"""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from wagtail.models import Revision, WorkflowState

from marketplace.actions import drafting, guards, life, reviewing
from marketplace.models import Listing, ReviewRecord, reviews
from partners.enums import Role
from tests.factories import MembershipFactory, OrganisationFactory, UserFactory, VerificationFactory
from tests.marketplace.listings import again, drafted, new_reviewer, scores, waiting, work_on
from tests.partners.test_races import (
    WITHOUT_LOCK,
    Race,
    Round,
    meeting,
    prepared,
    rivals,
    take_the_lock_away,
)

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 12

__all__ = ["rivals"]


def offers(count: int, *, hand_in: bool = False) -> tuple[list, list[Listing]]:
    """Two writers of one verified house, and that many complete drafts."""
    house = OrganisationFactory()
    VerificationFactory(organisation=house)
    people = [UserFactory(), UserFactory()]
    for person in people:
        MembershipFactory(organisation=house, user=person, role=Role.OWNER)
    made = []
    for _number in range(count):
        place = SimpleNamespace(organisation=house, editor=people[0])
        listing = drafted(place)
        if hand_in:
            reviewing.submit(listing, by=people[0])
        made.append(again(listing))
    return people, made


def submitting(count: int) -> list[Round]:
    (ann, bob), listings = offers(count)

    def make(listing: Listing) -> Round:
        def wrong(ended: list[str]) -> str:
            states = WorkflowState.objects.for_instance(listing).count()
            return "" if states == 1 else f"{states} reviews"

        return Round(
            lambda: reviewing.submit(listing, by=ann),
            lambda: reviewing.submit(listing, by=bob),
            wrong,
        )

    return [make(listing) for listing in listings]


def saving(count: int) -> list[Round]:
    """From the same page: same person, same token."""
    (ann, _bob), listings = offers(count)

    def save(listing: Listing, title: str) -> Callable:
        work, token = work_on(listing), listing.draft_token
        work.title = title
        return lambda: drafting.save(work, by=ann, token=token)

    def make(listing: Listing) -> Round:
        def wrong(ended: list[str]) -> str:
            title = work_on(listing).title
            right = "One" if ended[0] == "done" else "Other"
            return "" if title == right else f"{ended}, {title}"

        return Round(save(listing, "One"), save(listing, "Other"), wrong)

    return [make(listing) for listing in listings]


def deciding(count: int) -> list[Round]:
    """Two reviewers decide about the same revision, each another way."""
    _people, listings = offers(count, hand_in=True)
    rita, ralf = new_reviewer(), new_reviewer("Ralf Reviewer")

    def make(listing: Listing) -> Round:
        def decide(by, action: str) -> Callable:
            state = waiting(listing)
            task = state.task.specific
            return lambda: task.on_action(state, by, action, **scores())

        def wrong(ended: list[str]) -> str:
            records = ReviewRecord.objects.filter(listing=listing).values_list("outcome", flat=True)
            right = "approved" if ended[0] == "done" else "changes"
            shown = again(listing).live
            fits = list(records) == [right] and shown == (right == "approved")
            return "" if fits else f"{ended}, {list(records)}, live: {shown}"

        return Round(decide(rita, "approve"), decide(ralf, "reject"), wrong)

    return [make(listing) for listing in listings]


def taking_back(count: int) -> list[Round]:
    """A reviewer approves what its author takes back."""
    (ann, _bob), listings = offers(count, hand_in=True)
    rita = new_reviewer()

    def make(listing: Listing) -> Round:
        state = waiting(listing)
        task = state.task.specific

        def wrong(ended: list[str]) -> str:
            shown = again(listing).live
            return "" if shown == (ended[0] == "done") else f"{ended}, live: {shown}"

        return Round(
            lambda: task.on_action(state, rita, "approve", **scores()),
            lambda: reviewing.take_back(listing, by=ann),
            wrong,
        )

    return [make(listing) for listing in listings]


RACES = [
    Race("handed in twice", submitting, (WorkflowState, "save"), {"done", "in_review"}),
    Race("saved twice from one page", saving, (Revision, "save"), {"done", "changed_meanwhile"}),
    Race("decided twice", deciding, (ReviewRecord, "save"), {"done", "decided"}),
]


def approving_what_is_withdrawn(rivals, listings, ann, rita) -> list[str]:
    """Both may succeed, one after the other; what counts is how it ends."""
    wrong = []
    for listing in listings:
        state = waiting(listing)
        task = state.task.specific
        ended = rivals.act(
            lambda task=task, state=state: task.on_action(state, rita, "approve", **scores()),
            lambda listing=listing: life.withdraw(listing, by=ann),
        )
        row = again(listing)
        records = ReviewRecord.objects.filter(listing=listing, outcome="approved").count()
        first_withdrawn = ended == ["decided", "done"] and records == 1
        first_approved = ended == ["done", "done"] and records == 2
        if row.live or row.status != "withdrawn" or not (first_withdrawn or first_approved):
            wrong.append(f"{ended}, {row.status}, live: {row.live}, {records}")
    return wrong


# One test for all: emptying the database after each takes longer than the races.
def test_races_have_one_winner_and_one_who_is_told(rivals):
    lost = {}
    for race in [
        *RACES,
        Race("approved and taken back", taking_back, (ReviewRecord, "save"), set()),
    ]:
        verdicts = []
        for played in prepared(race, ROUNDS):
            ended = rivals.act(played.one, played.other)
            told = set(ended) in ({"done", "decided"}, {"done", "not_in_review"})
            fair = set(ended) == race.outcomes or (not race.outcomes and told)
            verdicts.append(played.wrong(ended) if fair else f"{ended}")
        lost[race.name] = [verdict for verdict in verdicts if verdict]
    assert {name: verdicts for name, verdicts in lost.items() if verdicts} == {}

    (ann, _bob), listings = offers(ROUNDS, hand_in=True)
    rita = new_reviewer()
    for listing in listings:
        state = waiting(listing)
        state.task.specific.on_action(state, rita, "approve", **scores())
        work = work_on(listing)
        work.title = "A better pump"
        drafting.save(work, by=ann, token=again(listing).draft_token)
        reviewing.submit(again(listing), by=ann)
    assert approving_what_is_withdrawn(rivals, [again(row) for row in listings], ann, rita) == []


def _read(row):
    """What is left of lock() when nothing is held."""
    return row._meta.model._default_manager.get(pk=row.pk)


def test_races_without_the_lock_are_lost(rivals, monkeypatch):
    rounds = {race.name: prepared(race, WITHOUT_LOCK) for race in RACES}
    take_the_lock_away(monkeypatch, rivals)
    for module in (guards, drafting, reviewing, reviews):
        monkeypatch.setattr(module, "lock", _read)
    won = {}
    for race in RACES:
        with meeting(monkeypatch, race.moment):
            verdicts = [_verdict(race, rivals, played) for played in rounds[race.name]]
        won[race.name] = verdicts.count("")
    assert won == dict.fromkeys(won, 0)


def _verdict(race, rivals, played) -> str:
    try:
        return race.verdict(rivals, played)
    except ValidationError as error:
        # Wagtail's own constraint of one review at a time may come first: no answer to a person.
        return f"{error}"
