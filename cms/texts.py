"""Reads the texts that a new installation starts with, from the files in cms/content/."""

from __future__ import annotations

import re
import tomllib
import uuid
from dataclasses import dataclass
from html import unescape
from pathlib import Path

CONTENT = Path(__file__).parent / "content"
NAMESPACE = uuid.UUID("3f7d0c1e-8a52-5b64-9d0e-4c1f6a7be920")


@dataclass(frozen=True)
class PageText:
    title: str
    introduction: str
    body: list[dict]


def read_home(language: str) -> dict[str, str]:
    """The fields of the home page."""
    return tomllib.loads((CONTENT / language / "home.toml").read_text(encoding="utf-8"))


def read_page(language: str, slug: str) -> PageText:
    """One page: a first heading, a first paragraph, then sections.

    The blocks keep their ids from one reading to the next, so that links to a section stay good.
    """
    html = (CONTENT / language / f"{slug}.html").read_text(encoding="utf-8")
    parts = re.fullmatch(r"<h1>(.+?)</h1>\s*<p>(.+?)</p>\s*(.*)", html.strip(), re.DOTALL)
    if parts is None:
        raise ValueError(f"{language}/{slug}.html needs a heading and a paragraph first.")
    title, introduction, rest = parts.groups()
    pieces = re.split(r"<h([23])>(.+?)</h\1>", rest)
    body = [_text(pieces[0])] if pieces[0].strip() else []
    for level, heading, text in zip(pieces[1::3], pieces[2::3], pieces[3::3], strict=True):
        body.append({"type": "heading", "value": {"text": _plain(heading), "level": level}})
        body.append(_text(text))
    for number, block in enumerate(body):
        block["id"] = str(uuid.uuid5(NAMESPACE, f"{language}/{slug}/{number}"))
    return PageText(_plain(title), _plain(introduction), body)


def _text(html: str) -> dict:
    return {"type": "text", "value": " ".join(html.split())}


def _plain(html: str) -> str:
    return " ".join(unescape(html).split())
