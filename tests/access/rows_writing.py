"""Rows of writing: beginning, the steps of a draft, its rights, and what becomes of it."""

from __future__ import annotations

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
TEXT = {"title": "A pump", "summary": "Lifts water.", "description": "", "language": "en"}


def draft(world: World) -> list:
    return [world.rows["draft"].pk]


def published(world: World) -> list:
    return [world.rows["published"].pk]


def step_of(pk, code: str):
    return lambda world: [*pk(world), code]


def right_of(pk):
    # No draft has a right of this key.
    return lambda world: [*pk(world), "00000000-0000-4000-8000-000000000000"]


def real_right(world: World) -> list:
    return [*published(world), world.rows["right"].pk]


def a_patent(row: str):
    def data(world: World) -> dict:
        token = world.rows[row].draft_token
        no_states = {"statuses-TOTAL_FORMS": "0", "statuses-INITIAL_FORMS": "0"}
        return {"kind": "patent", "office": "US", "title": "Pump", "token": token, **no_states}

    return data


def basics(row: str):
    """The first step of the row, as sent by the page that was drawn last."""

    def data(world: World) -> dict:
        token = world.rows[row].draft_token
        return {**TEXT, "type": "technology", "content_licence": "CC-BY-4.0", "token": token}

    return data


def _on_draft(outcome: str):
    def cells(state: str) -> Cells:
        known = {**each(MEMBERS, FORBIDDEN), **each(WRITERS, outcome)}
        return {**each(ACTORS, HIDDEN), "anonymous": LOGIN, **known}

    return cells


def _on_published(outcome: str, superuser: str = ""):
    """What everybody may see, others may not write; the superuser is refused by the action."""

    def cells(state: str) -> Cells:
        outside = FORBIDDEN if state in PUBLIC else HIDDEN
        known = {**each(MEMBERS, FORBIDDEN), **each(WRITERS, outcome)}
        seen = (superuser or outcome) if state in PUBLIC else HIDDEN
        return {**each(ACTORS, outside), "anonymous": LOGIN, **known, "superuser": seen}

    return cells


def _starting(state: str) -> Cells:
    # Writers with one organisation write at once; others are told what comes first.
    return {**each(ACTORS, OK), "anonymous": LOGIN}


def _drafting(state: str) -> Cells:
    return {**_starting(state), **each((*WRITERS, "other_owner"), DONE)}


ROWS = [
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
    *(Row(name, "GET", _on_draft(OK), draft) for name in ("write_listing", "preview_listing")),
    *(
        Row(name, "GET", _on_published(OK), published)
        for name in ("write_listing", "preview_listing")
    ),
    Row("write_step", "GET", _on_draft(OK), step_of(draft, "basics")),
    Row("write_step", "POST", _on_draft(DONE), step_of(draft, "basics"), basics("draft")),
    Row("write_step", "GET", _on_published(OK), step_of(published, "terms")),
    Row(
        "write_step", "POST", _on_published(DONE), step_of(published, "basics"), basics("published")
    ),
    Row("add_right", "GET", _on_draft(OK), draft),
    Row("add_right", "GET", _on_published(OK), published),
    Row("add_right", "POST", _on_draft(DONE), draft, a_patent("draft")),
    Row("add_right", "POST", _on_published(DONE), published, a_patent("published")),
    Row("write_right", "GET", _on_draft(HIDDEN), right_of(draft)),
    Row("write_right", "POST", _on_draft(HIDDEN), right_of(draft)),
    Row("write_right", "GET", _on_published(OK), real_right),
    Row("write_right", "POST", _on_published(DONE), real_right, a_patent("published")),
    Row("remove_right", "POST", _on_draft(HIDDEN), right_of(draft)),
    Row("remove_right", "POST", _on_published(DONE), real_right, a_patent("published")),
    Row("copy_listing", "POST", _on_draft(DONE), draft),
    Row("copy_listing", "POST", _on_published(DONE), published),
    Row("discard_listing", "POST", _on_draft(DONE), draft),
    # It was public once.
    Row("discard_listing", "POST", _on_published(MOVED), published),
]
