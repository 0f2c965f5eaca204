"""Markup of pages that everybody opens: tables and facts as components/table.html and facts.html.

A listing has some three hundred of these cells. As nodes of a template they would take most of
the page's time; so would `format_html` for each, as `escape` of Django does.
"""

from __future__ import annotations

from functools import lru_cache
from html import escape
from itertools import compress
from typing import TYPE_CHECKING

from django.utils.safestring import SafeString

from core.templatetags.ui import inline, lang_attrs

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    Row = Sequence[str]

_NONE = '<td class="none">'


def table(caption: str, columns: Sequence[str], rows: Iterable[Row], name: str = "") -> SafeString:
    """A table that scrolls by itself; columns empty in every row are left out; "" without rows.

    Cells carry the word of their column for a screen too narrow for columns (static/css/listing.css).
    """
    lines = list(rows)
    if not lines:
        return SafeString()
    told = [n == 0 or any(column) for n, column in enumerate(zip(*lines, strict=True))]
    if not all(told):
        columns = [*compress(columns, told)]
        lines = [[*compress(line, told)] for line in lines]
    head = _head(tuple(columns))
    cells = _cells(tuple(columns))
    body = "\n".join([_row(line, cells) for line in lines])
    caption = escape(caption)
    return SafeString(
        f'<div class="table-scroll{name and f" {name}"}" role="region" aria-label="{caption}" '
        f'tabindex="0">\n<table>\n<caption>{caption}</caption>\n<thead><tr>{head}</tr></thead>\n'
        f"<tbody>{body}</tbody>\n</table>\n</div>"
    )


def _row(line: Sequence[str], cells: tuple[str, ...]) -> str:
    rest = "".join(
        [
            f"{cell if value else _NONE}{_cell(value)}</td>"
            for cell, value in zip(cells, line[1:], strict=True)
        ]
    )
    return f'<tr><th scope="row">{_cell(line[0])}</th>{rest}</tr>'


@lru_cache(maxsize=512)
def _head(columns: tuple[str, ...]) -> str:
    return "".join(f'<th scope="col">{escape(column)}</th>' for column in columns)


@lru_cache(maxsize=512)
def _cells(columns: tuple[str, ...]) -> tuple[str, ...]:
    """How each cell but the first of a row begins."""
    return tuple(f'<td data-label="{escape(column)}">' for column in columns[1:])


def _cell(value: str) -> str:
    if isinstance(value, SafeString):
        return value
    return f"<bdi>{escape(value)}</bdi>" if value else "–"


def facts(rows: Iterable[tuple[str, str]], stacked: bool = False) -> SafeString:
    """Names, which are words of ours, and values; those without a value are left out; "" where none
    is left.
    """
    lines = "\n".join([f"{_named(name)}{_cell(value)}</dd></div>" for name, value in rows if value])
    kind = "facts facts-stacked" if stacked else "facts"
    return SafeString(f'<dl class="{kind}">{lines}</dl>') if lines else SafeString()


@lru_cache(maxsize=1024)
def _named(name: str) -> str:
    """How the line of a fact begins."""
    return f"<div><dt>{escape(name)}</dt><dd>"


def written(text: str, language: str) -> SafeString:
    """One line that somebody wrote, in its language."""
    return SafeString(f"<bdi {lang_attrs(language)}>{escape(text)}</bdi>") if text else SafeString()


def prose(text: str, language: str) -> SafeString:
    """Paragraphs that somebody wrote; lines stay lines."""
    paragraphs = [part.strip() for part in text.replace("\r\n", "\n").split("\n\n")]
    html = "".join(f"<p>{_lines(part)}</p>" for part in paragraphs if part)
    return (
        SafeString(f'<div class="prose" {lang_attrs(language)}>{html}</div>')
        if html
        else SafeString()
    )


def _lines(paragraph: str) -> str:
    return escape(paragraph).replace("\n", "<br>")


def link(address: str, text: str) -> SafeString:
    """To another site; nothing but http and https becomes a link."""
    if not address.startswith(("https://", "http://")):
        return SafeString(f"<bdi>{inline(text)}</bdi>") if text else SafeString()
    return SafeString(
        f'<a href="{escape(address)}" rel="nofollow noopener ugc"><bdi>{inline(text)}</bdi></a>'
    )


def listing_of(items: Iterable[str], kind: str = "") -> SafeString:
    """An unordered list; "" without items."""
    lines = "".join(f"<li>{_cell(item)}</li>" for item in items)
    opening = f'<ul class="{kind}">' if kind else "<ul>"
    return SafeString(f"{opening}{lines}</ul>") if lines else SafeString()
