"""Rows of offers and needs."""

from __future__ import annotations

from tests.access.actors import ACTORS, MEMBERS, PUBLIC, World
from tests.access.table import (
    DONE,
    FORBIDDEN,
    GONE,
    HIDDEN,
    LOGIN,
    MOVED,
    OK,
    Cells,
    Row,
    each,
    everybody,
    signed_in,
)

WRITERS = ("owner", "editor")
TEXT = {"title": "A pump", "summary": "Lifts water.", "description": "", "language": "en"}


def draft(world: World) -> list:
    return [world.rows["draft"].pk]


def published(world: World) -> list:
    return [world.rows["published"].pk]


def withdrawn(world: World) -> list:
    return [world.rows["withdrawn_listing"].pk]


def revised(world: World) -> dict:
    return {**TEXT, "revision": 1}


def _draft_page(state: str) -> Cells:
    return {**each(ACTORS, HIDDEN), **each(MEMBERS, OK)}


def _published_page(state: str) -> Cells:
    # Once published, it is known to have been there.
    return {**each(ACTORS, OK if state in PUBLIC else GONE), **each(MEMBERS, OK)}


def _withdrawn_page(state: str) -> Cells:
    return {**each(ACTORS, GONE), **each(MEMBERS, OK)}


def _on_draft(outcome: str):
    """Also what is asked about the organisation by name: members know it, nobody else."""

    def cells(state: str) -> Cells:
        known = {**each(MEMBERS, FORBIDDEN), **each(WRITERS, outcome)}
        return {**each(ACTORS, HIDDEN), "anonymous": LOGIN, **known}

    return cells


def _publishing(state: str) -> Cells:
    # Drafting is free; publishing needs a verification in force today.
    return _on_draft(DONE if state == "verified" else MOVED)(state)


def _on_published(outcome: str, otherwise: str = ""):
    """`otherwise` is what comes of it while the organisation is not verified."""

    def cells(state: str) -> Cells:
        outside = FORBIDDEN if state in PUBLIC else HIDDEN
        done = outcome if state == "verified" or not otherwise else otherwise
        seen = done if state in PUBLIC else HIDDEN
        known = {**each(MEMBERS, FORBIDDEN), **each(WRITERS, done), "superuser": seen}
        return {**each(ACTORS, outside), "anonymous": LOGIN, **known}

    return cells


def _starting(state: str) -> Cells:
    # Writers with one organisation write at once; others are told what comes first.
    return {**each(ACTORS, OK), "anonymous": LOGIN}


def _drafting(state: str) -> Cells:
    return {**_starting(state), **each((*WRITERS, "other_owner"), DONE)}


ROWS = [
    *(Row(name, "GET", everybody(OK)) for name in ("list_offers", "list_needs")),
    Row("list_my_listings", "GET", signed_in(OK)),
    *(Row(name, "GET", _starting) for name in ("start_offer", "start_need")),
    *(
        Row(
            name, "GET", _on_draft(OK), data=lambda world: {"organisation": world.organisation.slug}
        )
        for name in ("start_offer", "start_need")
    ),
    *(
        Row(name, "POST", _drafting, data=lambda world: TEXT)
        for name in ("start_offer", "start_need")
    ),
    Row("show_listing", "GET", _draft_page, draft),
    Row("show_listing", "GET", _published_page, published),
    Row("show_listing", "GET", _withdrawn_page, withdrawn),
    Row("edit_listing", "GET", _on_draft(OK), draft),
    Row("edit_listing", "POST", _on_draft(DONE), draft, revised),
    Row("edit_listing", "GET", _on_published(OK), published),
    # Everybody would read the change; the form comes back with the reason.
    Row("edit_listing", "POST", _on_published(DONE, otherwise=OK), published, revised),
    Row("publish_listing", "POST", _publishing, draft),
    Row("withdraw_listing", "GET", _on_published(OK), published),
    Row("withdraw_listing", "POST", _on_published(DONE), published),
]
