"""Moving through a list of several pages."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext_noop

from core.templatetags.ui import icon
from core.words import say as _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.core.paginator import Page
    from django.template import RequestContext

register = template.Library()

_PAGES, _PREVIOUS, _NEXT = gettext_noop("Pages"), gettext_noop("Previous"), gettext_noop("Next")


@register.simple_tag(takes_context=True)
def pagination(
    context: RequestContext,
    page: Page,
    asked: str | None = None,
    *,
    name: str = "page",
    label: str = "",
) -> SafeString:
    """Links to the ends, the neighbours and the next of `page`; "" where there is one page only.

    They keep the parameters in `asked`, a query string without a page; where none is given, those
    of the request. The second list of a page has a parameter `name` and a `label` of its own.
    """
    if page.paginator.num_pages <= 1:
        return SafeString()
    if asked is None:
        parameters = context.request.GET.copy()
        parameters.pop(name, None)
        asked = parameters.urlencode()
    before = escape(f"?{asked}&{name}=" if asked else f"?{name}=")
    return SafeString(
        f'<nav class="pagination" aria-label="{escape(label or _(_PAGES))}">\n'
        f"<ul>{''.join(_items(page, before))}\n</ul>\n</nav>"
    )


def _items(page: Page, before: str) -> Iterator[str]:
    """`before` is the address up to the number."""
    here = page.number
    if page.has_previous():
        said = f"{icon('arrow-back')}{escape(_(_PREVIOUS))}"
        yield f'\n<li><a rel="prev" href="{before}{here - 1}">{said}</a></li>'
    for number in page.paginator.get_elided_page_range(here, on_each_side=2, on_ends=1):
        if number == page.paginator.ELLIPSIS:
            yield f"\n<li><span>{number}</span></li>"
            continue
        present = ' aria-current="page"' if number == here else ""
        yield f'\n<li><a href="{before}{number}"{present}>{number}</a></li>'
    if page.has_next():
        said = f"{escape(_(_NEXT))}{icon('arrow-forward')}"
        yield f'\n<li><a rel="next" href="{before}{here + 1}">{said}</a></li>'
