"""Rows of saved searches: everybody has their own, and nobody sees another's."""

from __future__ import annotations

from alerts import stopping
from tests.access.actors import ACTORS
from tests.access.table import (
    DONE,
    HIDDEN,
    LOGIN,
    OK,
    WRITTEN,
    Cells,
    Row,
    World,
    each,
    everybody,
    signed_in,
)

FORM = {"name": "Pumps", "frequency": "weekly"}


def own(outcome: str):
    """Of the owner of the organisation; hidden from all others, staff among them."""

    def cells(state: str) -> Cells:
        return {**each(ACTORS, HIDDEN), "anonymous": LOGIN, "owner": outcome}

    return cells


def _pk(world: World) -> list[int]:
    return [world.rows["search"].pk]


def _token(world: World) -> list[str]:
    return [stopping.address(world.rows["search"]).rstrip("/").rpartition("/")[2]]


ROWS = [
    Row("list_searches", "GET", signed_in(OK)),
    Row("save_search", "GET", signed_in(OK)),
    Row("save_search", "POST", signed_in(DONE), data=lambda world: FORM),
    Row("edit_search", "GET", own(OK), _pk),
    Row("edit_search", "POST", own(DONE), _pk, lambda world: FORM),
    Row("run_search", "POST", own(DONE), _pk),
    Row("pause_search", "POST", own(DONE), _pk),
    Row("delete_search", "GET", own(OK), _pk),
    Row("delete_search", "POST", own(DONE), _pk),
    # Whoever holds the letter may stop it: nobody is asked to sign in.
    Row("stop_search", "GET", everybody(OK), _token),
    Row("stop_search", "POST", everybody(WRITTEN), _token),
]
