"""A real Chromium in front of the real site, which answers from a server in this process."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from django.core.cache import cache
from playwright.sync_api import expect, sync_playwright

from scripts.services import find_chromium
from tests.journeys.visitor import Visitor
from tests.journeys.watch import Watch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, BrowserContext

ARGUMENTS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--disable-sync",
    "--no-first-run",
    # Whatever a page asks for elsewhere is noticed and goes nowhere.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost",
]
# For slow machines; nothing waits so long where all is well.
PATIENCE_MS = 60_000
WIDEST_PHONE = 500


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    program = find_chromium()
    assert program, "Chromium is needed: install it, or say in CHROMIUM_PATH where it is."
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright runs an event loop in this thread, for which Django would refuse every query.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        expect.set_options(timeout=PATIENCE_MS)
        yield browser
        browser.close()


@pytest.fixture
def site(live_server, settings) -> str:
    """The address of the running site, which is also the one its messages name."""
    settings.SITE_URL = settings.WAGTAILADMIN_BASE_URL = live_server.url
    # Nobody has to wait for the next code where the one shown is about to go.
    settings.MFA_TOTP_TOLERANCE = 1
    # The cache counts attempts, and no emptying of tables reaches it.
    cache.clear()
    return live_server.url


@contextmanager
def browsing(chromium: Browser, url: str, **options) -> Iterator[tuple[BrowserContext, Watch]]:
    """A browser context of its own, and who watches it."""
    context = chromium.new_context(base_url=url, **options)
    context.set_default_timeout(PATIENCE_MS)
    try:
        yield context, Watch(context, urlsplit(url).netloc)
    finally:
        context.close()


@contextmanager
def watched(chromium: Browser, url: str, **options) -> Iterator[tuple[BrowserContext, Watch]]:
    """The same; in the end it must have caused no problem."""
    with browsing(chromium, url, **options) as (context, watch):
        yield context, watch
    assert watch.problems == []


@pytest.fixture
def visit(chromium, site) -> Iterator[Callable[..., Visitor]]:
    """A function: somebody opens a browser of their own, which reads `language`."""
    with ExitStack() as stack:

        def make(language: str = "en", width: int = 1280, **options) -> Visitor:
            options |= {"viewport": {"width": width, "height": 800}, "locale": language}
            if width < WIDEST_PHONE:
                options |= {"is_mobile": True, "has_touch": True}
            context, _watch = stack.enter_context(watched(chromium, site, **options))
            return Visitor(context.new_page(), language)

        yield make
