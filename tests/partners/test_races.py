"""Two people act at the same moment: one does, the other is told why not.

Each writer has a thread and a connection of its own, and really commits. Every race is also run
with its lock taken away, to show that it would be lost: on PostgreSQL without SELECT ... FOR
UPDATE, on SQLite with transactions that take the lock only when they write.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, connections, transaction
from django.utils import timezone

from accounts.models import User
from core.errors import ActionRefused
from partners.actions import guards, invitations, members, organisations, verifications
from partners.enums import EvidenceKind, Role, VerificationStatus
from partners.models import Invitation, Membership, Organisation, Verification
from tests.factories import (
    InvitationFactory,
    MembershipFactory,
    OrganisationFactory,
    UserFactory,
    VerificationFactory,
)

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS, WITHOUT_LOCK = 50, 3
# Of each rival: whether it has waited for the other in this round.
_here = threading.local()


# --- Writers at the same time -----------------------------------------------------------------


class Rivals:
    """Threads with a connection each, two of them or more, kept for many rounds."""

    def __init__(self, number: int = 2) -> None:
        self.number = number
        self.pool = ThreadPoolExecutor(number)
        self.ready = threading.Barrier(number)

    def act(self, *actions: Callable) -> list[str]:
        """What became of each: "done", the code of the refusal, or the name of the error."""
        running = [self.pool.submit(self._act, action) for action in actions]
        return [future.result(60) for future in running]

    def _act(self, action: Callable) -> str:
        _here.met = False
        self.ready.wait(60)
        try:
            action()
        except ActionRefused as refusal:
            return refusal.code
        except DatabaseError as error:
            return type(error).__name__
        return "done"

    def end(self) -> None:
        self.act(*[connections.close_all] * self.number)
        self.pool.shutdown()


@pytest.fixture
def rivals() -> Iterator[Rivals]:
    rivals = Rivals()
    yield rivals
    rivals.end()


# --- The races ------------------------------------------------------------------------------


@dataclass
class Round:
    one: Callable
    other: Callable
    # What must hold afterwards, given what became of each; empty if it does.
    wrong: Callable[[list[str]], str]


@dataclass
class Race:
    """`rounds` prepares that many; without the lock, both wait for each other before `moment`."""

    name: str
    rounds: Callable[[int], list[Round]]
    moment: tuple[type, str]
    outcomes: set[str]

    def verdict(self, rivals: Rivals, played: Round) -> str:
        ended = rivals.act(played.one, played.other)
        if set(ended) != self.outcomes:
            return f"{ended}"
        return played.wrong(ended)


def two_owners(count: int) -> tuple[list[User], list[Organisation]]:
    people = [UserFactory(), UserFactory()]
    houses = [OrganisationFactory() for _number in range(count)]
    for house in houses:
        for person in people:
            MembershipFactory(organisation=house, user=person, role=Role.OWNER)
    return people, houses


def one_owner_left(house: Organisation) -> Callable[[list[str]], str]:
    def wrong(ended: list[str]) -> str:
        owners = house.memberships.owners().count()
        return "" if owners == 1 else f"{owners} owners"

    return wrong


def leaving(count: int) -> list[Round]:
    (ann, bob), houses = two_owners(count)
    return [
        Round(
            lambda house=house: members.leave(house, by=ann),
            lambda house=house: members.leave(house, by=bob),
            one_owner_left(house),
        )
        for house in houses
    ]


def demoting(count: int) -> list[Round]:
    """Each the other."""
    (ann, bob), houses = two_owners(count)

    def demote(house: Organisation, whom: User, by: User) -> Callable:
        seat = Membership.objects.get(organisation=house, user=whom)
        return lambda: members.change_role(seat, by=by, role=Role.EDITOR)

    return [
        Round(demote(house, bob, by=ann), demote(house, ann, by=bob), one_owner_left(house))
        for house in houses
    ]


def resigning(count: int) -> list[Round]:
    """Each themselves: one by leaving, one by becoming an editor."""
    (ann, bob), houses = two_owners(count)

    def resign(house: Organisation) -> Callable:
        seat = Membership.objects.get(organisation=house, user=ann)
        return lambda: members.change_role(seat, by=ann, role=Role.EDITOR)

    return [
        Round(
            resign(house),
            lambda house=house: members.leave(house, by=bob),
            one_owner_left(house),
        )
        for house in houses
    ]


def accepting(count: int) -> list[Round]:
    """One person, in two windows."""
    person = UserFactory()

    def make() -> Round:
        invitation = InvitationFactory(email=person.email, role=Role.EDITOR)

        def accept() -> None:
            invitations.accept(Invitation.objects.get(pk=invitation.pk), by=person)

        def wrong(ended: list[str]) -> str:
            seats = Membership.objects.filter(organisation=invitation.organisation_id).count()
            return "" if seats == 1 else f"{seats} seats"

        return Round(accept, accept, wrong)

    return [make() for _number in range(count)]


def revoking(count: int) -> list[Round]:
    """An owner takes back what the person invited accepts."""
    owner, person = UserFactory(), UserFactory()

    def make() -> Round:
        house = MembershipFactory(user=owner, role=Role.OWNER).organisation
        row = InvitationFactory(organisation=house, email=person.email)

        def wrong(ended: list[str]) -> str:
            seated = house.memberships.filter(user=person).exists()
            return "" if seated == (ended[0] == "done") else f"{ended}, seat: {seated}"

        return Round(
            lambda: invitations.accept(Invitation.objects.get(pk=row.pk), by=person),
            lambda: invitations.revoke(Invitation.objects.get(pk=row.pk), by=owner),
            wrong,
        )

    return [make() for _number in range(count)]


def requesting(count: int) -> list[Round]:
    (ann, bob), houses = two_owners(count)

    def ask(house: Organisation, by: User) -> Callable:
        row = Verification(evidence_kind=EvidenceKind.EMAIL_DOMAIN, email=by.email)
        return lambda: verifications.request(house, row, by=by)

    def one_waits(house: Organisation) -> Callable[[list[str]], str]:
        def wrong(ended: list[str]) -> str:
            waiting = house.verifications.filter(status=VerificationStatus.REQUESTED).count()
            return "" if waiting == 1 else f"{waiting} requests"

        return wrong

    return [Round(ask(house, ann), ask(house, bob), one_waits(house)) for house in houses]


def revising(count: int) -> list[Round]:
    (ann, bob), houses = two_owners(count)

    def revise(house: Organisation, by: User, city: str) -> Callable:
        return lambda: organisations.revise(house, by=by, revision=1, changes={"city": city})

    def winner_is_stored(house: Organisation) -> Callable[[list[str]], str]:
        def wrong(ended: list[str]) -> str:
            city, revision = Organisation.objects.values_list("city", "revision").get(pk=house.pk)
            right = "Ann" if ended[0] == "done" else "Bob"
            return "" if (city, revision) == (right, 2) else f"{ended}, {city}, {revision}"

        return wrong

    return [
        Round(revise(house, ann, "Ann"), revise(house, bob, "Bob"), winner_is_stored(house))
        for house in houses
    ]


def deciding(count: int) -> list[Round]:
    """Staff verify what the organisation takes back."""
    owner, staff = UserFactory(), UserFactory(is_superuser=True)
    until = timezone.now().date() + timedelta(days=365)

    def make() -> Round:
        house = MembershipFactory(user=owner, role=Role.OWNER).organisation
        row = VerificationFactory(organisation=house, status=VerificationStatus.REQUESTED)
        page = Verification.objects.get(pk=row.pk)

        def wrong(ended: list[str]) -> str:
            right = "granted" if ended[0] == "done" else "cancelled"
            now = Verification.objects.get(pk=row.pk).status
            return "" if now == right else f"{ended}, {now}"

        return Round(
            lambda: verifications.grant(page, by=staff, reason="Seen.", expires_on=until),
            lambda: verifications.cancel(row, by=owner),
            wrong,
        )

    return [make() for _number in range(count)]


def founding(count: int) -> list[Round]:
    """Two windows of somebody who may found one more."""

    def make() -> Round:
        person = UserFactory()

        def found() -> None:
            row = Organisation(name="Wells", kind="ngo", language="en", country_id="KE")
            organisations.found(row, by=person)

        def wrong(ended: list[str]) -> str:
            seats = person.memberships.count()
            return "" if seats == 1 else f"{seats} organisations"

        return Round(found, found, wrong)

    return [make() for _number in range(count)]


RACES = [
    Race("two owners leave", leaving, (Membership, "delete"), {"done", "last_owner"}),
    Race("two owners demote each other", demoting, (Membership, "save"), {"done", "not_allowed"}),
    # Who resigned first is counted: leaving waits before its delete, the other before its save.
    Race("an owner resigns, one leaves", resigning, (Membership, "save_or_delete"),
         {"done", "last_owner"}),
    Race("an invitation is accepted twice", accepting, (Membership, "save"),
         {"done", "closed"}),
    Race("an invitation is accepted and revoked", revoking, (Invitation, "save"),
         {"done", "closed"}),
    Race("two requests for verification", requesting, (Verification, "save"),
         {"done", "waiting"}),
    Race("two revisions of one page", revising, (Organisation, "save"),
         {"done", "changed_meanwhile"}),
    Race("a decision and a cancellation", deciding, (Verification, "save"),
         {"done", "too_late"}),
    Race("two foundings by who may found one", founding, (Organisation, "save"),
         {"done", "too_many"}),
]  # fmt: skip


def prepared(race: Race, count: int) -> list[Round]:
    with transaction.atomic():
        return race.rounds(count)


@pytest.fixture(autouse=True)
def one_organisation_each(monkeypatch):
    monkeypatch.setattr(organisations, "MAX_ORGANISATIONS_PER_PERSON", 1)


# One test for all: emptying the database after each takes longer than the races.
def test_races_have_one_winner_and_one_who_is_told(rivals):
    lost = {}
    for race in RACES:
        verdicts = [race.verdict(rivals, played) for played in prepared(race, ROUNDS)]
        assert len(verdicts) == ROUNDS
        lost[race.name] = [verdict for verdict in verdicts if verdict]
    assert {name: verdicts for name, verdicts in lost.items() if verdicts} == {}


# --- Without the lock -----------------------------------------------------------------------


def _read(row):
    """What is left of lock() when nothing is held."""
    return row._meta.model._default_manager.get(pk=row.pk)


def _take_the_lock_only_to_write() -> None:
    connection.ensure_connection()
    connection.transaction_mode = "DEFERRED"


def take_the_lock_away(monkeypatch, rivals: Rivals) -> None:
    for module in (guards, invitations, members, organisations, verifications):
        if hasattr(module, "lock"):
            monkeypatch.setattr(module, "lock", _read)
    if connection.vendor == "sqlite":
        rivals.act(*[_take_the_lock_only_to_write] * rivals.number)


@contextmanager
def meeting(monkeypatch, *moments: tuple[type, str]) -> Iterator[None]:
    """Inside, both rivals wait for each other before they first write, each at any of `moments`."""
    both_there = threading.Barrier(2)
    with monkeypatch.context() as patched:
        for model, methods in moments:
            for method in methods.split("_or_"):
                patched.setattr(model, method, _waiting(both_there, getattr(model, method)))
        yield


def _waiting(both_there: threading.Barrier, write: Callable) -> Callable:
    main = threading.get_ident()

    def wait_and_write(self, *args, **kwargs):
        if threading.get_ident() != main and not _here.met:
            _here.met = True
            try:
                both_there.wait(2)
            except threading.BrokenBarrierError:
                # SQLite holds the other at an earlier write. The next round meets again.
                both_there.reset()
        return write(self, *args, **kwargs)

    return wait_and_write


def test_races_without_the_lock_are_lost(rivals, monkeypatch):
    rounds = {race.name: prepared(race, WITHOUT_LOCK) for race in RACES}
    take_the_lock_away(monkeypatch, rivals)
    won = {}
    for race in RACES:
        with meeting(monkeypatch, race.moment):
            verdicts = [race.verdict(rivals, played) for played in rounds[race.name]]
        won[race.name] = verdicts.count("")
    assert won == dict.fromkeys(won, 0)
