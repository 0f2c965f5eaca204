"""The column beside a listing: whose it is, how it is found, where its text comes from."""

from __future__ import annotations

from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.safestring import SafeString

from core.languages import current
from core.templatetags.ui import day, due, state, verified
from marketplace.enums import (
    Asset,
    Cooperation,
    FacetScheme,
    LicenceKind,
    ListingType,
)
from marketplace.reading.markup import facts, link, written
from marketplace.reading.words import facet_label, label, language_name
from marketplace.reading.words import say as _
from marketplace.vocabulary.spdx import CONTENT_LICENCES

if TYPE_CHECKING:
    from datetime import date

    from marketplace.models import Listing
    from marketplace.reading.parts import Parts

LIST_OF = {"offer": "list_offers", "need": "list_needs"}


def facts_of(listing: Listing, parts: Parts, verified_until: date | None) -> SafeString:
    codes: dict[str, list[str]] = {}
    for facet in parts.facets:
        codes.setdefault(facet.scheme, []).append(facet.code)
    terms = parts.licence_terms[0] if parts.licence_terms else None
    brief = parts.need_brief[0] if parts.need_brief else None
    rows = [
        (_("Organisation"), _organisation(listing, verified_until)),
        (_("Type"), label(ListingType, listing.type)),
        (_("Readiness"), f"{listing.readiness}/9" if listing.readiness else ""),
        (_("Answers by"), due(brief.deadline) if brief and brief.deadline else ""),
        (
            _("Kinds of cooperation"),
            _several(label(Cooperation, code) for code in codes.get("cooperation", ())),
        ),
        (_("Licences"), _several(label(LicenceKind, k) for k in terms.kinds) if terms else ""),
        (_("What is included"), _several(label(Asset, code) for code in codes.get("asset", ()))),
        (_("Classification"), _classes(listing, codes)),
        (_("Language"), language_name(listing.language)),
        (_("Published"), _published(listing)),
        (_("Licence of this text"), CONTENT_LICENCES.get(listing.content_licence, "")),
        *((_("Source"), _source(source)) for source in parts.source),
    ]
    return facts(rows, stacked=True)


def _organisation(listing: Listing, verified_until: date | None) -> SafeString:
    organisation = listing.organisation
    name = written(organisation.name, organisation.language)
    sign = _verified(current()) if verified_until else _unverified(current())
    return SafeString(
        f'<a href="{organisation.get_absolute_url()}">{name}</a><br>'
        f"{escape(organisation.country.name)}<br>{sign}"
    )


@lru_cache(maxsize=12)
def _verified(_language: str) -> SafeString:
    return verified()


@lru_cache(maxsize=12)
def _unverified(_language: str) -> SafeString:
    return state("open", _("Not verified today"))


def _several(words: Any) -> str:
    return ", ".join(words)


def _classes(listing: Listing, codes: dict[str, list[str]]) -> SafeString:
    """Themes and fields lead to the list of the same; the rest is told."""
    address = reverse(LIST_OF[listing.kind])
    lines = [
        f'<a href="{address}?{scheme}={escape(code)}">{escape(facet_label(scheme, code))}</a>'
        for scheme in (FacetScheme.THEME, FacetScheme.FIELD)
        for code in codes.get(scheme, ())
    ]
    lines += [
        f"<bdi>{escape(facet_label(scheme, code))}</bdi>"
        for scheme in (FacetScheme.SDG, FacetScheme.DIVISION, FacetScheme.IPC, FacetScheme.KEYWORD)
        for code in codes.get(scheme, ())
    ]
    return SafeString("<br>".join(lines))


def _published(listing: Listing) -> str:
    if listing.first_published_at is None:
        return ""
    since = day(listing.first_published_at.date())
    if listing.expires_on is None:
        return since
    until = _("Until %(date)s") % {"date": day(listing.expires_on)}
    return SafeString(f'{escape(since)}<br><span class="small">{escape(until)}</span>')


def _source(source: Any) -> SafeString:
    """Where an imported listing was taken from, when, and under which licence."""
    told = [
        escape(_("Imported from %(source)s") % {"source": source.name}),
        link(source.url, source.external_id) if source.url else escape(source.external_id),
        escape(source.licence),
        escape(day(source.harvested_on)),
    ]
    return SafeString("<br>".join(filter(None, told)))
