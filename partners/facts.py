"""What a public profile says in a few words each, ready to be shown.

Drawn here and not in the template: some twenty short lines stand on a page that everybody opens,
and as markup in the template they would take a third of its time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.safestring import SafeString

from core.templatetags.ui import day, inline, lang_attrs
from core.words import label
from core.words import say as _
from partners.enums import SizeClass

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
    quiet = [_quiet(line) for line in _standing(country)]
    yield _("Country"), [organisation.country.name, *quiet]
    if country.sources:
        yield _("Source"), [_source(name) for name in country.sources]


def _own(organisation: Any) -> Iterator[Row]:
    if organisation.verified_until:
        yield _("Verified until"), [day(organisation.verified_until)]
    if organisation.website:
        yield _("Website"), [_website(organisation.website)]
    if organisation.size_class:
        size = [label(SizeClass, organisation.size_class)]
        if organisation.is_sme:
            size.append(_("Small or medium-sized enterprise"))
        yield _("Size"), size


def _website(address: str) -> str:
    address = inline(address)
    return SafeString(
        f'<a href="{address}" rel="nofollow noopener ugc">'
        f'<bdi dir="ltr">{address.removeprefix("https://")}</bdi></a>'
    )


def _name(name: Name) -> str:
    return SafeString(f"<span {lang_attrs(name.language)}>{inline(name.value)}</span>")


def _division(division: Division) -> str:
    return SafeString(
        f'{inline(division.label)} <span class="quiet">ISIC {inline(division.code)}</span>'
    )


def _identifier(entry: Identifier) -> str:
    value = f'<bdi dir="ltr">{inline(entry.value)}</bdi>'
    if entry.link:
        value = f'<a href="{inline(entry.link)}" rel="noopener">{value}</a>'
    return SafeString(f"{inline(entry.register)}<br>{value}")


def _source(name: str) -> str:
    return SafeString(f'<span class="small quiet" dir="auto">{inline(name)}</span>')


def _quiet(line: str) -> str:
    return SafeString(f'<span class="small">{inline(line)}</span>')


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
