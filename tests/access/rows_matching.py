"""Rows of matches: members of the listing's organisation read them, its writers decide."""

from __future__ import annotations

from collections.abc import Callable

from tests.access.actors import ACTORS, MEMBERS, PUBLIC, World
from tests.access.table import (
    DONE,
    FORBIDDEN,
    HIDDEN,
    LOGIN,
    MOVED,
    OK,
    Cells,
    Row,
    each,
    signed_in,
)

WRITERS = ("owner", "editor")


def published(world: World) -> list:
    return [world.rows["published"].pk]


def expired(world: World) -> list:
    return [world.rows["expired"].pk]


def published_and(row: str) -> Callable[[World], list]:
    return lambda world: [*published(world), world.rows[row].pk]


def _reading(state: str) -> Cells:
    outside = FORBIDDEN if state in PUBLIC else HIDDEN
    seen = OK if state in PUBLIC else HIDDEN
    return {
        **each(ACTORS, outside), "anonymous": LOGIN, **each(MEMBERS, OK), "superuser": seen,
    }  # fmt: skip


def _deciding(outcome: str, unless_public: str = "") -> Callable[[str], Cells]:
    def cells(state: str) -> Cells:
        done = outcome if state in PUBLIC or not unless_public else unless_public
        known = {**each(MEMBERS, FORBIDDEN), **each(WRITERS, done)}
        return {
            **_reading(state), **known, "superuser": done if state in PUBLIC else HIDDEN,
        }  # fmt: skip

    return cells


def _of_what_only_members_see(outcome: str) -> Callable[[str], Cells]:
    def cells(state: str) -> Cells:
        known = {**each(MEMBERS, FORBIDDEN), **each(WRITERS, outcome)}
        return {**each(ACTORS, HIDDEN), "anonymous": LOGIN, **known}

    return cells


def why(world: World) -> dict:
    return {"reason": "known", "note": "We met them last year."}


ROWS = [
    Row("list_matches", "GET", signed_in(OK)),
    Row("show_matches", "GET", _reading, published),
    Row("dismiss_match", "POST", _deciding(DONE, MOVED), published_and("proposed"), why),
    Row("dismiss_match", "POST", _deciding(OK), published_and("proposed")),
    Row("dismiss_match", "POST", _deciding(MOVED), published_and("set_aside"), why),
    Row("restore_match", "POST", _deciding(DONE), published_and("set_aside")),
    Row("restore_match", "POST", _deciding(MOVED), published_and("proposed")),
    Row("leave_matching", "POST", _deciding(DONE), published),
    Row("leave_matching", "POST", _of_what_only_members_see(MOVED), expired),
    Row("join_matching", "POST", _of_what_only_members_see(DONE), expired),
    Row("join_matching", "POST", _deciding(MOVED), published),
]
