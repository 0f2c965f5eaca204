"""The frame of every page.

Head and foot are the same on every page but for a few addresses and a name. They are drawn once
for each form they can take, with places left open for those, and kept: drawing them anew would
cost more than most pages.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING, Any, NamedTuple

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, get_script_prefix, reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from core.languages import OWN_NAMES, current, html_code
from core.templatetags.ui import today

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest

register = template.Library()

# Places left open while a frame is drawn: no page holds a NUL.
ADDRESS = {code: f"\0{code}\0" for code in OWN_NAMES}
NAME, HERE, TODAY = "\0name\0", "\0here\0", "\0today\0"


class Link(NamedTuple):
    url: str
    label: str


class LanguageLink(NamedTuple):
    code: str
    name: str
    url: str
    current: bool


class Chrome(NamedTuple):
    home: str
    nav: tuple[Link, ...]
    entrance: tuple[Link, ...]
    account: tuple[Link, ...]


def language_home(code: str) -> str:
    """Where the pages in this language begin."""
    return f"{get_script_prefix()}{code}/"


def language_homes() -> dict[str, str]:
    """`language_home` of every language of the interface."""
    prefix = get_script_prefix()
    return {code: f"{prefix}{code}/" for code in OWN_NAMES}


@register.simple_tag
def site_chrome() -> Chrome:
    """The links of the frame that lead to views, in the active language."""
    return _chrome(current())


@lru_cache(maxsize=len(OWN_NAMES) + 1)
def _chrome(language: str) -> Chrome:
    return Chrome(
        home=language_home(language),
        nav=_named(
            ("search_listings", gettext("Search")),
            ("list_offers", gettext("Offers")),
            ("list_needs", gettext("Needs")),
            ("list_organisations", gettext("Organisations")),
        ),
        entrance=_named(
            ("account_login", gettext("Sign in")), ("account_signup", gettext("Create account"))
        ),
        account=_named(
            ("show_dashboard", gettext("My work")),
            ("list_inbox", gettext("Requests")),
            ("list_my_organisations", gettext("My organisations")),
            ("show_account", gettext("Your account")),
            ("account_logout", gettext("Sign out")),
        ),
    )


def _named(*entries: tuple[str, str]) -> tuple[Link, ...]:
    """Links to the views that this installation has."""
    links = []
    for name, label in entries:
        try:
            links.append(Link(reverse(name), label))
        except NoReverseMatch:
            continue
    return tuple(links)


# --- Head and foot ------------------------------------------------------------------------------


@register.simple_tag
def site_assets() -> SafeString:
    return _assets()


@lru_cache(maxsize=1)
def _assets() -> SafeString:
    return render_to_string("frame/assets.html")


@register.simple_tag(takes_context=True)
def site_header(context: dict[str, Any], pages: Iterable[Link] = ()) -> SafeString:
    """The head of the page; the links to `pages` follow those to views."""
    request: HttpRequest | None = context.get("request")
    path = request.path if request else ""
    nav = (*site_chrome().nav, *pages)
    here = next((link.url for link in nav if path.startswith(link.url)), "")
    user: Any = context.get("user")
    signed_in = bool(user and user.is_authenticated)
    frame = _header(current(), nav, here, here == path, signed_in, settings.DEMO)
    values = {"name": user.get_short_name()} if signed_in else {}
    return _filled(frame, language_addresses(context) | values)


@register.simple_tag(takes_context=True)
def site_footer(context: dict[str, Any], pages: Iterable[Link] = ()) -> SafeString:
    """The foot of the page, with links to `pages`; on paper, where and when it was printed."""
    request: HttpRequest | None = context.get("request")
    here = settings.SITE_URL + (request.get_full_path() if request else "")
    values = {"here": here, "today": today()}
    frame = _footer(current(), tuple(pages), settings.DEMO)
    return _filled(frame, language_addresses(context) | values)


@lru_cache(maxsize=256)
def _header(
    language: str, nav: tuple[Link, ...], here: str, is_page: bool, signed_in: bool, demo: bool
) -> str:
    values = {
        "chrome": _chrome(language),
        "nav": nav,
        "here": here,
        "is_page": is_page,
        "name": NAME if signed_in else "",
    }
    return _frame("frame/header.html", values | _common(language, demo))


@lru_cache(maxsize=64)
def _footer(language: str, links: tuple[Link, ...], demo: bool) -> str:
    values = {"links": links, "here": HERE, "today": TODAY}
    return _frame("frame/footer.html", values | _common(language, demo))


def _common(language: str, demo: bool) -> dict[str, object]:
    languages = [
        LanguageLink(html_code(code), name, ADDRESS[code], code == language)
        for code, name in OWN_NAMES.items()
    ]
    return {"SITE_NAME": settings.SITE_NAME, "DEMO": demo, "languages": languages}


def _frame(template: str, values: dict[str, object]) -> str:
    """The drawn template as a format for `%`, with a key for each place left open."""
    drawn = render_to_string(template, values).replace("%", "%%")
    return re.sub("\0([^\0]+)\0", r"%(\1)s", drawn)


def _filled(frame: str, values: dict[str, str]) -> SafeString:
    return SafeString(frame % {place: escape(value) for place, value in values.items()})


# --- This page in other languages ---------------------------------------------------------------


def language_addresses(context: dict[str, Any]) -> dict[str, str]:
    """The path of this page in every language of the interface.

    Addresses of views differ only in the first part. A page whose translations have addresses of
    their own puts `alternate_urls` ({language code: path}) in the context; languages it does not
    name lead to that language's home.
    """
    request: HttpRequest | None = context.get("request")
    homes = language_homes()
    translated: dict[str, str] | None = context.get("alternate_urls")
    if translated is not None:
        return {code: translated.get(code) or home for code, home in homes.items()}
    home = homes[current()]
    path = request.get_full_path() if request else home
    rest = path[len(home) :] if path.startswith(home) else ""
    return {code: other + rest for code, other in homes.items()}


@register.simple_tag(takes_context=True)
def page_alternates(context: dict[str, Any]) -> SafeString:
    """What search engines are told: the one address of this page, and its translations."""
    request: HttpRequest | None = context.get("request")
    if request is None:
        return SafeString("")
    links = [f'<link rel="canonical" href="{_absolute(request.path)}">']
    homes = language_homes()
    home = homes[current()]
    if request.path.startswith(home):
        translated: dict[str, str] | None = context.get("alternate_urls")
        if translated is None:
            rest = request.path[len(home) :]
            translated = {code: other + rest for code, other in homes.items()}
        links += [
            f'<link rel="alternate" hreflang="{html_code(code)}" href="{_absolute(path)}">'
            for code, path in translated.items()
        ]
    return SafeString("\n".join(links))


def _absolute(path: str) -> str:
    return escape(settings.SITE_URL + path)
