"""The public page of a listing, as one value: the same for the row, a draft and its preview."""

from __future__ import annotations

from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils import timezone
from django.utils.safestring import SafeString

from core import addresses
from core.languages import current
from core.markup import prose, table, written
from core.words import label, language_name
from core.words import say as _
from countries.facts import facts_of
from countries.models import Country
from marketplace.enums import FacetScheme, Readiness, TranslationOrigin
from marketplace.reading import jsonld, sections, side
from marketplace.reading.heading import heading
from marketplace.reading.parts import Parts
from marketplace.reading.payment import in_currency, royalty_free_in, tier_table
from marketplace.reading.places import places
from marketplace.reading.rights import rights_in
from marketplace.reading.terms import in_plain_words
from marketplace.reading.tiles import tiles
from marketplace.reading.wanted import wanted_in
from partners.models import Membership, Organisation

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest

    from marketplace.models import Listing
    from marketplace.reading.payment import Term
    from marketplace.reading.places import Places


class Text(NamedTuple):
    """What the reader is shown; `original` names the language it was translated from, or is ""."""

    title: str
    summary: str
    description: str
    language: str
    original: str = ""
    origin: str = ""


class Section(NamedTuple):
    heading: str
    body: SafeString


def drawn(sections_: Iterable[Section]) -> SafeString:
    """Those that have something to say, one after the other."""
    return SafeString(
        "\n".join(
            f'<section class="flow"><h2>{escape(heading)}</h2>{body}</section>'
            for heading, body in sections_
            if body
        )
    )


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


def context(
    listing: Listing,
    request: HttpRequest,
    parts: Parts | None = None,
    known: Places | None = None,
) -> dict[str, Any]:
    """What marketplace/listing_show.html needs; parts not given are read from the listing."""
    parts = (Parts.of(listing) if parts is None else parts).of_kind(listing.kind)
    known = places() if known is None else known
    reader = reader_of(request, known)
    is_offer = listing.is_offer
    text = text_for(listing, parts, reader)
    build = _offer if is_offer else _need
    before, after = build(listing, parts, known.names)
    terms, verified_until = _terms(listing, parts, known.names), _verified_until(listing)
    found = {
        "listing": listing,
        "text": text,
        "reader": reader,
        "options": known.options_with(reader.country),
        "before": drawn(before),
        "is_public": listing.live and listing.is_published,
        "rights_heading": _("Rights by country") if is_offer else _("In your country"),
        "terms_heading": _("Terms") if is_offer else _("Terms that would do"),
        "terms_address": addresses.of_key("show_terms", listing.pk),
        "terms": terms,
        "after": drawn([*after, *_material(listing, parts)]),
        "heading": heading(
            listing,
            text,
            is_verified=bool(verified_until),
            is_translated=_in_other_languages(listing, parts, text),
        ),
        "side": side.facts_of(listing, parts, verified_until),
        **_rights(listing, parts, known, reader),
    }
    return found | {"jsonld": jsonld.script(listing, parts, text)}


def text_for(listing: Listing, parts: Parts, reader: Reader) -> Text:
    """The texts in the reader's language if there is a translation, else as they were written."""
    language = current()
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
    language = current()
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
    says = sections.level_in_words(reached)
    items = "".join(
        f'<li class="{"is-reached" if level <= reached else ""}"'
        f"{' aria-current=step' if level == reached else ''}"
        "></li>"
        for level in Readiness.values
    )
    return SafeString(f'<p>{says}</p><ol class="readiness" aria-hidden="true">{items}</ol>')


# --- What is in which section -----------------------------------------------------------------------


def _offer(
    listing: Listing, parts: Parts, names: dict[str, str]
) -> tuple[list[Section], list[Section]]:
    """What stands before the rights and the terms, and what after."""
    details, language = _first(parts.offer_details), listing.language
    before = [
        Section(_("The problem it solves"), _prose(details, "problem", language)),
        Section(_("What it is better at"), sections.advantages(parts, language)),
        Section(_("How ready it is"), _readiness(listing, parts)),
        Section(_("Technical data"), _prose(details, "specifications", language)),
    ]
    after = [
        Section(_("What comes with it"), sections.know_how(parts, language)),
        Section(_("What it needs"), sections.conditions(details, language)),
        Section(_("Funding"), sections.funding(parts, language)),
        Section(_("Partner sought"), _prose(details, "partner_sought", language)),
    ]
    return before, after


def _need(
    listing: Listing, parts: Parts, names: dict[str, str]
) -> tuple[list[Section], list[Section]]:
    brief, language = _first(parts.need_brief), listing.language
    where = [names.get(code, code) for code in parts.codes(FacetScheme.PLACE)]
    before = [
        Section(_("How it is today"), _prose(brief, "current_situation", language)),
        Section(_("What would be enough"), _prose(brief, "desired_outcome", language)),
        Section(_("What was tried"), _prose(brief, "already_tried", language)),
        Section(_("What must be met"), sections.requirements(parts, language, hard=True)),
        Section(
            _("What would be good to have"), sections.requirements(parts, language, hard=False)
        ),
        Section(_("The place and the means"), sections.need_facts(brief, where, language)),
        Section(_("How ready it must be"), _readiness(listing, parts)),
        Section(_("Conditions"), sections.need_conditions(_first(parts.need_conditions), language)),
        Section(_("Funding"), sections.funding(parts, language)),
    ]
    return before, []


def _prose(part: Any, name: str, language: str) -> SafeString:
    text = getattr(part, name) if part is not None else ""
    return prose(text, language) if text else SafeString()


def _readiness(listing: Listing, parts: Parts) -> SafeString:
    reached = SafeString()
    if listing.readiness:
        reached = steps(listing.readiness, current())
    return SafeString(reached + sections.readiness_facts(parts, listing.language))


def _material(listing: Listing, parts: Parts) -> list[Section]:
    pictures = "".join(sections.images(parts, listing.language))
    papers = sections.documents(parts, listing.language)
    return [
        Section(_("Pictures and documents"), SafeString(pictures + papers)),
        Section(_("Related material"), sections.related(parts, listing.language)),
    ]


def _terms(listing: Listing, parts: Parts, names: dict[str, str]) -> SafeString:
    """The terms in plain words, the royalties and what falls due, as tables."""
    terms, pay = _first(parts.licence_terms), _first(parts.remuneration)
    currency = pay.currency if pay else ""
    said = in_plain_words(terms, pay, names, bool(parts.royalty_tiers), wanted=not listing.is_offer)
    rows = [(_plain(term, listing.language), term.formal) for term in said]
    due = [
        (
            written(part.event, listing.language),
            in_currency(part.amount, currency) if part.amount is not None else "",
        )
        for part in parts.milestones
    ]
    words = table(_("Terms"), (_("In plain words"), _("Formal term")), rows, "stacks terms-table")
    columns = (_("Countries"), _("Sales"), _("Rate"))
    tiers = table(_("Royalty"), columns, tier_table(parts.royalty_tiers, currency))
    milestones = table(_("Milestone payments"), (_("When"), _("Amount")), due)
    return SafeString(words + tiers + milestones)


def _plain(term: Term, language: str) -> str:
    if not term.text:
        return term.plain
    return SafeString(f"{written(term.plain, '')} {written(term.text, language)}")


def _rights(listing: Listing, parts: Parts, known: Places, reader: Reader) -> dict[str, Any]:
    today = timezone.now().date()
    found: dict[str, Any] = {
        "rights": SafeString(
            _declaration(parts)
            + sections.statuses(parts, known.names, known.order)
            + tiles(parts.rights_statuses, reader.country, on=today)
            + sections.rights_list(parts, known.names, listing.language)
        ),
        "here_name": "",
    }
    if not reader.country:
        return found
    name = known.names[reader.country]
    terms, pay = _first(parts.licence_terms), _first(parts.remuneration)
    found["here_name"] = name
    covers = terms.covers(reader.country) if terms else None
    if not listing.is_offer:
        # A need asks no royalty, and grants no licence.
        return found | {"wanted_here": wanted_in(name, covers)}
    facts = facts_of(Country(code=reader.country), today)
    here = rights_in(parts.rights, parts.rights_statuses, reader.country, name, on=today)
    return found | {
        "covers": covers,
        "royalty": royalty_free_in(facts, name, terms, pay, parts.royalty_tiers),
        "here": here,
        "here_list": sections.here_list(here),
        "here_on": today,
    }


def _declaration(parts: Parts) -> str:
    details = _first(parts.offer_details)
    if not details or not details.no_formal_rights:
        return ""
    said = _("The owner declares that no registered rights exist.")
    return f"<p>{escape(said)}</p>\n"


def _first(parts: list[Any]) -> Any:
    return parts[0] if parts else None
