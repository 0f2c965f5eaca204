"""Links between pages, worked out from the tree without asking for the pages themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.conf import settings
from django.utils.translation import get_language
from wagtail.models import Page

from core.prepared import prepared
from core.templatetags.chrome import Link, language_home

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from cms.models import HomePage

# The root is at 1; the home pages of all languages hang directly under it.
HOME_DEPTH = 2


class Teaser(NamedTuple):
    url: str
    label: str
    description: str


def address(language: str, url_path: str) -> str:
    """The path of a page: home pages hang directly under the root, so theirs is cut off."""
    return language_home(language) + _below_home(url_path)


def _below_home(url_path: str) -> str:
    return url_path.split("/", 2)[2]


def translations(page: Page) -> dict[str, str]:
    """The paths of `page` by language, itself included, in the order of the interface's list."""
    rows = (
        Page.objects.filter(translation_key=page.translation_key)
        .filter(live=True)
        .order_by()
        .values_list("locale__language_code", "url_path")
    )
    paths = dict(rows)
    return {code: address(code, paths[code]) for code, _name in settings.LANGUAGES if code in paths}


def menu(language: str) -> dict[str, list[Link]]:
    """The pages that editors have put at the top and at the foot of every page."""
    links: dict[str, list[Link]] = {"header": [], "footer": []}
    home = language_home(language)
    for place, title, url_path in _menu_pages(language):
        links[place].append(Link(home + _below_home(url_path), title))
    return links


@prepared
def _menu_pages(language: str) -> QuerySet:
    pages = Page.objects.filter(
        locale__language_code=language, live=True, standardpage__menu__gt=""
    )
    return pages.order_by("path").values_list("standardpage__menu", "title", "url_path")


def trail(page: Page) -> list[Link]:
    """The pages above `page`, without the home page."""
    if page.depth <= HOME_DEPTH + 1:
        return []
    above = page.get_ancestors().filter(depth__gt=HOME_DEPTH, live=True)
    language = _language()
    return [
        Link(address(language, url_path), title)
        for url_path, title in above.values_list("url_path", "title")
    ]


def below(page: Page) -> list[Teaser]:
    """The public pages directly under `page`, in the editors' order."""
    return (
        [_teaser(child) for child in page.get_children().live().public()] if page.numchild else []
    )


def guides(home: HomePage) -> list[Teaser]:
    """What a home page recommends, as far as it is published; also from an unsaved preview."""
    chosen = home.featured_guides.select_related("guide")
    return [_teaser(featured.guide) for featured in chosen if featured.guide.live]


def _teaser(page: Page) -> Teaser:
    return Teaser(address(_language(), page.url_path), page.title, page.search_description)


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE
