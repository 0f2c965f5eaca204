"""Who gets what from which address: the table that tests/access/ holds the product to.

A row is an address, a method and what each actor is answered in each state of the organisation.
Cells not named take the row's `others`. A URL pattern without a row fails the build.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.access.actors import ACTORS, MEMBERS, PUBLIC, STAFF, World

OK = "200"
LOGIN = "302 to sign-in"
DONE = "302 done"  # and something was written
WRITTEN = "200 and something was written"
REFUSED = MOVED = "302 elsewhere"  # nothing was written: an action said no, or just a way on
REAUTHENTICATE = "302 to re-authentication"
SECOND_FACTOR = "302 to the second factor"
NOT_ALLOWED = "405"
UNAUTHORISED = "401"
HIDDEN = "404 hidden"
FORBIDDEN = "403 known"
GONE = "410 gone"
CLOSED = "404 closed"

Cells = dict[str, str]
SIGNED_IN = tuple(actor for actor in ACTORS if actor != "anonymous")


@dataclass(frozen=True)
class Row:
    """`args` and `data` are made from the world; `cells(state)` says what is expected."""

    name: str
    method: str
    cells: Callable[[str], Cells]
    args: Callable[[World], list[Any]] = lambda world: []
    data: Callable[[World], dict[str, Any]] = lambda world: {}

    def __str__(self) -> str:
        return f"{self.method} {self.name}"


def each(actors: Any, outcome: str) -> Cells:
    return dict.fromkeys(actors, outcome)


def everybody(outcome: str) -> Callable[[str], Cells]:
    return lambda state: each(ACTORS, outcome)


def members_only(outcome: str, *, allowed: tuple[str, ...]) -> Callable[[str], Cells]:
    """Signed-in pages of one organisation: hidden where it is, refused where it is known."""

    def cells(state: str) -> Cells:
        unseen = GONE if state == "withdrawn" else HIDDEN
        outside = FORBIDDEN if state in PUBLIC else unseen
        return {
            **each(ACTORS, outside),
            "anonymous": LOGIN,
            **each(MEMBERS, FORBIDDEN),
            "verifier": FORBIDDEN,
            **each(allowed, outcome),
            # A superuser holds every permission by Django's rule; what must not be done even so
            # is refused by the action (see "decide" below).
            "superuser": outcome,
        }

    return cells


def public_profile(state: str) -> Cells:
    outside = OK if state in PUBLIC else GONE if state == "withdrawn" else HIDDEN
    return {**each(ACTORS, outside), **each(MEMBERS, OK), **each(STAFF, OK)}


def signed_in(outcome: str) -> Callable[[str], Cells]:
    return lambda state: {**each(ACTORS, outcome), "anonymous": LOGIN}


def slug(world: World) -> list[Any]:
    return [world.organisation.slug]


def slug_and(row: str) -> Callable[[World], list[Any]]:
    return lambda world: [world.organisation.slug, world.rows[row].pk]


PROFILE = {
    "name": "Institute of Wells",
    "language": "en",
    "kind": "research_institute",
    "country": "KE",
}
