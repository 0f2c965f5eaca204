"""Text of an HTML letter: what a reader sees, with quotations marked as in plain text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Mapping

_UNSEEN = {"head", "script", "style", "title", "template", "object", "svg"}
_BLOCKS = {
    "p", "div", "table", "tr", "ul", "ol", "li", "blockquote", "pre", "section", "article", "hr",
    "header", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "body", "dl", "dt", "dd",
}  # fmt: skip
_GAPS = {"p", "table", "ul", "ol", "blockquote", "pre", "h1", "h2", "h3", "h4", "h5", "h6"}
# By which Gmail, Thunderbird, Yahoo and Proton mark what is quoted.
_QUOTING = {"gmail_quote", "gmail_extra", "moz-cite-prefix", "yahoo_quoted", "protonmail_quote"}
# From here on Outlook quotes: its quotation is no element of its own.
_REST_IS_QUOTED = {"divrplyfwdmsg", "appendonsend", "mail-editor-reference-message-container"}
_NEVER = -1


def text_of(html: str) -> str:
    """Lines of a quotation begin with ">". Whatever the markup, it ends soon and fails never."""
    reader = _Reader()
    # The parser of the standard library takes quadratic time for what is not closed.
    parser = etree.HTMLParser(target=reader, encoding="utf-8", no_network=True)
    try:
        parser.feed(html.encode())
        parser.close()
    except etree.XMLSyntaxError:
        pass  # what was read until then is what there is
    return reader.text()


class _Reader:
    """Is told of tags, which libxml2 has closed in order, and keeps lines."""

    def __init__(self) -> None:
        self._lines: list[tuple[bool, str]] = []
        self._line: list[str] = []
        self._depth = 0
        # How deep the element stands that hides, or quotes, all within it.
        self._hidden: int | None = None
        self._quoted: int | None = None

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._depth += 1
        if tag == "br":
            self._end_line()
        elif tag in _BLOCKS:
            self._end_block(gap=tag in _GAPS)
        if self._hidden is None and tag in _UNSEEN:
            self._hidden = self._depth
        if attributes.get("id", "").lower() in _REST_IS_QUOTED:
            self._quoted = _NEVER
        elif self._quoted is None and _is_quotation(tag, attributes):
            self._quoted = self._depth
        if tag == "li":
            self._line.append("- ")

    def end(self, tag: str) -> None:
        if tag in _BLOCKS:
            self._end_block(gap=tag in _GAPS)
        elif tag in ("td", "th"):
            self._line.append(" ")
        self._hidden = None if self._hidden == self._depth else self._hidden
        self._quoted = None if self._quoted == self._depth else self._quoted
        self._depth -= 1

    def data(self, data: str) -> None:
        if self._hidden is None:
            self._line.append(data)

    def close(self) -> None:
        self._end_line()

    def text(self) -> str:
        self._end_line()
        kept: list[str] = []
        for is_quoted, line in self._lines:
            if line or (kept and kept[-1].strip("> ")):  # never two empty ones
                kept.append(f"> {line}" if is_quoted else line)
        return "\n".join(kept)

    def _end_line(self) -> None:
        line = " ".join("".join(self._line).split())
        self._lines.append((self._quoted is not None, line))
        self._line = []

    def _end_block(self, *, gap: bool) -> None:
        if any(not part.isspace() for part in self._line):
            self._end_line()
        if gap and self._lines and self._lines[-1][1]:
            self._end_line()


def _is_quotation(tag: str, attributes: Mapping[str, str]) -> bool:
    return tag == "blockquote" or bool(set(attributes.get("class", "").split()) & _QUOTING)
