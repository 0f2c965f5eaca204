"""The column beside a listing: whose it is, how it is found, where its text comes from."""

from __future__ import annotations

from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.safestring import SafeString

from core.languages import current
from core.markup import facts, link, written
from core.templatetags.ui import day, due, state, verified
from core.words import label, language_name
from core.words import say as _
from marketplace.enums import (
    Asset,
    Cooperation,
    FacetScheme,
    LicenceKind,
    ListingType,
    PartnerKind,
)
from marketplace.reading.words import facet_label
from marketplace.vocabulary.spdx import CONTENT_LICENCES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from marketplace.models import Listing
    from marketplace.reading.parts import Parts

LIST_OF = {"offer": "list_offers", "need": "list_needs"}
# What stands between the words of each: short ones follow each other in one line.
CLASSES = (
    (FacetScheme.THEME, "<br>"), (FacetScheme.FIELD, "<br>"), (FacetScheme.SDG, "<br>"),
    (FacetScheme.DIVISION, "<br>"), (FacetScheme.IPC, " · "), (FacetScheme.KEYWORD, " · "),
)  # fmt: skip
LINKED = {FacetScheme.THEME, FacetScheme.FIELD}


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
        (
            _("Partner sought"),
            _several(label(PartnerKind, code) for code in codes.get("partner", ())),
        ),
        (_("Licences"), _several(label(LicenceKind, k) for k in terms.kinds) if terms else ""),
        (_("What is included"), _several(label(Asset, code) for code in codes.get("asset", ()))),
        *_classes(listing, codes),
        (_("Language"), language_name(listing.language)),
        (_("Published"), _published(listing)),
        (_("Licence of this text"), CONTENT_LICENCES.get(listing.content_licence, "")),
        *((_("Source"), _source(source)) for source in parts.source),
    ]
    return facts(rows, stacked=True)


def _organisation(listing: Listing, verified_until: date | None) -> SafeString:
    organisation = listing.organisation
    name = written(organisation.name, organisation.language)
    sign = verified() if verified_until else _unverified(current())
    return SafeString(
        f'<a href="{organisation.get_absolute_url()}">{name}</a><br>'
        f"{escape(organisation.country.name)}<br>{sign}"
    )


@lru_cache(maxsize=12)
def _unverified(_language: str) -> SafeString:
    return state("open", _("Not verified today"))


def _several(words: Any) -> SafeString:
    """One below the other: a comma is not the same in every script."""
    return SafeString("<br>".join(escape(word) for word in words))


def _classes(listing: Listing, codes: dict[str, list[str]]) -> Iterator[tuple[str, SafeString]]:
    """Themes and fields lead to the list of the same; the rest is told."""
    address = _list(listing.kind, current())
    for scheme, between in CLASSES:
        words = [(code, escape(facet_label(scheme, code))) for code in codes.get(scheme, ())]
        if scheme in LINKED:
            told = [f'<a href="{address}?{scheme}={escape(code)}">{w}</a>' for code, w in words]
        else:
            told = [f"<bdi>{word}</bdi>" for _code, word in words]
        yield label(FacetScheme, scheme), SafeString(between.join(told))


@lru_cache(maxsize=24)
def _list(kind: str, _language: str) -> str:
    return reverse(LIST_OF[kind])


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
