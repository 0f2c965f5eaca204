"""Pictures of the main pages of the demo, as they look in a real browser: `make screenshots`.

Starts the site with data of its own in var/screenshots-site, signs in as people of the demo, and
writes var/screenshots/<language>-<width>-<page>.png and an index.html to look through them.
"""

import html
import importlib
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import django
from playwright.sync_api import Browser, Page, sync_playwright

from scripts.run import demo_environment, prepare, start, stop, wait_until_answering
from scripts.services import CHROMIUM, FONTS, explain, find_chromium, provide

ROOT = Path(__file__).resolve().parents[1]
VAR = Path(os.environ.get("VAR_DIR", ROOT / "var")).resolve()
PICTURES, SITE = VAR / "screenshots", VAR / "screenshots-site"
LANGUAGES = ("en", "ar")
WIDTHS = (1280, 360)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
OWN, NEW = "organisations/chemchemi-waterworks/", "organisations/shitalakshya-dye-water/"


@dataclass(frozen=True)
class Picture:
    """A page, who looks at it, and what they click there first (CSS selectors)."""

    name: str
    path: str
    who: str = ""
    clicks: tuple[str, ...] = ()


SEND = ("main form button",)
FIRST_ENTRY = ("main .entry :is(h2, h3) a",)
OWNER, NEWCOMER = "owner@chemchemi.example", "owner@dyewater.example"
VERIFIER = "verifier@techaccord.example"
EVERYWHERE = (
    Picture("home", ""),
    Picture("menu", "", clicks=("details.drop:last-of-type summary, .menu-toggle summary",)),
    Picture("organisations", "organisations/"),
    Picture("organisation", OWN),
    Picture("offers", "offers/"),
    Picture("offer", "offers/", clicks=FIRST_ENTRY),
    Picture("needs-none", "needs/?q=nowhere"),
    Picture("guide", "learn/readiness-levels/"),
    Picture("sign-in", "account/login/"),
    Picture("sign-up-errors", "account/signup/", clicks=SEND),
    Picture("not-found", "nowhere/"),
    Picture("components", "components/"),
    Picture("dashboard", "dashboard/", OWNER),
    Picture("manage", f"{OWN}manage/", OWNER),
    Picture("profile-form", f"{OWN}edit/", OWNER),
    Picture("names", f"{OWN}names/", OWNER),
    Picture("members", f"{OWN}members/", OWNER),
    Picture("member", f"{OWN}members/", OWNER, ("tbody tr:last-child a",)),
    Picture("invite-errors", f"{OWN}invitations/new/", OWNER, SEND),
    Picture("verification", f"{OWN}verification/", OWNER),
    Picture("write-offer", f"offers/new/?organisation={OWN.split('/')[1]}", OWNER),
    Picture("account", "account/", OWNER),
    Picture("two-step", "account/2fa/", OWNER),
    Picture("dashboard-invited", "dashboard/", NEWCOMER),
    Picture("manage-unverified", f"{NEW}manage/", NEWCOMER),
    Picture("verification-form", f"{NEW}verification/request/", NEWCOMER),
)
# Addresses without a language.
DEMO = (Picture("demo", "/demo/"), Picture("demo-mailbox", "/demo/mail/"))
STAFF = (
    Picture("admin", "/admin/", VERIFIER),
    Picture("admin-queue", "/admin/verifications/", VERIFIER),
    Picture("admin-decide", "/admin/verifications/?status=requested", VERIFIER, ("td a",)),
)


def main() -> int:
    if missing := provide((CHROMIUM, FONTS)):
        sys.exit(explain(missing))
    PICTURES.mkdir(parents=True, exist_ok=True)
    for old in PICTURES.glob("*.png"):
        old.unlink()
    with running_site() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
        count = sum(
            take(browser, address, language, width) for language in LANGUAGES for width in WIDTHS
        )
        take_dark(browser, address)
        browser.close()
    write_index()
    print(f"==> {count + 1} pictures; look at {PICTURES / 'index.html'}", flush=True)
    return 0


# --- The site -------------------------------------------------------------------------------


@contextmanager
def running_site() -> Iterator[str]:
    """The address of the demo, started for the pictures and stopped after them."""
    os.environ["VAR_DIR"] = str(SITE)
    environment = demo_environment(free_port())
    children: dict[str, subprocess.Popen] = {}
    try:
        prepare(environment, children)
        children["web server"] = start(["-m", "gunicorn", "-c", "config/gunicorn.py"], environment)
        wait_until_answering(environment, children)
        os.environ.update(environment)
        django.setup()
        yield f"http://localhost:{environment['PORT']}"
    finally:
        stop(children)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


# --- The pictures ---------------------------------------------------------------------------


def take(browser: Browser, address: str, language: str, width: int) -> int:
    """All pictures of one language and width; how many."""
    print(f"==> {language}, {width} px ...", end=" ", flush=True)
    pictures = [*EVERYWHERE, *DEMO]
    if (language, width) == (LANGUAGES[0], WIDTHS[0]):
        pictures += STAFF
    for who in dict.fromkeys(picture.who for picture in pictures):
        with browsing(browser, address, language, width) as page:
            if who:
                sign_in(page, language, who)
            for picture in pictures:
                if picture.who == who:
                    shoot(page, picture, language, f"{language}-{width}-{picture.name}")
    print(f"{len(pictures)} pictures", flush=True)
    return len(pictures)


def take_dark(browser: Browser, address: str) -> None:
    with browsing(browser, address, "en", WIDTHS[0], color_scheme="dark") as page:
        shoot(page, EVERYWHERE[0], "en", f"en-{WIDTHS[0]}-home-dark")


@contextmanager
def browsing(
    browser: Browser, address: str, language: str, width: int, **options
) -> Iterator[Page]:
    if width < 500:
        options |= {"is_mobile": True, "has_touch": True}
    context = browser.new_context(
        base_url=address, locale=language, viewport={"width": width, "height": 800}, **options
    )
    yield context.new_page()
    context.close()


def sign_in(page: Page, language: str, who: str) -> None:
    demo = importlib.import_module("demo.signins")
    page.goto(f"/{language}/account/login/")
    page.fill("[name=login]", who)
    page.fill("[name=password]", demo.PASSWORD)
    page.click("main form button")
    page.wait_for_load_state()
    if "2fa" in page.url:
        staff = next(person for person in demo.STAFF if person.email == who)
        page.fill("[name=code]", staff.code)
        page.click("main form button")
        page.wait_for_load_state()
    if "/account/" in page.url:
        sys.exit(f"Could not sign in as {who}: {page.locator('main').inner_text()}")


def shoot(page: Page, picture: Picture, language: str, name: str) -> None:
    path = picture.path if picture.path.startswith("/") else f"/{language}/{picture.path}"
    page.goto(path)
    for selector in picture.clicks:
        page.locator(selector).locator("visible=true").first.click()
        page.wait_for_load_state()
    page.screenshot(path=PICTURES / f"{name}.png", full_page=True)


def write_index() -> None:
    """One row per page, one column per language and width."""
    columns = [f"{language}-{width}" for language in LANGUAGES for width in WIDTHS]
    names = dict.fromkeys(p.name for p in (*EVERYWHERE, *DEMO, *STAFF, Picture("home-dark", "")))
    rows = "".join(
        f"<tr><th scope=row>{html.escape(name)}</th>"
        + "".join(f"<td>{cell(f'{column}-{name}.png')}</td>" for column in columns)
        for name in names
    )
    heads = "".join(f"<th scope=col>{column}</th>" for column in columns)
    (PICTURES / "index.html").write_text(
        "<!doctype html><meta charset=utf-8><title>Screenshots</title>"
        "<style>img { width: 18rem; border: 1px solid #ccc } td, th { vertical-align: top }</style>"
        f"<table><tr><th></th>{heads}</tr>{rows}</table>\n"
    )


def cell(file: str) -> str:
    if not (PICTURES / file).exists():
        return ""
    return f'<a href="{file}"><img src="{file}" alt="{file}" loading="lazy"></a>'


if __name__ == "__main__":
    sys.exit(main())
