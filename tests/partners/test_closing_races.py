"""An account closes while its person takes a seat, or while the other owner goes."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from accounts import actions as accounts
from accounts.models import User
from cms.wagtail_users import ActiveStateBulkAction, SetActiveStateBulkAction
from partners.actions import invitations, members, organisations
from partners.enums import Role
from partners.models import Invitation, Membership, Organisation
from tests.factories import InvitationFactory, UserFactory
from tests.partners.test_races import (
    WITHOUT_LOCK,
    Rivals,
    Round,
    _read,
    meeting,
    one_owner_left,
    rivals,
    take_the_lock_away,
    two_owners,
)

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 20
# The last thing that each does before it is too late.
MOMENTS = (
    (User, "save"),
    (Membership, "save_or_delete"),
    (SetActiveStateBulkAction, "execute_action"),
)
TOLD = {"account_closed", "blocked", "last_owner"}

__all__ = ["rivals"]


def verdict(rivals: Rivals, played: Round) -> str:
    """Empty if one did it and the other was told why not, and what must hold does."""
    ended = rivals.act(played.one, played.other)
    if ended.count("done") != 1 or not set(ended) <= {"done", *TOLD}:
        return f"{ended}"
    return played.wrong(ended)


def delete(person: User) -> Callable:
    return lambda: accounts.delete_account(User.objects.get(pk=person.pk), by=person)


def close(person: User, staff: User) -> Callable:
    # As the page of the staff does it; the model is what Wagtail's own part is told.
    chosen = {"mark_as_active": False, "user": staff, "model": User}
    return lambda: ActiveStateBulkAction.execute_action([person], **chosen)


def seat_or_nobody(person: User) -> Callable:
    """Who took the seat is still there, and who is gone has none."""

    def wrong(ended: list[str]) -> str:
        seats = person.memberships.count()
        gone = User.objects.get(pk=person.pk).is_deleted
        return "" if (seats, gone) in [(1, False), (0, True)] else f"{seats} seats, gone: {gone}"

    return wrong


def founding(count: int) -> list[Round]:
    people = [UserFactory() for _number in range(count)]

    def found(person: User) -> Callable:
        row = Organisation(name="Wells", kind="ngo", language="en", country_id="KE")
        return lambda: organisations.found(row, by=person)

    return [Round(found(one), delete(one), seat_or_nobody(one)) for one in people]


def accepting(count: int) -> list[Round]:
    """As the first owner: whoever took the seat would be missed."""

    def make() -> Round:
        person = UserFactory()
        row = InvitationFactory(email=person.email, role=Role.OWNER)
        stored = Invitation.objects.select_related("organisation").get(pk=row.pk)
        return Round(
            lambda: invitations.accept(stored, by=person), delete(person), seat_or_nobody(person)
        )

    return [make() for _number in range(count)]


def leaving(count: int) -> list[Round]:
    """One owner leaves, staff close the account of the other."""
    staff = UserFactory(is_superuser=True)

    def make() -> Round:
        (ann, bob), [house] = two_owners(1)
        return Round(lambda: members.leave(house, by=ann), close(bob, staff), one_owner_left(house))

    return [make() for _number in range(count)]


def closing(count: int) -> list[Round]:
    """Two of staff close the accounts of two owners."""
    staff = UserFactory(is_superuser=True)

    def make() -> Round:
        (ann, bob), [house] = two_owners(1)
        return Round(close(ann, staff), close(bob, staff), one_owner_left(house))

    return [make() for _number in range(count)]


RACES = (founding, accepting, leaving, closing)


@pytest.mark.parametrize("race", RACES, ids=lambda race: race.__name__)
def test_who_closes_an_account_and_who_relies_on_it_do_not_miss_each_other(rivals, race):
    verdicts = [verdict(rivals, played) for played in race(ROUNDS)]
    assert [each for each in verdicts if each] == []


def test_without_the_lock_they_do(rivals, monkeypatch):
    rounds = {race.__name__: race(WITHOUT_LOCK) for race in RACES}
    take_the_lock_away(monkeypatch, rivals)
    monkeypatch.setattr(accounts, "lock", _read)
    won = {}
    for name, played in rounds.items():
        with meeting(monkeypatch, *MOMENTS):
            won[name] = [verdict(rivals, each) for each in played].count("")
    assert won == dict.fromkeys(won, 0)
