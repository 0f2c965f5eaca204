"""Rows of offers and needs."""

from __future__ import annotations

from collections.abc import Callable

from tests.access.actors import ACTORS, MEMBERS, PUBLIC, REVIEWERS, World
from tests.access.rows_site import staff_screen
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
)
from tests.marketplace.listings import scores, waiting

WRITERS = ("owner", "editor")


DESK = "wagtailsnippets_marketplace_listing:"


def listing(row: str) -> Callable[[World], list]:
    return lambda world: [world.rows[row].pk]


def decision(action: str) -> Callable[[World], list]:
    def args(world: World) -> list:
        return [world.rows["in_review"].pk, action, waiting(world.rows["in_review"]).pk]

    return args


draft, published, withdrawn = listing("draft"), listing("published"), listing("withdrawn")


def _draft_page(state: str) -> Cells:
    return {**each(ACTORS, HIDDEN), **each(MEMBERS, OK)}


def _published_page(state: str) -> Cells:
    # Once published, it is known to have been there.
    return {**each(ACTORS, OK if state in PUBLIC else GONE), **each(MEMBERS, OK)}


def _withdrawn_page(state: str) -> Cells:
    return {**each(ACTORS, GONE), **each(MEMBERS, OK)}


def _file_shown(state: str) -> Cells:
    return {**_file_drafted(state), **(each(ACTORS, OK) if state in PUBLIC else {})}


def _file_drafted(state: str) -> Cells:
    return {**each(ACTORS, HIDDEN), **each((*MEMBERS, *REVIEWERS, "superuser"), OK)}


def desk(outcome: str, *, superuser: str = MOVED, unless_verified: str = "") -> Callable:
    """Wagtail sends staff without this right to their own desk, with a word."""

    def cells(state: str) -> Cells:
        done = outcome if state == "verified" or not unless_verified else unless_verified
        return {**staff_screen(superuser, allowed=()), **each(REVIEWERS, done)}

    return cells


def _on_draft(outcome: str):
    """Also what is asked about the organisation by name: members know it, nobody else."""

    def cells(state: str) -> Cells:
        known = {**each(MEMBERS, FORBIDDEN), **each(WRITERS, outcome)}
        return {**each(ACTORS, HIDDEN), "anonymous": LOGIN, **known}

    return cells


def _handing_in(state: str) -> Cells:
    # Drafting is free; being public needs a verification in force today.
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


UNSEEN = ("draft", "discarded", "in_review")
ONCE_SEEN = ("paused", "expired", "withdrawn", "archived")

ROWS = [
    *(Row(name, "GET", everybody(OK)) for name in ("list_offers", "list_needs")),
    *(Row("show_listing", "GET", _draft_page, listing(row)) for row in UNSEEN),
    Row("show_listing", "GET", _published_page, published),
    *(Row("show_listing", "GET", _withdrawn_page, listing(row)) for row in ONCE_SEEN),
    Row("show_terms", "GET", _published_page, published),
    Row("show_file", "GET", _file_shown, listing("shown_file")),
    Row("show_file", "GET", _file_drafted, listing("drafted_file")),
    Row("submit_listing", "POST", _handing_in, draft),
    Row("submit_listing", "POST", _on_draft(MOVED), listing("in_review")),
    Row("submit_listing", "POST", _on_published(MOVED), published),
    Row("take_back_listing", "POST", _on_draft(DONE), listing("in_review")),
    Row("take_back_listing", "POST", _on_draft(MOVED), draft),
    Row("pause_listing", "POST", _on_published(DONE), published),
    Row("pause_listing", "POST", _on_draft(MOVED), draft),
    Row("renew_listing", "POST", _on_published(DONE, otherwise=MOVED), published),
    Row("renew_listing", "POST", _handing_in, listing("paused")),
    Row("renew_listing", "POST", _handing_in, listing("expired")),
    Row("renew_listing", "POST", _on_draft(MOVED), withdrawn),
    Row("withdraw_listing", "GET", _on_published(OK), published),
    Row("withdraw_listing", "POST", _on_published(DONE), published),
    Row("withdraw_listing", "POST", _on_draft(DONE), listing("expired")),
    Row("withdraw_listing", "POST", _on_draft(MOVED), draft),
    Row("archive_listing", "POST", _on_draft(DONE), draft),
    Row("archive_listing", "POST", _on_draft(DONE), withdrawn),
    Row("archive_listing", "POST", _on_published(MOVED), published),
    Row(f"{DESK}list", "GET", desk(OK, superuser=OK)),
    Row(f"{DESK}history", "GET", desk(OK, superuser=OK), listing("in_review")),
    Row(f"{DESK}workflow_history", "GET", desk(OK, superuser=OK), listing("in_review")),
    Row(f"{DESK}edit", "GET", desk(OK), listing("in_review")),
    Row(f"{DESK}edit", "GET", desk(MOVED), published),
    # Without the token of what it changes it comes back with a word.
    Row(f"{DESK}edit", "POST", desk(OK), listing("in_review")),
    Row(f"{DESK}edit", "POST", desk(MOVED), published),
    Row(f"{DESK}workflow_action", "GET", desk(OK), decision("approve")),
    Row(f"{DESK}workflow_action", "POST", desk(DONE), decision("reject"), lambda world: scores()),
    Row(
        f"{DESK}workflow_action",
        "POST",
        desk(DONE, unless_verified=MOVED),
        decision("approve"),
        lambda world: scores(),
    ),
]
