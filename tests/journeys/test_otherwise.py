"""Pages in the dark theme and in forced colours, and the screens on which staff decide."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from negotiations.models import Report
from partners.models import Verification
from tests.conftest import sign_in
from tests.factories import UserFactory
from tests.journeys import checks, pages, world
from tests.journeys.conftest import browsing, watched

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

IN_THE_DARK = (
    "show_home",
    "search_listings",
    "show_listing",
    "show_organisation",
    "account_signup",
)
OF_OWNER = ("list_inbox", "show_request", "show_matches", "choose_mail", "write_listing")
# Where Wagtail puts what the templates of ours say.
STAFF_FORM = "main"
FORCED = ("list_my_listings", "show_request")


def first(persona: str, names: tuple[str, ...]) -> list[pages.Shown]:
    """Of each page the first way in which it is shown."""
    return [next(one for one in pages.PERSONAS[persona] if one.name == name) for name in names]


def test_pages_otherwise(chromium, site, subtests):
    built = world.build()
    dark(chromium, site, built, subtests)
    forced_colours(chromium, site, built, subtests)
    staff_screens(chromium, site, built, subtests)


def dark(chromium: Browser, site: str, built: world.World, subtests) -> None:
    with watched(chromium, site, color_scheme="dark") as (context, _watch):
        page = context.new_page()
        for persona, names in (("anonymous", IN_THE_DARK), ("owner", OF_OWNER)):
            context.add_cookies(built.cookies(persona, site))
            for shown in first(persona, names):
                with subtests.test(dark=shown.name), override("en"):
                    page.goto(shown.address(built))
                    assert checks.rules(page) == []


def forced_colours(chromium: Browser, site: str, built: world.World, subtests) -> None:
    with watched(chromium, site, forced_colors="active") as (context, _watch):
        context.add_cookies(built.cookies("owner", site))
        page = context.new_page()
        for shown in first("owner", FORCED):
            with subtests.test(forced=shown.name), override("en"):
                page.goto(shown.address(built))
                assert [*checks.signs(page), *checks.focus(page)] == []


def staff_screens(chromium: Browser, site: str, built: world.World, subtests) -> None:
    """What is ours of them: Wagtail's frame around it is Wagtail's."""
    report = Report.objects.create(
        request=built.requests["in_contact"], side="recipient", author=built.owner,
        at=timezone.now(), text=world.TEXT,
    )  # fmt: skip
    asked = Verification.objects.get(organisation=built.verified, status="requested")
    superuser = UserFactory(name="Sue", is_superuser=True)
    session = sign_in(Client(), superuser, second_factor=True).cookies["sessionid"].value
    with browsing(chromium, site) as (context, _watch):
        context.add_cookies([{"name": "sessionid", "value": session, "url": site}])
        page = context.new_page()
        for address in (f"verifications/{asked.pk}", f"reports-of-abuse/{report.pk}"):
            with subtests.test(staff=address):
                assert page.goto(f"/admin/{address}/").status == 200
                assert checks.rules(page, within=STAFF_FORM) == []
