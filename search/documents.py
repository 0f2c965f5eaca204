"""What an index holds of a public listing: made from its rows, and of nothing that is not public."""

from __future__ import annotations

import hashlib
import json
import time
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from countries.enums import IncomeGroup
from countries.facts import CountryFacts
from marketplace.enums import (
    Asset,
    FacetScheme,
    KnowHowKind,
    KnowHowState,
    PctPhase,
    RightKind,
    TerritoryScope,
)
from marketplace.models import Listing
from marketplace.reading.payment import royalty_free_in
from marketplace.vocabulary.offices import MEMBERS
from marketplace.vocabulary.sdg import GOALS, TARGETS
from search.facets import EVERYWHERE, exclusivity, royalty_class
from search.labels import labels_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator
    from uuid import UUID

PARTS = (
    "facets", "offer_details", "need_brief", "requirements", "advantages", "standards", "rights",
    "rights_statuses", "licence_terms", "remuneration", "royalty_tiers", "know_how", "translations",
)  # fmt: skip


@dataclass(frozen=True)
class Text:
    """A listing in one language."""

    language: str
    title: str
    body: str


@dataclass(frozen=True)
class Document:
    """One public listing. `texts` begins with the original; the others are reviewed translations.

    `labels` are the names of its classifications, country and institution by language, `tokens`
    what facets count ("theme:water"). `version` grows with the time at which the rows were read;
    `hash` is of everything else.
    """

    id: UUID
    kind: str
    organisation: int
    texts: tuple[Text, ...]
    labels: dict[str, str]
    tokens: tuple[str, ...]
    published_at: dt.datetime
    closes_on: dt.date
    hash: str = ""
    version: int = field(default=0, compare=False)


def now() -> int:
    """The version of what is read from now on."""
    return time.time_ns()


def documents_of(keys: Iterable[UUID]) -> list[Document]:
    """Those of `keys` that are public now, in a fixed number of queries."""
    version = now()
    listings = (
        Listing.objects.public()
        .filter(pk__in=list(keys))
        .select_related("organisation__country")
        .prefetch_related(*PARTS)
        .order_by("pk")
    )
    return [document_of(listing, version=version) for listing in listings]


def document_of(listing: Listing, *, version: int = 0) -> Document:
    """Of a listing that is public, with its `PARTS` and its organisation's country at hand."""
    document = Document(
        id=listing.pk,
        kind=listing.kind,
        organisation=listing.organisation_id,
        texts=(Text(listing.language, listing.title, _body(listing)), *_translations(listing)),
        labels=labels_of(listing),
        tokens=tuple(sorted(set(_tokens(listing)))),
        published_at=listing.first_published_at or timezone.now(),
        closes_on=_closes_on(listing),
        version=version,
    )
    return replace(document, hash=_hash(document))


def _hash(document: Document) -> str:
    content = {**asdict(document), "version": 0, "hash": ""}
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


# --- Texts --------------------------------------------------------------------------------------


def _body(listing: Listing) -> str:
    told = [*main_text(listing.summary, listing.description), *_details(listing)]
    told += listing.codes(FacetScheme.KEYWORD)
    return "\n".join(filter(None, told))


def main_text(summary: str, description: str) -> list[str]:
    """Summary and description; one of the two where the summary is the beginning of the other."""
    start = " ".join(summary.removesuffix("…").split())
    if start and " ".join(description.split()).startswith(start):
        return [description]
    return [summary, description]


def _details(listing: Listing) -> Iterator[str]:
    for details in listing.offer_details.all():
        yield from (
            details.problem, details.readiness_evidence, details.specifications,
            details.partner_sought, details.site_note, details.environment_note,
            details.regulatory_status,
        )  # fmt: skip
    for brief in listing.need_brief.all():
        yield from (
            brief.current_situation, brief.desired_outcome, brief.already_tried, brief.site_note,
            brief.capacity,
        )  # fmt: skip
    for advantage in listing.advantages.all():
        yield f"{advantage.claim} {advantage.metric} {advantage.comparator}"
    for part in (*listing.requirements.all(), *listing.standards.all()):
        yield str(part)
    for item in listing.know_how.all():
        yield item.description


def _translations(listing: Listing) -> Iterator[Text]:
    for part in listing.translations.all():
        body = "\n".join(filter(None, main_text(part.summary, part.description)))
        yield Text(part.language, part.title, body)


# --- Facets -------------------------------------------------------------------------------------


def _tokens(listing: Listing) -> Iterator[str]:
    yield from (f"kind:{listing.kind}", f"type:{listing.type}")
    if listing.readiness:
        yield f"readiness:{listing.readiness}"
    if listing.first_published_at:
        yield f"day:{listing.first_published_at.date().isoformat()}"
    yield from _classes(listing)
    yield from _of_organisation(listing.organisation)
    yield from _terms(listing)
    yield from (f"right:{country}" for country in _countries_with_rights(listing))
    yield from _royalty_free(listing)
    yield from _included(listing)
    yield from (f"language:{text.language}" for text in listing.translations.all())
    yield f"language:{listing.language}"


def _classes(listing: Listing) -> Iterator[str]:
    names = {
        FacetScheme.THEME: "theme", FacetScheme.FIELD: "field", FacetScheme.DIVISION: "sector",
    }  # fmt: skip
    for facet in listing.facets.all():
        if facet.scheme in names:
            yield f"{names[facet.scheme]}:{facet.code}"
        elif facet.scheme == FacetScheme.SDG:
            goal = TARGETS.parent(facet.code) or facet.code
            if goal in GOALS:
                yield f"sdg:{goal}"
            if facet.code in TARGETS:
                yield f"target:{facet.code}"


def _of_organisation(organisation: Any) -> Iterator[str]:
    yield from (f"institution:{organisation.kind}", f"country:{organisation.country_id}")
    if organisation.is_sme:
        yield "sme:yes"


def _terms(listing: Listing) -> Iterator[str]:
    for terms in listing.licence_terms.all():
        yield from (f"licence:{kind}" for kind in terms.kinds)
        yield from (f"exclusivity:{value}" for value in exclusivity(terms.kinds))
        # As `LicenceTerms.covers` has it.
        if terms.territory_scope == TerritoryScope.WORLDWIDE:
            yield f"territory:{EVERYWHERE}"
        elif terms.territory_scope == TerritoryScope.LISTED:
            yield from (f"territory:{code}" for code in terms.territories)
        yield from (f"territory:-{code}" for code in terms.excluded_territories)


def _countries_with_rights(listing: Listing) -> Iterator[str]:
    """Where `marketplace.reading.rights.rights_in` has more to tell than "no right declared"."""
    statuses: dict[Any, list[str]] = {}
    for status in listing.rights_statuses.all():
        statuses.setdefault(status.right, []).append(status.country)
    for right in listing.rights.all():
        yield from statuses.get(right.pk, ())
        if right.kind in RightKind.REGISTERED:
            yield from MEMBERS.get(right.office, (right.office,) if right.office else ())
            if right.pct_phase in PctPhase.OPEN:
                yield EVERYWHERE


def _royalty_free(listing: Listing) -> Iterator[str]:
    """For every kind of country that differs in what it pays."""
    terms = next(iter(listing.licence_terms.all()), None)
    pay = next(iter(listing.remuneration.all()), None)
    tiers = list(listing.royalty_tiers.all())
    if terms is None and pay is None and not tiers:
        return
    for facts in _KINDS_OF_COUNTRIES:
        if royalty_free_in(facts, "", terms, pay, tiers).is_free:
            yield f"royalty_free:{royalty_class(facts)}"


_KINDS_OF_COUNTRIES = [
    CountryFacts("", timezone.now().date(), frozenset(groups), income, None, ())
    for groups in ((), ("ldc",))
    for income in (None, *IncomeGroup.values)
]


def _included(listing: Listing) -> Iterator[str]:
    included = {i.kind for i in listing.know_how.all() if i.state == KnowHowState.INCLUDED}
    assets = set(listing.codes(FacetScheme.ASSET))
    if included - {KnowHowKind.TRAINING} or Asset.KNOW_HOW in assets:
        yield "know_how:yes"
    if KnowHowKind.TRAINING in included or Asset.TRAINING in assets:
        yield "training:yes"


def _closes_on(listing: Listing) -> dt.date:
    """The day by which a need wants answers, else the last day of the listing."""
    deadlines = [b.deadline for b in listing.need_brief.all() if b.deadline]
    return (deadlines or [listing.expires_on or timezone.now().date()])[0]
