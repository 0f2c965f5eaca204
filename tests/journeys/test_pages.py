"""Every page, in a left-to-right and a right-to-left language, wide and narrow."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from django.utils.translation import override

from tests.journeys import checks, pages, world
from tests.journeys.conftest import watched

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDE, NARROW = {"width": 1280, "height": 800}, {"width": 320, "height": 640}


@pytest.fixture
def site(site, settings, tmp_path) -> str:
    settings.ROOT_URLCONF = "tests.journeys.urls"
    settings.EMAIL_FILE_PATH = str(tmp_path)
    (tmp_path / "letter.log").write_bytes(pages.LETTER)
    return site


@contextmanager
def browser(chromium, site: str, language: str, cookies: list) -> Iterator[tuple]:
    with watched(chromium, site, locale=language, viewport=WIDE) as (context, watch):
        context.add_cookies(cookies)
        page = context.new_page()
        yield page, checks.Scales(page), watch


def visit(page: Page, scales: checks.Scales, address: str) -> tuple[int, list[str]]:
    """The status of the answer, and complaints about its weight."""
    page.set_viewport_size(WIDE)
    scales.bytes = 0
    return page.goto(address).status, scales.too_heavy()


def complaints(page: Page, language: str) -> list[str]:
    """All other checks of the page as it stands, loaded wide and then made narrow."""
    said = [*checks.rules(page), *checks.clipped(page), *checks.focus(page)]
    said += [] if page.locator("html").get_attribute("lang") == language else ["not in language"]
    page.set_viewport_size(NARROW)
    return [*said, *(checks.rules(page)), *checks.overflow(page), *checks.clipped(page)]


@pytest.mark.timeout(900)  # some fifty pages, each looked at four times
@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("persona", pages.PERSONAS)
def test_pages_of(persona, language, chromium, site, subtests):
    built = world.build()
    cookies = built.cookies(persona, site)
    with browser(chromium, site, language, cookies) as (page, scales, watch):
        for shown in pages.PERSONAS[persona]:
            with subtests.test(page=str(shown)):
                # What an earlier page began, such as a sign-in half done, is forgotten.
                page.context.clear_cookies()
                page.context.add_cookies(cookies)
                with override(language):
                    address = shown.address(built)
                assert visit(page, scales, address) == (shown.status, [])
                shown.first(page)
                # What a form leads to counts with its style sheets.
                page.wait_for_load_state()
                assert complaints(page, language) + watch.problems == []


@pytest.mark.parametrize("language", ["en", "ar"])
def test_pages_that_editors_write_and_pages_of_errors(language, chromium, site, subtests):
    addresses = {
        **dict.fromkeys(pages.written_pages(language), 200),
        f"/{language}/nowhere/": 404,
        **{f"/{language}/fail/{error}/": status for error, status in pages.ERRORS.items()},
    }
    with browser(chromium, site, language, []) as (page, scales, watch):
        for address, status in addresses.items():
            with subtests.test(page=address):
                watch.expected_status = status
                assert visit(page, scales, address) == (status, [])
                assert complaints(page, language) + watch.problems == []
