"""The public page of a listing, as one value: the same for the row, a draft and its preview."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from countries.facts import facts_of
from countries.models import Country
from marketplace.enums import (
    Asset,
    Cooperation,
    FacetScheme,
    LicenceKind,
    Readiness,
    TranslationOrigin,
)
from marketplace.reading import jsonld, sections
from marketplace.reading.markup import table, written
from marketplace.reading.parts import Parts
from marketplace.reading.payment import in_currency, royalty_free_in, tier_table
from marketplace.reading.places import places
from marketplace.reading.rights import rights_in
from marketplace.reading.terms import in_plain_words
from marketplace.reading.words import facet_label, label, language_name
from marketplace.vocabulary.spdx import CONTENT_LICENCES
from partners.models import Membership, Organisation

if TYPE_CHECKING:
    from django.http import HttpRequest

    from marketplace.models import Listing
    from marketplace.reading.payment import Term
    from marketplace.reading.places import Places

LIST_OF = {"offer": "list_offers", "need": "list_needs"}


class Text(NamedTuple):
    """What the reader is shown; `original` names the language it was translated from, or is ""."""

    title: str
    summary: str
    description: str
    language: str
    original: str = ""
    origin: str = ""


class Reader(NamedTuple):
    """`country` is a code or ""; `chosen` says that the address names it."""

    country: str
    chosen: bool
    wants_original: bool


def reader_of(request: HttpRequest, known: Places) -> Reader:
    """What the address asks for; without a country, that of a member's organisation."""
    asked = request.GET.get("country")
    country = (asked or "").upper()
    if asked is None and request.user.is_authenticated:
        mine = Membership.objects.filter(user=request.user).order_by("pk")
        country = mine.values_list("organisation__country", flat=True).first() or ""
    country = country if country in known.names else ""
    return Reader(country, bool(asked and country), request.GET.get("text") == "original")


def context(listing: Listing, request: HttpRequest, parts: Parts | None = None) -> dict[str, Any]:
    """What marketplace/listing_show.html needs; parts not given are read from the listing."""
    parts = Parts.of(listing) if parts is None else parts
    known = places()
    reader = reader_of(request, known)
    text = text_for(listing, parts, reader)
    found = {
        "listing": listing,
        "text": text,
        "reader": reader,
        "options": known.options_with(reader.country),
        "verified_until": _verified_until(listing),
        "steps": steps(listing.readiness, get_language() or "en") if listing.readiness else "",
        "readiness_facts": sections.readiness_facts(parts, listing.language),
        "images": sections.images(parts, listing.language),
        "documents": sections.documents(parts, listing.language),
        "related": sections.related(parts, listing.language),
        "source": parts.source[0] if parts.source else None,
        "content_licence": CONTENT_LICENCES.get(listing.content_licence, listing.content_licence),
        "language_name": language_name(listing.language),
        "in_other_languages": _in_other_languages(listing, parts, text),
        **_classes(listing, parts),
        **_terms(listing, parts, known.names),
        **(_offer(listing, parts) if listing.is_offer else _need(listing, parts, known.names)),
        **_rights(listing, parts, known.names, reader),
    }
    return found | {"jsonld": jsonld.script(listing, parts, text)}


def text_for(listing: Listing, parts: Parts, reader: Reader) -> Text:
    """The texts in the reader's language if there is a translation, else as they were written."""
    language = get_language() or "en"
    if language != listing.language and not reader.wants_original:
        for translation in parts.translations:
            if translation.language == language:
                return Text(
                    translation.title, translation.summary, translation.description, language,
                    language_name(listing.language),
                    label(TranslationOrigin, translation.origin),
                )  # fmt: skip
    return Text(listing.title, listing.summary, listing.description, listing.language)


def _in_other_languages(listing: Listing, parts: Parts, text: Text) -> bool:
    """Whether the reader looks at the original, though it is there in the page's language too."""
    language = get_language()
    spoken = {translation.language for translation in parts.translations}
    return language in spoken and text.language == listing.language != language


def _verified_until(listing: Any) -> Any:
    if hasattr(listing, "verified_until"):
        return listing.verified_until
    found = Organisation.objects.filter(pk=listing.organisation_id).with_verified_until()
    return found.values_list("verified_until", flat=True).first()


@lru_cache(maxsize=128)
def steps(reached: int, _language: str) -> SafeString:
    """The nine levels of readiness, the reached one named."""
    items = "".join(
        f'<li class="{"is-reached" if level <= reached else ""}"'
        f"{' aria-current=step' if level == reached else ''}>"
        f'<span class="visually-hidden">{level}</span></li>'
        for level in Readiness.values
    )
    return SafeString(f'<ol class="readiness" aria-label="{_("Readiness")}">{items}</ol>')


# --- What is in which section -----------------------------------------------------------------------


def _classes(listing: Listing, parts: Parts) -> dict[str, Any]:
    """How it is found: each as (word, address of the list with the same, or "")."""
    codes: dict[str, list[str]] = {}
    for facet in parts.facets:
        codes.setdefault(facet.scheme, []).append(facet.code)
    linked = [
        (facet_label(scheme, code), f"?{scheme}={code}")
        for scheme in (FacetScheme.THEME, FacetScheme.FIELD)
        for code in codes.get(scheme, ())
    ]
    told = [facet_label(FacetScheme.SDG, code) for code in codes.get(FacetScheme.SDG, ())]
    told += [facet_label(FacetScheme.DIVISION, code) for code in codes.get("division", ())]
    symbols = [*codes.get(FacetScheme.IPC, ()), *codes.get(FacetScheme.KEYWORD, ())]
    return {
        "list_name": LIST_OF[listing.kind],
        "classes": linked,
        "further_classes": [*told, *symbols],
        "cooperation": [label(Cooperation, code) for code in codes.get("cooperation", ())],
        "assets": [label(Asset, code) for code in codes.get("asset", ())],
        "places_of_use": codes.get(FacetScheme.PLACE, []),
    }


def _terms(listing: Listing, parts: Parts, names: dict[str, str]) -> dict[str, Any]:
    terms, pay = _first(parts.licence_terms), _first(parts.remuneration)
    currency = pay.currency if pay else ""
    rows = [
        (_plain(term, listing.language), term.formal)
        for term in in_plain_words(terms, pay, names, tiers=bool(parts.royalty_tiers))
    ]
    due = [
        (
            written(part.event, listing.language),
            in_currency(part.amount, currency) if part.amount is not None else "",
        )
        for part in parts.milestones
    ]
    return {
        "terms": table(_("Terms"), (_("In plain words"), _("Formal term")), rows, "terms-table"),
        "tiers": table(
            _("Royalty"),
            (_("Countries"), _("Sales"), _("Rate")),
            tier_table(parts.royalty_tiers, currency),
        ),
        "milestones": table(_("Milestone payments"), (_("When"), _("Amount")), due),
        "licence_kinds": [label(LicenceKind, code) for code in terms.kinds] if terms else [],
    }


def _plain(term: Term, language: str) -> str:
    if not term.text:
        return term.plain
    return SafeString(f"{written(term.plain, '')} {written(term.text, language)}")


def _offer(listing: Listing, parts: Parts) -> dict[str, Any]:
    details = _first(parts.offer_details)
    return {
        "details": details,
        "advantages": sections.advantages(parts, listing.language),
        "know_how": sections.know_how(parts, listing.language),
        "conditions": sections.conditions(details, listing.language) if details else "",
    }


def _need(listing: Listing, parts: Parts, names: dict[str, str]) -> dict[str, Any]:
    brief = _first(parts.need_brief)
    where = [names.get(code, code) for code in parts.codes(FacetScheme.PLACE)]
    return {
        "brief": brief,
        "need_facts": sections.need_facts(brief, where, listing.language) if brief else "",
        "hard": sections.requirements(parts, listing.language, hard=True),
        "soft": sections.requirements(parts, listing.language, hard=False),
    }


def _rights(
    listing: Listing, parts: Parts, names: dict[str, str], reader: Reader
) -> dict[str, Any]:
    details = _first(parts.offer_details)
    found: dict[str, Any] = {
        "rights": sections.rights_list(parts, names, listing.language),
        "statuses": sections.statuses(parts, names),
        "no_formal_rights": bool(details and details.no_formal_rights),
    }
    if not reader.country:
        return found
    today, name = timezone.now().date(), names[reader.country]
    terms, pay = _first(parts.licence_terms), _first(parts.remuneration)
    facts = facts_of(Country(code=reader.country), today)
    found["royalty"] = royalty_free_in(facts, name, terms, pay, parts.royalty_tiers)
    found["covers"] = terms.covers(reader.country) if terms else None
    if listing.is_offer:
        here = rights_in(parts.rights, parts.rights_statuses, reader.country, name, on=today)
        found |= {"here": here, "here_list": sections.here_list(here), "here_on": today}
    found["here_name"] = name
    return found


def _first(parts: list[Any]) -> Any:
    return parts[0] if parts else None

