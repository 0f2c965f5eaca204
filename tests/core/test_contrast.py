"""Every pair of colours that meets on a page, computed from the tokens themselves."""

import re
from pathlib import Path

import pytest

TOKENS = Path(__file__).resolve().parents[2] / "static" / "css" / "tokens.css"

TEXT, LARGE_OR_GRAPHIC = 4.5, 3.0
INKS = [
    "ink",
    "ink-soft",
    "accent",
    "accent-strong",
    "offer",
    "need",
    "good",
    "warn",
    "bad",
    "bad-strong",
]
PAIRS = [
    *[(ink, ground, TEXT) for ink in INKS for ground in ("ground", "surface")],
    ("on-accent", "accent", TEXT),
    ("on-accent", "accent-strong", TEXT),
    ("ground", "bad-strong", TEXT),
    ("ink", "marked", TEXT),
    ("rule-strong", "ground", LARGE_OR_GRAPHIC),
    ("focus", "ground", LARGE_OR_GRAPHIC),
    ("focus", "surface", LARGE_OR_GRAPHIC),
]


def colours(css: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6});", css))


def theme(name: str) -> dict[str, str]:
    css = TOKENS.read_text()
    light, dark = css.split("@media (prefers-color-scheme: dark)")
    dark = dark.split("@media (forced-colors")[0]
    return colours(light) if name == "light" else colours(light) | colours(dark)


def luminance(colour: str) -> float:
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_of_black_on_white_is_21():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("name", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground", "least"), PAIRS)
def test_contrast_reaches_aa(name, ink, ground, least):
    tokens = theme(name)
    assert contrast(tokens[ink], tokens[ground]) >= least


def test_dark_theme_sets_every_colour_anew():
    light, dark = theme("light"), theme("dark")
    assert {token for token in light if light[token] == dark[token]} == set()
