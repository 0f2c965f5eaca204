"""What every page takes from the tree of pages."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from django import template
from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from cms import front, navigation
from core.languages import current
from core.templatetags.chrome import Link

if TYPE_CHECKING:
    from django.template.base import Parser, Token

register = template.Library()

# The fields of a front.Entry, in their order.
LINE = '\n<li><a href="{0}" lang="{2}" dir="auto">{1}</a> <span class="quiet small">{3}</span></li>'


class PerLanguageNode(template.Node):
    def __init__(self, nodelist: template.NodeList) -> None:
        self.nodelist = nodelist
        self.rendered: dict[str, SafeString] = {}

    def render(self, context: template.Context) -> SafeString:
        language = current()
        if language not in self.rendered:
            self.rendered[language] = self.nodelist.render(context)
        return self.rendered[language]


@register.tag
def per_language(parser: Parser, _token: Token) -> PerLanguageNode:
    """What stands up to `endper_language` is drawn once for each language.

    It may depend on nothing else: no data, no visitor.
    """
    nodelist = parser.parse(("endper_language",))
    parser.delete_first_token()
    return PerLanguageNode(nodelist)


@register.simple_tag
def page_menu() -> dict[str, list[Link]]:
    """`header` and `footer`: the pages that editors link from everywhere, in one query."""
    return navigation.menu(current())


@register.simple_tag
def home_news() -> front.News:
    """What is newest on the site, and how many take part."""
    return front.news(current())


@register.simple_tag
def home_links() -> front.Links:
    """Where the home page's search and doors lead."""
    return front.links(current())


@register.simple_tag
def entry_lines(entries: list[front.Entry]) -> SafeString:
    """One line each: the title in its own language, and the country.

    Eighteen such lines stand on the page that is asked for most; as markup in the template they
    would take a third of its time.
    """
    lines = (LINE.format(*map(escape, entry)) for entry in entries)
    return SafeString(f'<ul class="lines">{"".join(lines)}</ul>' if entries else "")


@register.simple_tag
def how_many_take_part(news: front.News) -> str:
    """Two sentences: the organisations, and the countries they come from."""
    sentences = (
        ngettext(
            "%(number)s organisation takes part.",
            "%(number)s organisations take part.",
            news.organisation_count,
        ),
        ngettext(
            "They come from %(number)s country.",
            "They come from %(number)s countries.",
            news.country_count,
        ),
    )
    counts = (news.organisation_count, news.country_count)
    return " ".join(
        sentence % {"number": number_format(count)}
        for sentence, count in zip(sentences, counts, strict=True)
    )
