"""Rows of requests: between two organisations, and nobody else's business, staff included."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from tests.access.actors import ACTORS, MEMBERS, PUBLIC, World
from tests.access.rows_site import fixed, staff_screen
from tests.access.table import (
    DONE,
    FORBIDDEN,
    HIDDEN,
    LOGIN,
    MOVED,
    OK,
    WRITTEN,
    Cells,
    Row,
    each,
    signed_in,
)
from tests.negotiations.parties import ANSWERS

WRITERS = ("owner", "editor")
AUTHOR = ("owner",)
ASKED = {**ANSWERS, "visibility": "full", "do": "keep"}


def row(name: str) -> Callable[[World], list]:
    return lambda world: [world.rows[name].pk]


def only(allowed: tuple[str, ...], outcome: str, *, known: tuple[str, ...] = MEMBERS) -> Callable:
    """Of those who know that it exists, the others are refused; nobody else learns of it."""

    def cells(state: str) -> Cells:
        seen = {**each(known, FORBIDDEN), **each(allowed, outcome)}
        return {**each(ACTORS, HIDDEN), "anonymous": LOGIN, **seen}

    return cells


def _asking(outcome: str) -> Callable:
    """About a public listing anybody may ask who writes for an organisation, but not its own."""

    def cells(state: str) -> Cells:
        if state not in PUBLIC:
            return {**each(ACTORS, HIDDEN), "anonymous": LOGIN}
        return {**each(ACTORS, OK), "anonymous": LOGIN, "other_owner": outcome}

    return cells


def _text(world: World) -> dict[str, Any]:
    return {"body": "A word.", "key": str(uuid.uuid4())}


def reported(name: str) -> Callable[[World], list]:
    """A file of the thread that was reported."""
    return lambda world: [world.rows["report"].pk, world.rows[name].pk]


received, in_contact, sent, draft = (
    row(name) for name in ("received", "in_contact", "sent", "request_draft")
)
members, writers = only(MEMBERS, OK), only(WRITERS, OK)
author = only(AUTHOR, OK, known=())

ROWS = [
    Row("start_request", "GET", _asking(OK), row("published")),
    Row("start_request", "POST", _asking(DONE), row("published"), lambda world: ASKED),
    Row("list_inbox", "GET", signed_in(OK)),
    Row("list_outbox", "GET", signed_in(OK)),
    *(Row("show_request", "GET", members, which) for which in (received, in_contact, sent)),
    Row("show_request", "GET", only(AUTHOR, MOVED, known=()), draft),
    Row("export_request", "GET", members, in_contact),
    Row("export_request", "GET", only(AUTHOR, HIDDEN, known=()), draft),
    Row("export_files", "GET", members, in_contact),
    Row("export_files", "GET", only(AUTHOR, HIDDEN, known=()), draft),
    *(Row("download_attachment", "GET", members, row(f"{whose}_file")) for whose in ("our", "their")),
    *(Row("download_attachment", "GET", only(MEMBERS, "409"), row(f"{state}_file"))
      for state in ("held", "infected")),
    Row("write_request", "GET", author, draft),
    Row("write_request", "GET", only(WRITERS, HIDDEN), sent),
    Row("write_request", "POST", only(AUTHOR, DONE, known=()), draft, lambda world: ASKED),
    Row("discard_request", "POST", only(AUTHOR, DONE, known=()), draft),
    Row("discard_request", "POST", only(WRITERS, HIDDEN), sent),
    Row("acknowledge_request", "POST", only(WRITERS, DONE), received),
    Row("acknowledge_request", "POST", only((), DONE), sent),
    Row("accept_request", "GET", writers, received),
    Row("accept_request", "POST", only(WRITERS, DONE), received),
    Row("accept_request", "POST", only(WRITERS, MOVED), in_contact),
    Row("accept_request", "POST", only((), DONE), sent),
    Row("ask_for_more", "GET", writers, received),
    Row("ask_for_more", "POST", only(WRITERS, DONE), received, _text),
    Row("ask_for_more", "POST", only((), DONE), sent, _text),
    Row("decline_request", "GET", writers, received),
    Row(
        "decline_request",
        "POST",
        only(WRITERS, DONE),
        received,
        lambda world: {"code": "too_early"},
    ),
    Row("decline_request", "POST", only((), DONE), sent, lambda world: {"code": "too_early"}),
    Row("withdraw_request", "GET", writers, sent),
    Row("withdraw_request", "POST", only(WRITERS, DONE), sent),
    Row("withdraw_request", "POST", only((), DONE), received),
    Row("close_request", "GET", writers, in_contact),
    Row("close_request", "POST", only(WRITERS, DONE), in_contact),
    Row("close_request", "POST", only(WRITERS, MOVED), received),
    Row("write_message", "POST", only(WRITERS, DONE), in_contact, _text),
    Row("write_message", "POST", only(WRITERS, DONE), sent, _text),
    Row("write_note", "POST", only(WRITERS, DONE), received, lambda world: {"note": "A word."}),
    Row("assign_request", "POST", only(WRITERS, DONE), received,
        lambda world: {"person": world.people["editor"].pk}),
    Row("assign_request", "POST", only((), DONE), sent),
    Row("list_blocks", "GET", signed_in(OK)),
    Row("block_sender", "GET", writers, received),
    Row("block_sender", "POST", only(WRITERS, DONE), in_contact),
    Row("unblock_sender", "POST", only(WRITERS, DONE), row("block")),
    Row("report_request", "GET", writers, received),
    Row("report_request", "POST", only(WRITERS, DONE), received, lambda world: {"text": "Spam."}),
    Row("reports:index", "GET", fixed(staff_screen(OK, allowed=()))),
    Row("reports:index_results", "GET", fixed(staff_screen(OK, allowed=()))),
    Row("reports:decide", "GET", fixed(staff_screen(OK, allowed=())), row("report")),
    Row("reports:decide", "POST", fixed(staff_screen(DONE, allowed=())), row("report"),
        lambda world: {"decision": "dismiss", "reason": "It is not."}),
    *(Row("reports:open_file", "POST", fixed(staff_screen(WRITTEN, allowed=())), reported(f"{whose}_file"))
      for whose in ("our", "their")),
    *(Row("reports:open_file", "POST", fixed(staff_screen("409", allowed=())), reported(f"{state}_file"))
      for state in ("held", "infected")),
]  # fmt: skip
