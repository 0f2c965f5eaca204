"""Every page template with an address that shows it, who looks, and what they do there first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core import signing
from django.urls import reverse
from wagtail.models import Page as WagtailPage

from accounts import unsubscribing
from accounts.mailing import MailKind
from accounts.models import MailFailure
from alerts.stopping import address as search_link
from cms.loading import key_of
from tests.factories import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.journeys.world import World


# In the mailbox of the demo, as the file-based backend writes it.
LETTER = (
    b"Content-Type: text/plain; charset=utf-8\nSubject: Pumps\nTo: reader@people.example\n"
    b"Date: Thu, 26 Nov 2026 06:00:00 -0000\n\nSee https://wells.example/pumps for more.\n"
)


def nothing(page: Page) -> None:
    """Looks only."""


def sends_form(page: Page) -> None:
    """Sends the first form as it stands, so that the page comes back with its complaints."""
    page.locator("main form button:not([hidden])").first.click()


def types_password(page: Page) -> None:
    """Of somebody who then has a second step to take."""
    page.locator("[name=login]").fill("owner@wells.example")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form button:not([hidden])").first.click()


def refuses_without_a_reason(page: Page) -> None:
    page.locator("main details.more:has(form.dismiss) summary").first.click()
    page.locator("main form.dismiss button").first.click()


def sends_file(page: Page) -> None:
    rows = b"title,language,description\r\nPump,en,Lifts water"
    file = {"name": "listings.csv", "mimeType": "text/csv", "buffer": rows}
    page.locator("main input[type=file]").set_input_files(file)
    page.locator("main form[enctype] button").first.click()
    page.wait_for_url("**/import/check/")


def imports_file(page: Page) -> None:
    sends_file(page)
    page.locator("main form button").first.click()
    page.wait_for_url("**/import/done/")


def asks_for_code(page: Page) -> None:
    page.locator("[name=email]").fill("newcomer@people.example")
    page.locator("main form button:not([hidden])").first.click()


@dataclass(frozen=True)
class Shown:
    persona: str
    name: str
    args: Callable[[World], list] = lambda world: []
    query: str | Callable[[World], str] = ""
    first: Callable[[Page], None] = nothing
    status: int = 200

    def address(self, world: World) -> str:
        query = self.query(world) if callable(self.query) else self.query
        return reverse(self.name, args=self.args(world)) + query

    def __str__(self) -> str:
        query = self.query.__name__ if callable(self.query) else self.query
        return f"{self.name}{query} {self.first.__name__ if self.first != nothing else ''}"


def full(world: World) -> list:
    return [world.verified.slug]


def full_seat(world: World) -> list:
    return [world.verified.slug, world.seat.pk]


def drafty(world: World) -> list:
    return [world.drafty.slug]


def listing(status: str) -> Callable[[World], list]:
    return lambda world: [world.listings[status].pk]


def step(of: str, code: str) -> Callable[[World], list]:
    return lambda world: [world.listings[of].pk, code]


def right(world: World) -> list:
    return [world.listings["full"].pk, world.listings["full"].rights.get().pk]


def search(world: World) -> list:
    return [world.search.pk]


def stop_search(world: World) -> list:
    return [token(search_link(world.search))]


def stop_kind(world: World) -> list:
    return [token(unsubscribing.address(world.owner, MailKind.ALERTS))]


def reached(world: World) -> list:
    failure = MailFailure.objects.get(person=world.owner)
    return [signing.dumps([failure.pk, failure.address], salt="accounts.reachability")]


def token(link: str) -> str:
    return link.rstrip("/").rpartition("/")[2]


def side_by_side(world: World) -> str:
    keys = [world.listings[each].pk for each in ("published", "full")]
    return f"?id={keys[0]}&id={keys[1]}&my_country=KE"


def asked(which: str) -> Callable[[World], list]:
    return lambda world: [world.requests[which].pk]


def known(*values: object) -> Callable[[World], list]:
    return lambda world: list(values)


ANYBODY = [
    Shown("anonymous", name, query=query)
    for name, query in (
        ("show_home", ""),
        ("list_organisations", ""),
        ("list_organisations", "?q=nowhere"),
        ("list_offers", ""),
        ("list_offers", "?page=2"),
        ("list_needs", "?q=nowhere"),
        ("search_listings", ""),
        ("search_listings", "?q=pump&kind=offer&my_country=KE&sort=newest"),
        ("search_listings", "?q=nowhere&country=KE"),
        ("compare_listings", ""),
        ("show_components", ""),
        ("account_login", ""),
        ("account_signup", ""),
        ("account_reset_password", ""),
        ("account_reset_password_done", ""),
        ("account_reset_password_from_key_done", ""),
        ("account_request_login_code", ""),
        ("account_email_verification_sent", ""),
        ("account_inactive", ""),
        ("socialaccount_login_cancelled", ""),
        ("demo_home", ""),
        ("demo_mailbox", ""),
    )
] + [
    Shown("anonymous", "socialaccount_login_error", status=401),
    Shown("anonymous", "show_organisation", full),
    Shown("anonymous", "show_listing", listing("published")),
    Shown("anonymous", "show_listing", listing("full"), query="?country=KE"),
    Shown("anonymous", "list_offers", query="?q=nowhere&field=13"),
    Shown("anonymous", "show_listing", listing("withdrawn"), status=410),
    Shown("anonymous", "show_listing", listing("draft"), status=404),
    Shown("anonymous", "compare_listings", query=side_by_side),
    Shown("anonymous", "stop_search", stop_search),
    Shown("anonymous", "stop_search", stop_search, first=sends_form),
    Shown("anonymous", "unsubscribe", stop_kind),
    Shown("anonymous", "unsubscribe", stop_kind, first=sends_form),
    Shown("anonymous", "confirm_reached", reached),
    Shown("anonymous", "demo_message", known("letter-0")),
    Shown("anonymous", "answer_invitation", known("mine")),
    Shown("anonymous", "answer_invitation", known("forged"), status=404),
    Shown("anonymous", "account_confirm_email", known("used")),
    Shown("anonymous", "account_reset_password_from_key", known("1", "used")),
    Shown("anonymous", "account_login", first=sends_form),
    Shown("anonymous", "account_signup", first=sends_form),
    Shown("anonymous", "account_request_login_code", first=asks_for_code),
    Shown("anonymous", "account_login", first=types_password),
]
NEWCOMER = [
    Shown("newcomer", name)
    for name in (
        "show_dashboard",
        "list_my_organisations",
        "found_organisation",
        "list_my_listings",
        "list_searches",
        "start_offer",
        "show_account",
        "delete_account",
        "mfa_index",
        "mfa_activate_totp",
        "mfa_list_webauthn",
    )
] + [
    Shown("newcomer", "answer_invitation", known("mine")),
    Shown("newcomer", "start_request", listing("published")),
    Shown("newcomer", "manage_organisation", full, status=403),
    Shown("newcomer", "found_organisation", first=sends_form),
    Shown("newcomer", "mfa_activate_totp", first=sends_form),
]
MEMBER_OF_FULL = (
    "show_organisation",
    "manage_organisation",
    "edit_organisation",
    "edit_logo",
    "edit_names",
    "list_members",
    "leave_organisation",
    "hand_over_organisation",
    "invite_member",
    "show_verification",
)
OWNER = [
    *(Shown("owner", name, full) for name in MEMBER_OF_FULL),
    *(Shown("owner", name, drafty) for name in ("show_organisation", "manage_organisation")),
    *(
        Shown("owner", name, drafty, first=sends_form)
        for name in ("edit_logo", "edit_names", "invite_member", "request_verification")
    ),
    Shown("owner", "request_verification", drafty),
    Shown("owner", "hand_over_organisation", drafty),
    Shown("owner", "edit_member", full_seat),
    Shown("owner", "remove_member", full_seat),
    Shown("owner", "show_listing", listing("draft")),
    Shown("owner", "show_listing", listing("published")),
    Shown("owner", "show_listing", listing("withdrawn")),
    Shown("owner", "write_listing", listing("draft")),
    Shown("owner", "write_listing", listing("full")),
    *(
        Shown("owner", "write_step", step("full", code))
        for code in (
            "basics",
            "advantages",
            "readiness",
            "classification",
            "rights",
            "terms",
            "payment",
            "know_how",
            "conditions",
            "files",
            "translations",
        )
    ),
    *(
        Shown("owner", "write_step", step("need", code))
        for code in ("problem", "requirements", "site", "capacity")
    ),
    Shown("owner", "write_step", step("full", "advantages"), first=sends_form),
    Shown("owner", "add_right", listing("full")),
    Shown("owner", "write_right", right),
    Shown("owner", "preview_listing", listing("need")),
    Shown("owner", "import_offers", full),
    Shown("owner", "import_offers", full, first=sends_file),
    Shown("owner", "import_offers", full, first=imports_file),
    Shown("owner", "edit_search", search),
    Shown("owner", "delete_search", search),
    Shown("owner", "save_search", query="?q=pump&kind=offer&my_country=KE&available=yes"),
    Shown("owner", "save_search", query="?q=pump", first=sends_form),
    Shown("owner", "withdraw_listing", listing("published")),
    Shown("owner", "start_need", query="?organisation=full", first=sends_form),
    Shown("owner", "show_matches", listing("published")),
    Shown("owner", "show_matches", listing("published"), first=refuses_without_a_reason),
    Shown("owner", "show_matches", listing("draft")),
    *(
        Shown("owner", name)
        for name in (
            "show_dashboard",
            "list_my_organisations",
            "list_my_listings",
            "list_matches",
            "start_offer",
            "show_account",
            "edit_account",
            "export_account",
            "delete_account",
            "list_searches",
            "choose_mail",
            "account_email",
            "account_change_password",
            "account_logout",
            "usersessions_list",
            "socialaccount_connections",
            "mfa_index",
            "mfa_view_recovery_codes",
            "mfa_generate_recovery_codes",
            "mfa_deactivate_totp",
            "mfa_add_webauthn",
            "account_reauthenticate",
        )
    ),
    Shown("owner", "account_change_password", first=sends_form),
    *(
        Shown("owner", "show_request", asked(which))
        for which in ("unnamed", "in_contact", "declined", "asked")
    ),
    *(
        Shown("owner", name, asked("unnamed"))
        for name in ("accept_request", "ask_for_more", "decline_request", "block_sender")
    ),
    Shown("owner", "report_request", asked("unnamed")),
    Shown("owner", "close_request", asked("in_contact")),
    Shown("owner", "withdraw_request", asked("asked")),
    Shown("owner", "decline_request", asked("unnamed"), first=sends_form),
    Shown("owner", "write_request", asked("draft")),
    *(Shown("owner", name) for name in ("list_inbox", "list_outbox", "list_blocks")),
    Shown("owner", "list_inbox", query="?q=nowhere"),
]
PERSONAS = {"anonymous": ANYBODY, "newcomer": NEWCOMER, "owner": OWNER}
ERRORS = {"400": 400, "403": 403, "403-csrf": 403, "409": 409, "413": 413, "429": 429, "500": 500}


def written_pages(language: str) -> list[str]:
    """A section, a guide and a plain page of the editors."""
    pages = WagtailPage.objects.filter(locale__language_code=language)
    keys = [key_of(slug) for slug in ("learn", "readiness-levels", "accessibility")]
    return [page.url for page in pages.filter(translation_key__in=keys)]
