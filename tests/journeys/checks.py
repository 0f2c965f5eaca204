"""What every page must pass. Each check returns its complaints; an empty list is a pass.

test_pages.py asks all of them of all pages, and plants defects that each of them must find.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from axe_playwright_python.sync_playwright import Axe

if TYPE_CHECKING:
    from playwright.sync_api import CDPSession, Page

MAX_BYTES = 100_000
TAB_STOPS = 12
# `target-size` belongs to wcag22aa and is off unless that is asked for by name.
OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations", "incomplete"],
}
AXE = Axe().axe_script
HAS_AXE = "() => 'axe' in window"
RUN_AXE = """async ([within, options]) => {
  const results = await axe.run(within, options);
  const short = (kind, counts) => results[kind].flatMap(({ id, nodes }) => nodes
    .filter((node) => counts(node.target.join(" ")))
    .map((node) => `${kind}: ${id}: ${node.target.join(" ")} (${node.html.slice(0, 120)})`));
  const ran = [...results.passes, ...results.violations, ...results.incomplete];
  // A cell that is scrolled out of its table cannot be looked at; and what is painted under a
  // letter in a drawing axe takes for no ground (tests/core/test_contrast.py holds these pairs).
  const isInSight = (target) => !document.querySelector(target).closest(".table-scroll, svg");
  return {
    complaints: [...short("violations", () => true), ...short("incomplete", isInSight)],
    ran: ran.map(({ id }) => id),
  };
}"""


def rules(page: Page, within: str = "html") -> list[str]:
    """What axe finds in that part of the page, and what it could not decide."""
    if not page.evaluate(HAS_AXE):
        page.evaluate(AXE)
    found = page.evaluate(RUN_AXE, [within, OPTIONS])
    if "target-size" not in found["ran"]:
        found["complaints"].append("target-size did not run")
    return found["complaints"]


OVERFLOW = """() => {
  const wide = document.documentElement.scrollWidth - innerWidth;
  if (wide <= 0) return [];
  const scrolls = (element) => element.closest(".table-scroll, pre");
  const culprits = [...document.querySelectorAll("body *")]
    .filter((element) => !scrolls(element) && element.checkVisibility())
    .filter((element) => {
      const { left, right } = element.getBoundingClientRect();
      return right > innerWidth + 1 || left < -1;
    })
    .slice(-3)
    .map((element) => `${element.tagName}.${element.className}`);
  return [`${wide} px wider than the window: ${culprits.join(", ")}`];
}"""


def overflow(page: Page) -> list[str]:
    """Whether the page has to be moved sideways."""
    return page.evaluate(OVERFLOW)


# The distances of success criterion 1.4.12; a sheet made by script is no inline style.
SPACING = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
    word-spacing: 0.16em !important } p { margin-block-end: 2em !important }`);
  document.adoptedStyleSheets = [sheet];
}"""
NO_SPACING = "() => { document.adoptedStyleSheets = [] }"
CLIPPED = """() => {
  const complaints = [];
  const skipped = "svg *, .visually-hidden, .skip, select, option, textarea, input, pre";
  const boxes = [];
  for (const element of document.querySelectorAll("body *")) {
    const text = [...element.childNodes].find(
      (node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim());
    if (!text || element.closest(skipped) || !element.checkVisibility()) continue;
    // For those who listen only, as .visually-hidden is.
    if (getComputedStyle(element).clipPath === "inset(50%)") continue;
    const named = `${element.tagName}.${element.className} “${text.textContent.trim().slice(0, 40)}”`;
    for (let box = element; box; box = box.parentElement) {
      const style = getComputedStyle(box);
      if (box === document.documentElement) break;
      const hides = (axis) => ["hidden", "clip"].includes(style[`overflow${axis}`]);
      if ((hides("X") && box.scrollWidth > box.clientWidth + 1)
          || (hides("Y") && box.scrollHeight > box.clientHeight + 1)) {
        complaints.push(`cut off: ${named}`);
        break;
      }
    }
    const range = document.createRange();
    range.selectNodeContents(text);
    for (const rect of range.getClientRects()) boxes.push({ element, named, rect });
  }
  const deep = 5;
  for (const [index, one] of boxes.entries()) {
    for (const other of boxes.slice(index + 1)) {
      if (one.element.contains(other.element) || other.element.contains(one.element)) continue;
      const width = Math.min(one.rect.right, other.rect.right) - Math.max(one.rect.left, other.rect.left);
      const height = Math.min(one.rect.bottom, other.rect.bottom) - Math.max(one.rect.top, other.rect.top);
      if (width > deep && height > deep) complaints.push(`on top of each other: ${one.named}, ${other.named}`);
    }
  }
  return [...new Set(complaints)];
}"""


def clipped(page: Page) -> list[str]:
    """Text that is cut off or overlaps when readers set wider distances."""
    page.evaluate(SPACING)
    found = page.evaluate(CLIPPED) + page.evaluate(OVERFLOW)
    page.evaluate(NO_SPACING)
    return found


# Colours that are forced upon a page leave signs and words of a state in a colour of the system.
UNSEEN = """() => [...document.querySelectorAll("main .state, main .state svg, main .verified")]
  .filter((element) => element.checkVisibility())
  .filter((element) => {
    let ground = element;
    const painted = (box) => getComputedStyle(box).backgroundColor;
    // Where colours are forced, what is not painted has the colour of the page, unseen.
    const hue = (colour) => colour.match(/\\d+/g).slice(0, 3).join();
    while (ground.parentElement && painted(ground).endsWith(", 0)")) {
      ground = ground.parentElement;
    }
    return hue(getComputedStyle(element).color) === hue(painted(ground))
      || !element.getBoundingClientRect().width;
  })
  .map((element) => `not seen: ${element.tagName}.${element.getAttribute("class")}`)"""


def signs(page: Page) -> list[str]:
    """States that are not told from the ground they stand on, or that there are none."""
    if not page.locator("main .state, main .verified").count():
        return ["no state is shown"]
    return page.evaluate(UNSEEN)


FOCUS = """() => {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const style = getComputedStyle(element);
  const named = `${element.tagName}.${element.className} “${(element.textContent || element.name || "").trim().slice(0, 40)}”`;
  const width = style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth);
  if (width < 2 || style.outlineColor === getComputedStyle(document.body).backgroundColor) {
    return `no visible focus: ${named}`;
  }
  const { left, top, width: wide, height } = element.getBoundingClientRect();
  const there = document.elementFromPoint(left + wide / 2, top + height / 2);
  if (there && !element.contains(there) && !there.contains(element)) return `focus is covered: ${named}`;
  return "";
}"""


def focus(page: Page) -> list[str]:
    """Whether one sees where one is while pressing Tab."""
    complaints, seen = [], 0
    for _stop in range(TAB_STOPS):
        page.keyboard.press("Tab")
        complaint = page.evaluate(FOCUS)
        seen += complaint is not None
        if complaint:
            complaints.append(complaint)
    return complaints if seen else ["Tab reaches nothing"]


class Scales:
    """Weighs what a first visit to a page transfers, with headers and as it was compressed."""

    def __init__(self, page: Page) -> None:
        self.bytes = 0
        self._session: CDPSession = page.context.new_cdp_session(page)
        self._session.on("Network.loadingFinished", self._add)
        self._session.send("Network.enable")
        self._session.send("Network.setCacheDisabled", {"cacheDisabled": True})

    def _add(self, event: dict) -> None:
        self.bytes += event["encodedDataLength"]

    def too_heavy(self) -> list[str]:
        return [f"{self.bytes} bytes on first load"] if self.bytes > MAX_BYTES else []
