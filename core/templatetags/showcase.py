"""For the page of components: what is shown and how it is written come from the same lines."""

from __future__ import annotations

from textwrap import dedent
from typing import Any

from django import template
from django.template.base import NodeList, Parser, Token, TokenType
from django.utils.html import format_html

register = template.Library()

WRITTEN = {
    TokenType.TEXT: "{}",
    TokenType.VAR: "{{{{ {} }}}}",
    TokenType.BLOCK: "{{% {} %}}",
    TokenType.COMMENT: "{{# {} #}}",
}


class ExampleNode(template.Node):
    def __init__(self, shown: NodeList, source: str) -> None:
        self.shown = shown
        self.source = source

    def render(self, context: template.Context) -> str:
        return format_html(
            '<div class="example">{}</div>\n<details class="more small" lang="en">'
            '<summary>Source</summary><pre tabindex="0"><code>{}</code></pre></details>',
            self.shown.render(context),
            self.source,
        )


@register.tag
def example(parser: Parser, token: Token) -> ExampleNode:
    """Render what is inside, and below it the source of the same lines."""
    source = []
    tokens: Any = parser.tokens
    for upcoming in reversed(tokens):
        if upcoming.contents == "endexample":
            break
        source.append(WRITTEN[upcoming.token_type].format(upcoming.contents))
    shown = parser.parse(("endexample",))
    parser.delete_first_token()
    return ExampleNode(shown, dedent("".join(source).strip("\n")).strip())
