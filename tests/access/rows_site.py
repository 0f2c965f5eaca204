"""Rows of sign-in, one's own account, staff screens, and what everybody may see."""

from __future__ import annotations

import uuid

from django.core import signing

from accounts import unsubscribing
from accounts.mailing import MailKind
from accounts.models import MailFailure
from tests.access.actors import ACTORS, POWERLESS, REVIEWERS, STAFF
from tests.access.table import (
    DONE,
    FORBIDDEN,
    HIDDEN,
    LOGIN,
    MOVED,
    NOT_ALLOWED,
    OK,
    REAUTHENTICATE,
    REFUSED,
    SECOND_FACTOR,
    SIGNED_IN,
    UNAUTHORISED,
    WRITTEN,
    Cells,
    Row,
    World,
    each,
    everybody,
    signed_in,
)

PROVEN = (*STAFF, *REVIEWERS, "page_editor", "facts_editor")
VISITOR_ONLY = {**each(SIGNED_IN, MOVED), "anonymous": OK}


def staff_screen(outcome: str, *, allowed: tuple[str, ...] = STAFF) -> Cells:
    """A page of the Wagtail admin: members are told they may not, staff prove themselves first."""
    return {
        **each(ACTORS, FORBIDDEN),
        "anonymous": LOGIN,
        **each(POWERLESS, SECOND_FACTOR),
        # Wagtail sends staff without this permission to their own desk, with a word.
        "page_editor": MOVED,
        "facts_editor": MOVED,
        "verifier": MOVED,
        **each(REVIEWERS, MOVED),
        "superuser": outcome,
        **each(allowed, outcome),
    }


def _decide(world: World) -> dict:
    decision = {"waiting": "refuse", "verified": "withdraw", "lapsed": "withdraw"}
    return {"decision": decision.get(world.state, "refuse"), "reason": "Because."}


def _deciding(state: str) -> Cells:
    outcome = DONE if state in ("waiting", "verified", "lapsed") else MOVED
    return staff_screen(outcome)


def _pk(world: World) -> list[int]:
    return [world.rows["verification"].pk]


def _undelivered_key(world: World) -> list[uuid.UUID]:
    return [world.rows["undelivered"].pk]


def _undelivered(world: World) -> dict:
    return {"letter": [str(key) for key in _undelivered_key(world)]}


def _stop_token(world: World) -> list[str]:
    address = unsubscribing.address(world.people["owner"], MailKind.ALERTS)
    return [address.rstrip("/").rpartition("/")[2]]


def _reached_token(world: World) -> list[str]:
    failure = MailFailure.objects.get(person=world.people["owner"])
    return [signing.dumps([failure.pk, failure.address], salt="accounts.reachability")]


def fixed(cells: Cells):
    return lambda state: cells


EVERYBODY_READS = [
    "healthz",
    "readyz",
    "sitemap",
    "robots",
    "socialaccount_login_cancelled",
    "show_components",
    "account_inactive",
    "account_email_verification_sent",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key_done",
]
SIGNED_IN_READS = [
    "socialaccount_connections",
    "show_dashboard",
    "show_account",
    "edit_account",
    "export_account",
    "delete_account",
    "choose_mail",
    "account_email",
    "account_change_password",
    "mfa_index",
    "mfa_list_webauthn",
    "usersessions_list",
]
ASKS_AGAIN = [
    "mfa_activate_totp",
    "mfa_generate_recovery_codes",
    "mfa_add_webauthn",
]

ROWS = [
    *(Row(name, "GET", everybody(OK)) for name in EVERYBODY_READS),
    *(Row(name, "GET", signed_in(OK)) for name in SIGNED_IN_READS),
    *(Row(name, "GET", signed_in(REAUTHENTICATE)) for name in ASKS_AGAIN),
    Row("show_home", "GET", everybody(OK)),
    Row("sitemap_section", "GET", everybody(OK), lambda world: ["organisations"]),
    Row("healthz", "POST", everybody(NOT_ALLOWED)),
    Row("readyz", "POST", everybody(NOT_ALLOWED)),
    Row("favicon", "GET", everybody(MOVED)),
    Row("public_file", "GET", everybody(HIDDEN), lambda world: ["../settings.py"]),
    Row("socialaccount_login_error", "GET", everybody(UNAUTHORISED)),
    Row("socialaccount_signup", "GET", everybody(LOGIN)),
    # One way in, whatever door was tried.
    *(
        Row(name, method, everybody(LOGIN))
        for name in ("admin_login", "frontend_login", "wagtailcore_login")
        for method in ("GET", "POST")
    ),
    Row("admin_password_reset", "GET", everybody(MOVED)),
    Row("account_login", "GET", fixed(VISITOR_ONLY)),
    Row("account_login", "POST", fixed(VISITOR_ONLY)),
    Row("account_signup", "GET", fixed(VISITOR_ONLY)),
    Row("account_signup", "POST", fixed(VISITOR_ONLY)),
    Row("account_request_login_code", "GET", fixed(VISITOR_ONLY)),
    Row("account_logout", "GET", fixed({**each(SIGNED_IN, OK), "anonymous": MOVED})),
    Row("account_logout", "POST", everybody(MOVED)),
    Row("account_reauthenticate", "GET", signed_in(OK)),
    Row("account_set_password", "GET", signed_in(MOVED)),
    Row("account_confirm_login_code", "GET", fixed({**each(SIGNED_IN, MOVED), "anonymous": LOGIN})),
    Row("account_confirm_email", "GET", everybody(OK), lambda world: ["forged"]),
    Row("account_confirm_email", "POST", everybody(HIDDEN), lambda world: ["forged"]),
    Row("account_reset_password_from_key", "GET", everybody(OK), lambda world: ["1", "forged"]),
    # Staff who proved themselves have an authenticator app, nobody here has more.
    Row(
        "mfa_deactivate_totp",
        "GET",
        fixed({**signed_in(HIDDEN)(""), **each(PROVEN, REAUTHENTICATE)}),
    ),
    *(
        Row(name, "GET", signed_in(HIDDEN))
        for name in ("mfa_view_recovery_codes", "mfa_download_recovery_codes")
    ),
    *(
        Row(name, "POST", signed_in(REAUTHENTICATE), lambda world: [1])
        for name in ("mfa_remove_webauthn", "mfa_edit_webauthn")
    ),
    *(Row(name, "GET", everybody(OK)) for name in ("demo_home", "demo_mailbox")),
    # An address without a language that leads nowhere is tried with one.
    Row("demo_message", "GET", everybody(MOVED), lambda world: ["unknown"]),
    Row("demo_message_html", "GET", everybody(MOVED), lambda world: ["unknown"]),
    Row("edit_account", "POST", signed_in(OK)),
    Row("choose_mail", "POST", signed_in(DONE), data=lambda world: {"kinds": ["contact"]}),
    # Whoever holds the message may stop it: nobody is asked to sign in.
    Row("unsubscribe", "GET", everybody(OK), _stop_token),
    Row("unsubscribe", "POST", everybody(WRITTEN), _stop_token),
    # Refused where messages arrive.
    Row("ask_whether_reached", "POST", fixed({**signed_in(REFUSED)(""), "owner": DONE})),
    Row("confirm_reached", "GET", everybody(OK), _reached_token),
    Row("confirm_reached", "POST", everybody(DONE), _reached_token),
    Row("export_account", "POST", signed_in(REAUTHENTICATE)),
    Row("delete_account", "POST", signed_in(REAUTHENTICATE)),
    Row("account_email", "POST", signed_in(OK), data=lambda world: {"action_add": "1"}),
    Row("verifications:index", "GET", fixed(staff_screen(OK))),
    Row("verifications:index_results", "GET", fixed(staff_screen(OK))),
    Row("verifications:decide", "GET", fixed(staff_screen(OK)), _pk),
    Row("verifications:decide", "POST", _deciding, _pk, _decide),
    Row("organisations:index", "GET", fixed(staff_screen(OK))),
    Row("organisations:index_results", "GET", fixed(staff_screen(OK))),
    *(
        Row(f"undelivered:{name}", "GET", fixed(staff_screen(OK, allowed=())))
        for name in ("index", "index_results")
    ),
    Row("undelivered:send", "POST", fixed(staff_screen(DONE, allowed=())), data=_undelivered),
    Row("undelivered:decide", "GET", fixed(staff_screen(OK, allowed=())), _undelivered_key),
    Row(
        "undelivered:decide",
        "POST",
        fixed(staff_screen(DONE, allowed=())),
        _undelivered_key,
        lambda world: {"decision": "send"},
    ),
    Row("record:index", "GET", fixed(staff_screen(OK, allowed=()))),
    Row("record:index_results", "GET", fixed(staff_screen(OK, allowed=()))),
]
