"""Rules of the house for style sheets and templates."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STYLES = sorted((ROOT / "static" / "css").glob("*.css"))
COMPONENTS = sorted((ROOT / "templates" / "components").glob("*.html"))
EVERY_PAGE = ["tokens.css", "base.css", "layout.css", "components.css", "print.css"]

PHYSICAL = re.compile(
    r"(?<![\w-])(left|right|top|bottom|width|height|float|clear"
    r"|(?:margin|padding|border|inset)-(?:left|right|top|bottom)[\w-]*"
    r"|border-(?:top|bottom)-(?:left|right)-radius|overflow-[xy]"
    r"|(?:min|max)-(?:width|height))\s*:(?!\s*[\d.]+(?:rem|px)\))"
)
TEMPLATES = [
    path
    for path in (ROOT / "templates").rglob("*.html")
    if "emails" not in path.parts and "wagtailadmin" not in path.parts
]


def without_comments(css: str) -> str:
    return re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_styles_know_no_left_or_right(path):
    css = without_comments(path.read_text())
    assert PHYSICAL.findall(css) == []
    assert re.findall(r"text-align:\s*(?:left|right)", css) == []


def test_physical_rule_finds_a_planted_one():
    assert PHYSICAL.findall("a { margin-left: 1rem }") == ["margin-left"]
    assert PHYSICAL.findall("@media (min-width: 40rem) { }") == []


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_styles_load_nothing_from_elsewhere(path):
    assert re.findall(r"url\(|@import|@font-face", path.read_text()) == []


def test_styles_of_every_page_stay_small():
    assert sum((ROOT / "static" / "css" / name).stat().st_size for name in EVERY_PAGE) <= 40_000


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.name)
def test_components_stay_short(path):
    assert len(path.read_text().splitlines()) <= 40


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_templates_hold_no_inline_style_or_script(path):
    html = path.read_text()
    assert re.findall(r"\sstyle=|\son[a-z]+=|javascript:|<style", html) == []
    runs = re.findall(r"<script(?![^>]*\ssrc=)(?![^>]*type=\"application/json\")", html)
    assert runs == []


def test_every_icon_asked_for_is_drawn():
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', (ROOT / "static/img/icons.svg").read_text()))
    asked = set()
    for path in TEMPLATES:
        asked |= set(re.findall(r"\{% icon ['\"]([\w-]+)['\"]", path.read_text()))
    assert asked <= drawn
