"""The lists of the page of results: as markup in a template they would take most of its time."""

from __future__ import annotations

from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING

from django import template
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext_noop

from core import addresses
from core.languages import current
from core.templatetags.ui import day, icon, lang_attrs, number, verified
from core.templatetags.ui import kind as kind_sign
from core.words import labels, language_name
from core.words import say as _
from marketplace.enums import LicenceKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from search.choices import Choice, Chosen, Group
    from search.showing import Line

register = template.Library()

_READINESS = gettext_noop("Readiness %(level)s")
_ALL_OF_THEM = gettext_noop("Show all %(number)s")
_COMPARE = gettext_noop("Compare")
_TAKE_AWAY = gettext_noop("Take away:")
_CHOSEN = gettext_noop("Chosen filters")

LONGEST_LABEL = 80
PRESENT = ' aria-current="true"'


# --- Facets -------------------------------------------------------------------------------------


@register.simple_tag
def facet_boxes(groups: Iterable[Group]) -> SafeString:
    """Each group behind its summary; the boxes belong to the form with the id "find"."""
    return SafeString("".join(map(_group, groups)))


def _group(group: Group) -> str:
    code = group.code
    more = ""
    if group.more:
        told = _(_ALL_OF_THEM) % {"number": number(group.total)}
        more = (
            f'\n<a href="{escape(group.more)}">{escape(told)}'
            f'<span class="visually-hidden">: {escape(group.label)}</span></a>'
        )
    return (
        f'<details class="facet more"{" open" if group.is_open else ""}>'
        f'<summary id="facet-{code}">{escape(group.label)}{icon("chevron-down")}</summary>'
        f'\n<div role="group" aria-labelledby="facet-{code}">{_boxes(group)}{more}</div></details>\n'
    )


@register.simple_tag
def flag_boxes(groups: Iterable[Group]) -> SafeString:
    """The one box of each group."""
    return SafeString("\n".join(map(_boxes, groups)))


def _boxes(group: Group) -> str:
    return "\n".join(_box(group, choice) for choice in group.choices)


def _box(group: Group, choice: Choice) -> str:
    value, name, count = choice
    told = "" if count is None else f'<span class="count">{number(count)}</span>'
    ticked = " checked" if value in group.ticked else ""
    return f"{_input(group.code, value)}{ticked}>{_named(name)}{told}</label>"


@lru_cache(maxsize=4096)
def _input(code: str, value: str) -> str:
    """A box up to whether it is ticked."""
    return (
        f'<label class="check"><input type="checkbox" form="find" name="{code}" '
        f'value="{escape(value)}"'
    )


@lru_cache(maxsize=4096)
def _named(name: str) -> str:
    return f"<span>{escape(name)}</span>"


# --- What is chosen -----------------------------------------------------------------------------


@register.simple_tag
def chosen_filters(chosen: Iterable[Chosen]) -> SafeString:
    """Words and filters that are on, each a link that takes it away; "" where none is."""
    take = f'<span class="visually-hidden">{escape(_(_TAKE_AWAY))} </span>'
    items = "".join([
        f'<li><a href="{escape(one.address)}">{take}<bdi>{escape(_short(one.label))}</bdi> ×</a></li>'
        for one in chosen
    ])  # fmt: skip
    label = escape(_(_CHOSEN))
    return SafeString(f'<ul class="chosen" aria-label="{label}">{items}</ul>' if items else "")


def _short(label: str) -> str:
    return label if len(label) <= LONGEST_LABEL else Truncator(label).chars(LONGEST_LABEL)


@register.simple_tag
def sort_links(sorts: Iterable[tuple[str, str, bool]]) -> SafeString:
    """Each a label, an address, and whether it is the present order."""
    items = "".join([
        f'<li><a href="{escape(address)}"{PRESENT if present else ""}>{escape(label)}</a></li>'
        for label, address, present in sorts
    ])  # fmt: skip
    return SafeString(f'<ul class="sorts">{items}</ul>')


@register.simple_tag
def export_links(exports: Iterable[tuple[str, str]]) -> SafeString:
    """Each the name of a format and an address."""
    return SafeString(
        " · ".join(f'<a href="{escape(to)}" rel="nofollow">{name}</a>' for name, to in exports)
    )


# --- Results ------------------------------------------------------------------------------------


@register.simple_tag
def result_lines(lines: Iterable[Line]) -> SafeString:
    return SafeString(f'<ul class="entries">{"".join(map(_line, lines))}</ul>')


def _line(line: Line) -> str:
    listing, attrs = line.listing, lang_attrs(line.language)
    organisation, sign = listing.organisation, kind_sign(listing.kind)
    told = "".join(f"<span>{fact}</span>" for fact in (sign, *map(escape, _facts(line))))
    badge = _verified(current()) if listing.verified_until else ""
    why = f'\n<p class="entry-why"><bdi>{escape(line.why)}</bdi></p>' if line.why else ""
    return (
        f'\n<li class="entry entry-{listing.kind}">\n<div class="spread"><h2>'
        f'<a href="{addresses.of_key("show_listing", listing.pk)}" {attrs}>{line.title}</a></h2>\n'
        f'<span class="entry-who row">'
        f'<a href="{addresses.of_slug("show_organisation", organisation.slug)}">'
        f"<bdi>{escape(organisation.name)}</bdi></a>{badge}</span></div>\n"
        f'<p class="entry-summary"><bdi {attrs}>{line.summary}</bdi></p>\n'
        f'<div class="entry-foot"><p class="entry-facts dotted">{told}</p>\n'
        f'<label class="check"><input type="checkbox" name="id" value="{listing.pk}">'
        f'<span>{_(_COMPARE)}<span class="visually-hidden">: <bdi {attrs}>'
        f"{escape(line.plain_title)}</bdi></span></span></label></div>{why}\n</li>"
    )


def _facts(line: Line) -> Iterator[str]:
    listing = line.listing
    if listing.readiness:
        yield _(_READINESS) % {"level": listing.readiness}
    yield from labels(LicenceKind, line.licence_kinds)
    yield listing.organisation.country.name
    yield language_name(line.language)
    if listing.first_published_at:
        yield day(listing.first_published_at.date())


@lru_cache(maxsize=12)
def _verified(_language: str) -> SafeString:
    return verified()
