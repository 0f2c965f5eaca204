"""What a public profile says in a few words each, ready to be shown.

Drawn here and not in the template: some twenty short lines stand on a page that everybody opens,
and as markup in the template they would take a third of its time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.html import format_html
from django.utils.translation import gettext as _

from core.templatetags.ui import day, lang_attrs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from countries.facts import CountryFacts
    from partners.models import Organisation
    from partners.profile import Details, Division, Identifier, Name

Row = tuple[str, list[str]]


def rows(organisation: Organisation, details: Details, country: CountryFacts) -> Iterator[Row]:
    """Terms in the active language, each with what there is to say about it; none without.

    `organisation` has `verified_until`.
    """
    yield from _own(organisation)
    if details.names:
        yield _("Also known as"), [_name(name) for name in details.names]
    if details.divisions:
        yield _("Lines of business"), [_division(division) for division in details.divisions]
    if details.identifiers:
        yield _("Identifiers"), [_identifier(entry) for entry in details.identifiers]
    quiet = [format_html('<span class="small">{}</span>', line) for line in _standing(country)]
    yield _("Country"), [organisation.country.name, *quiet]
    if country.sources:
        yield _("Source"), [_source(name) for name in country.sources]


def _own(organisation: Any) -> Iterator[Row]:
    if organisation.verified_until:
        yield _("Verified until"), [day(organisation.verified_until)]
    if organisation.website:
        yield _("Website"), [_website(organisation.website)]
    if organisation.size_class:
        size = [organisation.get_size_class_display()]
        if organisation.is_sme:
            size.append(_("Small or medium-sized enterprise"))
        yield _("Size"), size


def _website(address: str) -> str:
    return format_html(
        '<a href="{}" rel="nofollow noopener ugc"><bdi dir="ltr">{}</bdi></a>',
        address, address.removeprefix("https://"),
    )  # fmt: skip


def _name(name: Name) -> str:
    return format_html("<span {}>{}</span>", lang_attrs(name.language), name.value)


def _division(division: Division) -> str:
    return format_html('{} <span class="quiet">ISIC {}</span>', division.label, division.code)


def _identifier(entry: Identifier) -> str:
    value = format_html('<bdi dir="ltr">{}</bdi>', entry.value)
    if entry.link:
        value = format_html('<a href="{}" rel="noopener">{}</a>', entry.link, value)
    return format_html("{}<br>{}", entry.register, value)


def _source(name: str) -> str:
    return format_html('<span class="small quiet" dir="auto">{}</span>', name)


def _standing(country: CountryFacts) -> Iterator[str]:
    """The groups a country is in and what is due to change, as of a day that is named."""
    yield from country.group_labels
    if country.income_label:
        values = {"group": country.income_label, "year": country.income_fiscal_year}
        yield _("%(group)s (World Bank, fiscal year %(year)s)") % values
    for change in country.scheduled:
        values = {"group": change.group_label, "date": day(change.on)}
        joins, leaves = (
            _("%(group)s: to be joined on %(date)s"),
            _("%(group)s: to be left on %(date)s"),
        )
        yield (joins if change.joins else leaves) % values
    yield _("As of %(date)s") % {"date": day(country.on)}
