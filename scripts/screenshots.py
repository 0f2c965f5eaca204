"""Pictures of the main pages of the demo, as they look in a real browser: `make screenshots`.

Starts the site with data of its own in var/screenshots-site, signs in as people of the demo, and
writes var/screenshots/<language>-<width>-<page>.png and an index.html to look through them. What is
seen only on the way, such as confirming an address, setting up an app or deciding on a verification,
the story keeps that the browser tests tell (journey-... in the index).
"""

import html
import importlib
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import django
from playwright.sync_api import Browser, FilePayload, Page, sync_playwright

from scripts.processes import free_port
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
STORY = "tests/journeys/test_journey.py::test_story_from_sign_up_to_a_published_offer"
ON_THE_WAY = "*-journey-*.png"
OWN, NEW = "organisations/chemchemi-waterworks/", "organisations/shitalakshya-dye-water/"


@dataclass(frozen=True)
class Picture:
    """A page, who looks at it, and what they click there first (CSS selectors)."""

    name: str
    path: str
    who: str = ""
    clicks: tuple[str, ...] = ()
    # What is sent first as a file of that name, through the only field for files of the page.
    file: tuple[str, str] = ("", "")


SEND = ("main form button",)
FIRST = ("main .entry :is(h2, h3) a",)
OWNER, NEWCOMER = "owner@chemchemi.example", "owner@dyewater.example"
VERIFIER, REVIEWER = "verifier@techaccord.example", "reviewer@techaccord.example"
ADMINISTRATOR, MODERATOR = "admin@techaccord.example", "moderator@techaccord.example"
KEEPER_OF_FACTS = "facts@techaccord.example"

# --- Posting: the owner's only published offer, their draft, their need ------------------------------

MINE = "listings/mine/"
PUBLISHED = "main .entry-offer:has(.state-good) {}".format
DRAFT, NEED = "main .entry-offer:has(.state-quiet) {}".format, "main .entry-need {}".format
TITLE, EDIT = "a[lang]", "a[href$='/write/']"
# On a phone the steps unfold first; on a wide screen the heading takes the click, and nothing happens.
UNFOLD = "main .draft-toggle summary, main h1"
STEP = ".draft-steps li:nth-child({}) a".format
STEPS_OF_OFFER, STEPS_OF_NEED = range(1, 12), range(1, 11)
ROW = '{{"kind": "offer", "title": "Pump {0}", "description": "…", "language": "en", "readiness": {0}}}'
ROWS = "\n".join(ROW.format(number) for number in range(7, 13))
POSTING = (
    Picture("offers-chosen", "offers/?theme=water&q=water"),
    Picture("offer-here", MINE, OWNER, (PUBLISHED(TITLE),)),
    Picture("posting-mine", MINE, OWNER),
    Picture("posting-overview", MINE, OWNER, (DRAFT(EDIT),)),
    Picture("posting-draft", MINE, OWNER, (DRAFT(TITLE),)),
    Picture("posting-preview", MINE, OWNER, (DRAFT(EDIT), "a[href$='/preview/']")),
    Picture("posting-revise", MINE, OWNER, (PUBLISHED(EDIT),)),
    Picture("posting-withdraw", MINE, OWNER, (PUBLISHED(EDIT), "a[href$='/withdraw/']")),
    *(
        Picture(f"offer-step-{step}", MINE, OWNER, (PUBLISHED(EDIT), UNFOLD, STEP(step)))
        for step in STEPS_OF_OFFER
    ),
    Picture(
        "offer-right", MINE, OWNER,
        (PUBLISHED(EDIT), UNFOLD, STEP(5), "main .lines a[href*='/rights/']"),
    ),
    *(
        Picture(f"need-step-{step}", MINE, OWNER, (NEED(EDIT), UNFOLD, STEP(step)))
        for step in STEPS_OF_NEED
    ),
    Picture("import", f"{OWN}import/offers/", OWNER),
    Picture(
        "import-check", f"{OWN}import/offers/", OWNER, ("main form[enctype] button",),
        ("offers.jsonl", ROWS),
    ),
)  # fmt: skip
# --- Requests: of the owner in Nairobi, and of one who reads Arabic in Cairo ------------------------

INBOX, OUTBOX = "requests/{}".format, "requests/sent/{}".format
CAIRO = "owner@wadialnour.example"
REQUESTS = (
    Picture("requests-inbox", INBOX(""), OWNER),
    Picture("requests-due", INBOX("?only=due"), OWNER),
    Picture("requests-none", INBOX("?q=nowhere"), OWNER),
    Picture("requests-outbox", OUTBOX(""), OWNER),
    Picture("requests-blocked", INBOX("blocked/"), OWNER),
    *(
        Picture(f"request-in-{state}", INBOX(f"?state={state}"), OWNER, FIRST)
        for state in (
            "submitted", "acknowledged", "information_requested", "accepted", "declined",
            "withdrawn", "closed_no_deal",
        )
    ),
    *(
        Picture(f"request-out-{state}", OUTBOX(f"?state={state}"), OWNER, FIRST)
        for state in ("draft", "information_requested", "accepted", "declined", "expired_no_reply")
    ),
    *(
        Picture(f"request-{deed}", INBOX("?state=submitted"), OWNER, (*FIRST, f"a[href$='/{deed}/']"))
        for deed in ("accept", "question", "decline", "report")
    ),
    Picture("matches-of-one", "matches/", OWNER, ("main .entries a",)),
    Picture("request-new", "matches/", OWNER, ("main .entries a", "main a[href*='/ask/']")),
    Picture(
        "match-aside-refused", "matches/", OWNER,
        ("main .entries a", "details:has(.dismiss) summary", ".dismiss button"),
    ),
    Picture("requests-inbox-cairo", INBOX(""), CAIRO),
    Picture("request-in-accepted-cairo", INBOX("?state=accepted"), CAIRO, FIRST),
)  # fmt: skip
EVERYWHERE = (
    Picture("home", ""),
    Picture("menu", "", clicks=("details.drop:last-of-type summary, .menu-toggle summary",)),
    Picture("organisations", "organisations/"),
    Picture("organisation", OWN),
    Picture("search", "search/?q=water"),
    Picture("search-none", "search/?q=nowhere&country=KE"),
    Picture("offers", "offers/"),
    Picture("offer", "offers/", clicks=FIRST),
    Picture("needs-none", "needs/?q=nowhere"),
    Picture("guide", "learn/readiness-levels/"),
    Picture("sign-in", "account/login/"),
    Picture("sign-up-errors", "account/signup/", clicks=SEND),
    Picture("not-found", "nowhere/"),
    Picture("components", "components/"),
    Picture("dashboard", "dashboard/", OWNER),
    Picture("matches", "matches/", OWNER),
    Picture("manage", f"{OWN}manage/", OWNER),
    Picture("profile-form", f"{OWN}edit/", OWNER),
    Picture("names", f"{OWN}names/", OWNER),
    Picture("members", f"{OWN}members/", OWNER),
    Picture("member", f"{OWN}members/", OWNER, ("tbody tr:last-child a",)),
    Picture("invite-errors", f"{OWN}invitations/new/", OWNER, SEND),
    Picture("verification", f"{OWN}verification/", OWNER),
    Picture("write-offer", f"offers/new/?organisation={OWN.split('/')[1]}", OWNER),
    Picture("searches", "searches/", OWNER),
    Picture("search-save", "searches/new/?q=pump&kind=offer", OWNER),
    Picture("search-edit", "searches/", OWNER, ("main .entry a",)),
    Picture("account", "account/", OWNER),
    Picture("messages", "account/mail/", OWNER),
    Picture("two-step", "account/2fa/", OWNER),
    Picture("dashboard-invited", "dashboard/", NEWCOMER),
    Picture("manage-unverified", f"{NEW}manage/", NEWCOMER),
    Picture("verification-form", f"{NEW}verification/request/", NEWCOMER),
    *POSTING,
    *REQUESTS,
)
# Addresses without a language.
DEMO = (Picture("demo", "/demo/"), Picture("demo-mailbox", "/demo/mail/"))
WAITING = "main a[href*='/listing/edit/']"
MORE_ACTIONS, PUBLISH = "footer .w-dropdown button", "[data-workflow-action-name='approve']"
STAFF = (
    Picture("admin", "/admin/", VERIFIER),
    Picture("admin-queue", "/admin/verifications/", VERIFIER),
    Picture("admin-decide", "/admin/verifications/?status=requested", VERIFIER, ("td a",)),
    Picture("country-facts", "/admin/country-memberships/", KEEPER_OF_FACTS),
    Picture("country-fact-new", "/admin/country-memberships/new/", KEEPER_OF_FACTS),
    Picture("undelivered-none", "/admin/undelivered/", ADMINISTRATOR),
    Picture("reports", "/admin/reports-of-abuse/", MODERATOR),
    Picture("review-desk", "/admin/", REVIEWER),
    Picture("review-listing", "/admin/", REVIEWER, (WAITING,)),
    Picture(
        "review-scores", "/admin/", REVIEWER, (WAITING, MORE_ACTIONS, PUBLISH, ".modal-body label")
    ),
)
# In the theme, the colours or on the paper that is named.
OTHERWISE: tuple[tuple[Picture, dict[str, Any]], ...] = (
    (Picture("home-dark", ""), {"color_scheme": "dark"}),
    (Picture("offer-dark", "offers/?country=KE", clicks=FIRST), {"color_scheme": "dark"}),
    (Picture("offer-forced", "offers/?country=KE", clicks=FIRST), {"forced_colors": "active"}),
    (Picture("offer-print", "offers/?country=KE", clicks=FIRST), {"media": "print"}),
)


def main() -> int:
    if missing := provide((CHROMIUM, FONTS)):
        sys.exit(explain(missing))
    PICTURES.mkdir(parents=True, exist_ok=True)
    for old in PICTURES.glob("*.png"):
        old.unlink()
    count = tell_story()
    with running_site() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
        count += sum(
            take(browser, address, language, width) for language in LANGUAGES for width in WIDTHS
        )
        count += take_otherwise(browser, address)
        browser.close()
    write_index()
    print(f"==> {count} pictures; look at {PICTURES / 'index.html'}", flush=True)
    return 0


def tell_story() -> int:
    """Pictures of what is seen only on the way, from sign-up to publication; how many."""
    told = [f"{STORY}[{language}-{width}]" for language in LANGUAGES for width in WIDTHS]
    command = [sys.executable, "-m", "pytest", "-q", "-n0", "-p", "no:cacheprovider", *told]
    environment = {**os.environ, "SCREENSHOTS": str(PICTURES)}
    if subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode:
        sys.exit("The story could not be told to its end; what stopped it stands above.")
    return len(list(PICTURES.glob(ON_THE_WAY)))


# --- The site -------------------------------------------------------------------------------


@contextmanager
def running_site() -> Iterator[str]:
    """The address of the demo, started for the pictures and stopped after them."""
    os.environ["VAR_DIR"] = str(SITE)
    environment = demo_environment(free_port())
    children: dict[str, subprocess.Popen] = {}
    try:
        prepare(environment, children)
        # No worker runs beside; what it finds, matches too, belongs into the pictures.
        work = ["manage.py", "db_worker", "--batch", "--no-startup-delay", "--interval=0"]
        start(work, environment).wait()
        children["web server"] = start(["-m", "gunicorn", "-c", "config/gunicorn.py"], environment)
        wait_until_answering(environment, children)
        os.environ.update(environment)
        django.setup()
        yield f"http://localhost:{environment['PORT']}"
    finally:
        stop(children)


# --- The pictures ---------------------------------------------------------------------------


def take(browser: Browser, address: str, language: str, width: int) -> int:
    """All pictures of one language and width; how many."""
    print(f"==> {language}, {width} px ...", end=" ", flush=True)
    with ThreadPoolExecutor(1) as beside:
        beside.submit(let_staff_read, language).result()
    pictures = [*EVERYWHERE, *DEMO]
    # On a phone Wagtail folds away what the others click first.
    pictures += STAFF if width == WIDTHS[0] else [one for one in STAFF if not one.clicks]
    for who in dict.fromkeys(picture.who for picture in pictures):
        with browsing(browser, address, language, width) as page:
            if who:
                sign_in(page, language, who)
            for picture in pictures:
                if picture.who == who:
                    shoot(page, picture, language, f"{language}-{width}-{picture.name}")
    print(f"{len(pictures)} pictures", flush=True)
    return len(pictures)


def let_staff_read(language: str) -> None:
    """The admin in this language: it is each person's choice, and stands in no address. Not called
    where the browser is driven, whose loop keeps Django from its database."""
    profiles = importlib.import_module("wagtail.users.models").UserProfile.objects
    people = importlib.import_module("accounts.models").User.objects
    for one in importlib.import_module("demo.signins").STAFF:
        person = people.get(email=one.email)
        profiles.update_or_create(user=person, defaults={"preferred_language": language})


def take_otherwise(browser: Browser, address: str) -> int:
    for picture, emulated in OTHERWISE:
        with browsing(browser, address, "en", WIDTHS[0]) as page:
            page.emulate_media(**emulated)
            shoot(page, picture, "en", f"en-{WIDTHS[0]}-{picture.name}")
    return len(OTHERWISE)


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
    name_of_file, content = picture.file
    if name_of_file:
        upload: FilePayload = {
            "name": name_of_file,
            "mimeType": "text/plain",
            "buffer": content.encode(),
        }
        page.locator("main input[type=file]").set_input_files(upload)
    for selector in picture.clicks:
        page.locator(selector).locator("visible=true").first.click()
        page.wait_for_load_state()
    page.screenshot(path=PICTURES / f"{name}.png", full_page=True)


def write_index() -> None:
    """One row per page, one column per language and width."""
    columns = [f"{language}-{width}" for language in LANGUAGES for width in WIDTHS]
    others = (picture for picture, _emulated in OTHERWISE)
    names = dict.fromkeys(p.name for p in (*EVERYWHERE, *DEMO, *STAFF, *others))
    on_the_way = sorted(PICTURES.glob(ON_THE_WAY), key=lambda file: file.stat().st_mtime)
    names |= dict.fromkeys(file.stem.split("-", 2)[2] for file in on_the_way)
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
