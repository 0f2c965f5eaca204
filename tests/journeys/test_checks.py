"""Defects planted in a page that has none: each check must find what it is there for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.journeys import checks
from tests.journeys.conftest import browsing

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page, Route

    from tests.journeys.watch import Watch

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ADDRESS = "/en/account/signup/"
ELSEWHERE = "https://elsewhere.example/pixel.png"
NARROW = {"width": 320, "height": 640}
# The check, the beginning of its complaint, and a script for the finished page.
IN_PAGE = {
    "field without a label": (
        checks.rules,
        "violations: label: ",
        "document.querySelector('[for=id_email]').remove()",
    ),
    "text of 3.5 to 1": (
        checks.rules,
        "violations: color-contrast: ",
        "document.querySelector('h1 + p').style.color = '#888577'",
    ),
    "targets of 20 px": (
        checks.rules,
        "violations: target-size: ",
        """for (const name of ["a", "b"]) {
            const button = document.createElement("button");
            button.textContent = name;
            button.style.cssText = "all: unset; display: inline-block; width: 20px; height: 20px";
            document.querySelector("main form").prepend(button);
        }""",
    ),
    "column of 600 px": (
        checks.overflow,
        "",
        "document.querySelector('h1').style.width = '600px'",
    ),
    "box that cuts text": (
        checks.clipped,
        "cut off: H1",
        """const heading = document.querySelector("h1");
        const { offsetHeight: high, offsetWidth: wide } = heading;
        heading.style.cssText = `height: ${high}px; width: ${wide}px; overflow: hidden`;""",
    ),
    "text upon text": (
        checks.clipped,
        "on top of each other: H1",
        "document.querySelector('h1 + p').style.marginTop = '-1.5em'",
    ),
    "focus that is not seen": (
        checks.focus,
        "no visible focus: A",
        "document.querySelectorAll('a').forEach((link) => { link.style.outline = 'none' })",
    ),
    "focus in the colour of the ground": (
        checks.focus,
        "no visible focus: A",
        """const ground = getComputedStyle(document.body).backgroundColor;
        document.querySelectorAll("a").forEach((link) => { link.style.outlineColor = ground })""",
    ),
    "focus under a cover": (
        checks.focus,
        "focus is covered: A",
        """const cover = document.createElement("div");
        cover.style.cssText = "position: fixed; inset: 0; background: white";
        document.body.append(cover);""",
    ),
    "script in the page": (
        None,
        "console: content security policy: script-src",
        "document.body.append(Object.assign(document.createElement('script'), { text: '1' }))",
    ),
    "picture that the policy stops": (
        None,
        "console: content security policy: img-src",
        "document.body.append(Object.assign(new Image(), { src: 'https://elsewhere.example/' }))",
    ),
    "error of a script": (None, "script: ", "setTimeout(() => planted())"),
    "fault of the server": (None, "500: ", "fetch('/en/fail/500/')"),
}


@pytest.fixture
def site(site, settings) -> str:
    settings.ROOT_URLCONF = "tests.journeys.urls"
    return site


def found(check: Callable | None, page: Page, watch: Watch) -> list[str]:
    return check(page) if check else watch.problems


def test_planted_defects_are_found(chromium, site, subtests):
    for name, (check, complaint, script) in IN_PAGE.items():
        with (
            subtests.test(defect=name),
            browsing(chromium, site, viewport=NARROW) as (
                context,
                watch,
            ),
        ):
            page = context.new_page()
            page.goto(ADDRESS)
            assert found(check, page, watch) == []
            page.evaluate(f"() => {{ {script} }}")
            page.wait_for_load_state("networkidle")
            assert noticed(complaint, check, page, watch)


def test_state_that_is_not_seen_is_found(chromium, site):
    with browsing(chromium, site, forced_colors="active") as (context, _watch):
        page = context.new_page()
        page.goto(ADDRESS)
        assert checks.signs(page) == ["no state is shown"]
        page.evaluate("document.querySelector('h1').outerHTML += '<p class=state>Open</p>'")
        assert checks.signs(page) == []
        page.evaluate(
            """() => Object.assign(document.querySelector(".state").style,
                { color: "Canvas", forcedColorAdjust: "none" })"""
        )
        assert checks.signs(page) == ["not seen: P.state"]


def noticed(complaint: str, check: Callable | None, page: Page, watch: Watch) -> bool:
    """Whether it is found; what the browser tells by itself may come a little after the defect."""
    for _wait in range(50):
        if any(one.startswith(complaint) for one in found(check, page, watch)):
            return True
        page.wait_for_timeout(100)
    return False


def test_request_to_another_host_is_found(chromium, site):
    """Even where no policy stops it."""

    def without_policy(route: Route) -> None:
        body = route.fetch().text().replace("</main>", f'<img alt="" src="{ELSEWHERE}"></main>')
        route.fulfill(body=body, content_type="text/html")

    with browsing(chromium, site) as (context, watch):
        context.route(f"**{ADDRESS}", without_policy)
        context.new_page().goto(ADDRESS)
        assert f"asked another host: {ELSEWHERE}" in watch.problems


def test_page_that_is_too_heavy_is_found(chromium, site):
    def padded(route: Route) -> None:
        route.fulfill(response=route.fetch(), body="/* */" * checks.MAX_BYTES)

    with browsing(chromium, site) as (context, _watch):
        page = context.new_page()
        scales = checks.Scales(page)
        page.goto(ADDRESS)
        assert 10_000 < scales.bytes < checks.MAX_BYTES
        assert scales.too_heavy() == []
        context.route("**/base.css", padded)
        scales.bytes = 0
        page.goto(ADDRESS)
        assert scales.too_heavy() != []


def test_axe_that_leaves_target_size_out_is_found(chromium, site, monkeypatch):
    usual = [tag for tag in checks.OPTIONS["runOnly"] if tag != "wcag22aa"]
    monkeypatch.setitem(checks.OPTIONS, "runOnly", usual)
    with browsing(chromium, site) as (context, _watch):
        page = context.new_page()
        page.goto(ADDRESS)
        assert checks.rules(page) == ["target-size did not run"]
