"""Somebody at a browser: does what can be seen and reached on the page, nothing else."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.conf import settings
from django.core import mail
from django.urls import reverse
from django.utils.translation import gettext, override
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page


class Visitor:
    """Reads `language`; `text` is always what the sources say, and is looked for in translation."""

    def __init__(self, page: Page, language: str) -> None:
        self.page = page
        self.language = language

    # --- Going somewhere --------------------------------------------------------------------

    def words(self, text: str, **values: object) -> str:
        with override(self.language):
            return gettext(text) % values if values else gettext(text)

    def address(self, name: str, *args: object) -> str:
        with override(self.language):
            return reverse(name, args=args)

    def opens(self, path: str) -> int:
        """The status of the answer."""
        return self.page.goto(path).status

    def opens_mail(self, to: str, part: str) -> None:
        """Follows the link with `part` in the newest message to this address."""
        text = next(m.body for m in reversed(mail.outbox) if m.to == [to] and part in m.body)
        link = next(link for link in re.findall(r"https?://\S+", text) if part in link)
        # Whatever host the request that caused the message named.
        assert link.startswith(settings.SITE_URL + "/")
        self.opens(link.removeprefix(settings.SITE_URL))

    def chooses(self, text: str, *, within: str = "main") -> None:
        """Clicks the link or button of that name."""
        self._control(text, within).click()

    def chooses_in_menu(self, text: str) -> None:
        """In the head of the page, opening whatever hides the link."""
        head = self.page.locator("header.site-head")
        if head.locator(".menu-toggle").is_visible():
            head.locator(".menu-toggle summary").click()
        link = self.page.get_by_role("link", name=self.words(text), exact=True, include_hidden=True)
        hiding = head.locator("details.drop").filter(has=link)
        link = head.locator(link)
        if not link.is_visible():
            hiding.locator("summary").click()
        link.click()

    def _control(self, text: str, within: str) -> Locator:
        # Hidden words after the visible ones say what it is about: "Change: Two-step sign-in".
        name = re.compile(rf"^\s*{re.escape(self.words(text))}")
        area = self.page.locator(within)
        return area.get_by_role("link", name=name).or_(area.get_by_role("button", name=name)).first

    # --- Forms ------------------------------------------------------------------------------

    def fills(self, **values: object) -> None:
        """By the names of the fields."""
        for name, value in values.items():
            self._fill(self.page.locator(f"main [name='{name}']"), value)

    def _fill(self, field: Locator, value: object) -> None:
        kind = field.first.evaluate("field => field.type")
        if kind == "radio":
            field.and_(self.page.locator(f"[value='{value}']")).check()
        elif kind == "checkbox" and value == "on":
            field.check()
        elif kind == "checkbox":
            for code in value if isinstance(value, (list, tuple)) else [value]:
                name = field.first.get_attribute("name")
                self._tick(f"[name='{name}'][value='{code}']")
        elif kind.startswith("select"):
            field.select_option(value)
        elif kind == "file":
            field.set_input_files(value)
        else:
            field.fill(str(value))

    def _tick(self, box: str) -> None:
        """Long lists are folded by group: opens the group first, as a person would."""
        found = self.page.locator("main").locator(box)
        if not found.is_visible():
            self.page.locator("main details").filter(has=self.page.locator(box)).last.locator(
                "summary"
            ).click()
        found.check()

    # --- Keyboard ---------------------------------------------------------------------------

    def tabs_to(self, role: str, text: str) -> None:
        """Presses Tab until the control of that name has the focus; it must come before long."""
        control = self.page.get_by_role(role, name=self.words(text)).first
        stops = self.page.locator("a[href], button, input, select, textarea, summary").count()
        for _stop in range(stops + 2):
            self.page.keyboard.press("Tab")
            if control.evaluate("control => control === document.activeElement"):
                return
        raise AssertionError(f"Tab never came to the {role} “{text}”")

    def types(self, role: str, text: str, keys: str) -> None:
        """Tabs to the field of that label and types; a list jumps to what is typed."""
        self.tabs_to(role, text)
        self.page.keyboard.type(keys)

    def enters(self, role: str, text: str) -> None:
        """Tabs to the link or button of that name and presses Enter."""
        self.tabs_to(role, text)
        self.page.keyboard.press("Enter")

    # --- Seeing -----------------------------------------------------------------------------

    def reads_heading(self, text: str) -> None:
        expect(self.page.locator("h1")).to_have_text(self.words(text))
        self.keeps_picture()

    def reads(self, text: str, *, within: str = "main", **values: object) -> None:
        expect(self.page.locator(within)).to_contain_text(self.words(text, **values))

    def reads_not(self, text: str, *, within: str = "main") -> None:
        expect(self.page.locator(within)).not_to_contain_text(self.words(text))

    def keeps_picture(self, name: str = "") -> None:
        """Of the page as it is, where somebody wants to see it: SCREENSHOTS names the folder."""
        if chosen := os.environ.get("SCREENSHOTS"):
            folder = Path(chosen)
            folder.mkdir(parents=True, exist_ok=True)
            begins = f"{self.language}-{self.page.viewport_size['width']}-"
            if not name:
                # By number, so that a step of the journey has the same name in every language.
                name = f"journey-{len(list(folder.glob(f'{begins}journey-*'))) + 1:02}"
            self.page.screenshot(path=folder / f"{begins}{name}.png", full_page=True)

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path


def code_of(secret: str) -> str:
    """Of an authenticator app with this secret: the newest that the site takes, for a minute yet."""
    return format_hotp_value(hotp_value(secret, max(yield_hotp_counters_from_time())))
