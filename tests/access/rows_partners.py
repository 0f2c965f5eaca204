"""Rows of organisations, members, invitations and verification."""

from __future__ import annotations

from tests.access.actors import ACTORS, MEMBERS, World
from tests.access.table import (
    CLOSED,
    DONE,
    HIDDEN,
    LOGIN,
    OK,
    PROFILE,
    REFUSED,
    Cells,
    Row,
    each,
    everybody,
    members_only,
    public_profile,
    signed_in,
    slug,
    slug_and,
)

EDITORS = ("owner", "editor")
OWNERS = ("owner",)
REQUESTERS = ("owner", "signatory")


def _edit(world: World) -> dict:
    return {**PROFILE, "city": "Kisumu", "revision": world.organisation.revision}


def _leaving(state: str) -> Cells:
    # Two owners: everybody may go. A superuser who is no member cannot.
    return {**members_only(DONE, allowed=MEMBERS)(state), "superuser": REFUSED}


def _handing_over(state: str) -> Cells:
    return {**members_only(DONE, allowed=OWNERS)(state), "superuser": REFUSED}


def _requesting(state: str) -> Cells:
    # With one request waiting, the form comes back with the reason.
    return members_only(OK if state == "waiting" else DONE, allowed=REQUESTERS)(state)


def _cancelling(state: str) -> Cells:
    return members_only(DONE if state == "waiting" else REFUSED, allowed=REQUESTERS)(state)


def _verification_page(state: str) -> Cells:
    return {**members_only(OK, allowed=MEMBERS)(state), "verifier": OK}


def _evidence(state: str) -> Cells:
    # Not known to exist by anybody else, in any state.
    allowed = (*MEMBERS, "verifier", "superuser")
    return {**each(ACTORS, HIDDEN), "anonymous": LOGIN, **each(allowed, OK)}


def _answering(state: str) -> Cells:
    # Nobody here has verified the address; the anonymous visitor is shown the ways to sign in.
    return {**each(ACTORS, REFUSED), "anonymous": OK}


def _own_invitation(state: str) -> Cells:
    return {**each(ACTORS, HIDDEN), "anonymous": LOGIN, "stranger": DONE}


ROWS = [
    Row("list_organisations", "GET", everybody(OK)),
    Row("list_my_organisations", "GET", signed_in(OK)),
    Row("found_organisation", "GET", signed_in(OK)),
    Row("found_organisation", "POST", signed_in(DONE), data=lambda world: PROFILE),
    Row("show_organisation", "GET", public_profile, slug),
    Row("manage_organisation", "GET", members_only(OK, allowed=MEMBERS), slug),
    Row("edit_organisation", "GET", members_only(OK, allowed=EDITORS), slug),
    Row("edit_organisation", "POST", members_only(DONE, allowed=EDITORS), slug, _edit),
    Row("edit_logo", "GET", members_only(OK, allowed=EDITORS), slug),
    Row(
        "edit_logo",
        "POST",
        members_only(DONE, allowed=EDITORS),
        slug,
        lambda world: {"remove": "1"},
    ),
    Row("edit_names", "GET", members_only(OK, allowed=EDITORS), slug),
    Row(
        "edit_names",
        "POST",
        members_only(DONE, allowed=EDITORS),
        slug,
        lambda world: {
            "add": "name",
            "name-value": "Puits",
            "name-kind": "label",
            "name-language": "fr",
        },
    ),
    Row("remove_name", "POST", members_only(DONE, allowed=EDITORS), slug_and("name")),
    Row("remove_identifier", "POST", members_only(DONE, allowed=EDITORS), slug_and("identifier")),
    Row("list_members", "GET", members_only(OK, allowed=MEMBERS), slug),
    Row("edit_member", "GET", members_only(OK, allowed=OWNERS), slug_and("seat_viewer")),
    Row(
        "edit_member",
        "POST",
        members_only(DONE, allowed=OWNERS),
        slug_and("seat_viewer"),
        lambda world: {"save": "role", "role": "editor"},
    ),
    Row("remove_member", "GET", members_only(OK, allowed=OWNERS), slug_and("seat_viewer")),
    Row("remove_member", "POST", members_only(DONE, allowed=OWNERS), slug_and("seat_viewer")),
    Row("leave_organisation", "GET", members_only(OK, allowed=MEMBERS), slug),
    Row("leave_organisation", "POST", _leaving, slug),
    Row("hand_over_organisation", "GET", members_only(OK, allowed=OWNERS), slug),
    Row(
        "hand_over_organisation",
        "POST",
        _handing_over,
        slug,
        lambda world: {"to": world.rows["seat_editor"].pk},
    ),
    Row("invite_member", "GET", members_only(OK, allowed=OWNERS), slug),
    Row(
        "invite_member",
        "POST",
        members_only(DONE, allowed=OWNERS),
        slug,
        lambda world: {"email": "new@people.example", "role": "viewer", "language": "fr"},
    ),
    Row("revoke_invitation", "POST", members_only(DONE, allowed=OWNERS), slug_and("invitation")),
    Row("answer_invitation", "GET", everybody(OK), lambda world: ["known"]),
    Row("answer_invitation", "GET", everybody(CLOSED), lambda world: ["forged"]),
    Row(
        "answer_invitation",
        "POST",
        _answering,
        lambda world: ["known"],
        lambda world: {"answer": "accept"},
    ),
    Row(
        "answer_own_invitation",
        "POST",
        _own_invitation,
        lambda world: [world.rows["own_invitation"].pk],
        lambda world: {"answer": "accept"},
    ),
    Row("show_verification", "GET", _verification_page, slug),
    Row("request_verification", "GET", members_only(OK, allowed=REQUESTERS), slug),
    Row(
        "request_verification",
        "POST",
        _requesting,
        slug,
        lambda world: {"evidence_kind": "identifier", "identifier": world.rows["identifier"].pk},
    ),
    Row("cancel_verification", "POST", _cancelling, slug_and("verification")),
    Row("download_evidence", "GET", _evidence, lambda world: [world.rows["verification"].pk]),
]
