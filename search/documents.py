"""What an index holds of a public listing: made from its rows, and of nothing that is not public."""

from __future__ import annotations

import hashlib
import json
import time
from dataclasses import dataclass, field
from functools import lru_cache
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import connection
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
from marketplace.reading.payment import royalty_free_in
from marketplace.vocabulary.offices import MEMBERS
from marketplace.vocabulary.sdg import GOALS, TARGETS
from search.facets import EVERYWHERE, exclusivity, royalty_class
from search.labels import labels_of
from search.reading import public_ones

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator
    from decimal import Decimal
    from uuid import UUID

    from search.reading import Read


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
    """The version of what is read from now on, by one clock for all workers: that of the database
    where they may be on several machines, and that of the machine where they cannot."""
    if connection.vendor != "postgresql":
        return time.time_ns()
    with connection.cursor() as cursor:
        cursor.execute("SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint * 1000")
        return cursor.fetchone()[0]


def documents_of(keys: Iterable[UUID]) -> list[Document]:
    """Those of `keys` that are public now, in a fixed number of queries."""
    version = now()
    return [document_of(read, version=version) for read in public_ones(keys)]


def document_of(read: Read, *, version: int = 0) -> Document:
    """Of a public listing."""
    row = read.row
    content: dict[str, Any] = {
        "id": row.id,
        "kind": row.kind,
        "organisation": row.organisation,
        "texts": (Text(row.language, row.title, _body(read)), *_translations(read)),
        "labels": labels_of(read),
        "tokens": tuple(sorted(set(_tokens(read)))),
        "published_at": row.first_published_at or timezone.now(),
        "closes_on": _closes_on(read),
    }
    return Document(**content, version=version, hash=_hash(content))


def _hash(content: dict[str, Any]) -> str:
    texts = [vars(text) for text in content["texts"]]
    whole = {**content, "texts": texts, "version": 0, "hash": ""}
    text = json.dumps(whole, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


# --- Texts --------------------------------------------------------------------------------------


def _body(read: Read) -> str:
    told = [*main_text(read.row.summary, read.row.description), *_details(read)]
    told += read.codes(FacetScheme.KEYWORD)
    return "\n".join(filter(None, told))


def main_text(summary: str, description: str) -> list[str]:
    """Summary and description; one of the two where the summary is the beginning of the other."""
    start = " ".join(summary.removesuffix("…").split())
    if start and " ".join(description.split()).startswith(start):
        return [description]
    return [summary, description]


def _details(read: Read) -> Iterator[str]:
    for details in read.offer_details:
        yield from (
            details.problem, details.readiness_evidence, details.specifications,
            details.partner_sought, details.site_note, details.environment_note,
            details.regulatory_status,
        )  # fmt: skip
    for brief in read.need_brief:
        yield from (
            brief.current_situation, brief.desired_outcome, brief.already_tried, brief.site_note,
            brief.capacity,
        )  # fmt: skip
    for advantage in read.advantages:
        yield f"{advantage.claim} {advantage.metric} {advantage.comparator}"
    for requirement in read.requirements:
        yield requirement.text
    for standard in read.standards:
        yield f"{standard.body} {standard.number}"
    for item in read.know_how:
        yield item.description


def _translations(read: Read) -> Iterator[Text]:
    for part in read.translations:
        body = "\n".join(filter(None, main_text(part.summary, part.description)))
        yield Text(part.language, part.title, body)


# --- Facets -------------------------------------------------------------------------------------


def _tokens(read: Read) -> Iterator[str]:
    row = read.row
    yield from (f"kind:{row.kind}", f"type:{row.type}")
    if row.readiness:
        yield f"readiness:{row.readiness}"
    if row.first_published_at:
        yield f"day:{row.first_published_at.date().isoformat()}"
    yield from _classes(read)
    yield from (f"institution:{row.organisation__kind}", f"country:{row.organisation__country}")
    if row.organisation__is_sme:
        yield "sme:yes"
    yield from _terms(read)
    yield from (f"right:{country}" for country in _countries_with_rights(read))
    yield from _royalty_free(read)
    yield from _included(read)
    yield from (f"language:{text.language}" for text in read.translations)
    yield f"language:{row.language}"


def _classes(read: Read) -> Iterator[str]:
    for facet in read.facets:
        if name := _NAMES.get(facet.scheme):
            yield f"{name}:{facet.code}"
        elif facet.scheme == FacetScheme.SDG:
            goal = TARGETS.parent(facet.code) or facet.code
            if goal in GOALS:
                yield f"sdg:{goal}"
            if facet.code in TARGETS:
                yield f"target:{facet.code}"


_NAMES: dict[str, str] = {
    FacetScheme.THEME: "theme", FacetScheme.FIELD: "field", FacetScheme.DIVISION: "sector",
    FacetScheme.PARTNER: "partner",
}  # fmt: skip


def _terms(read: Read) -> Iterator[str]:
    for terms in read.licence_terms:
        yield from (f"licence:{kind}" for kind in terms.kinds)
        yield from (f"exclusivity:{value}" for value in exclusivity(terms.kinds))
        # As `LicenceTerms.covers` has it.
        if terms.territory_scope == TerritoryScope.WORLDWIDE:
            yield f"territory:{EVERYWHERE}"
        elif terms.territory_scope == TerritoryScope.LISTED:
            yield from (f"territory:{code}" for code in terms.territories)
        yield from (f"territory:-{code}" for code in terms.excluded_territories)


def _countries_with_rights(read: Read) -> Iterator[str]:
    """Where `marketplace.reading.rights.rights_in` has more to tell than "no right declared"."""
    statuses: dict[Any, list[str]] = {}
    for status in read.rights_statuses:
        statuses.setdefault(status.right, []).append(status.country)
    for right in read.rights:
        yield from statuses.get(right.id, ())
        if right.kind in RightKind.REGISTERED:
            yield from MEMBERS.get(right.office, (right.office,) if right.office else ())
            if right.pct_phase in PctPhase.OPEN:
                yield EVERYWHERE


class _Tier(NamedTuple):
    """What decides of a line of the table of royalties."""

    group: str
    rate: Decimal | None
    amount: Decimal | None


def _royalty_free(read: Read) -> Iterator[str]:
    """For every kind of country that differs in what it pays."""
    terms, pay = next(iter(read.licence_terms), None), next(iter(read.remuneration), None)
    for name in _free_classes(
        None if terms is None else tuple(terms.access_commitments),
        None if pay is None else tuple(pay.kinds),
        tuple(_Tier(tier.group, tier.rate, tier.amount) for tier in read.royalty_tiers),
    ):
        yield f"royalty_free:{name}"


@lru_cache(maxsize=1024)
def _free_classes(
    commitments: tuple[str, ...] | None, kinds: tuple[str, ...] | None, tiers: tuple[_Tier, ...]
) -> tuple[str, ...]:
    """Kept: most listings have one of a few terms, and each is asked of every kind of country."""
    terms = None if commitments is None else SimpleNamespace(access_commitments=commitments)
    pay = None if kinds is None else SimpleNamespace(kinds=list(kinds))
    return tuple(
        royalty_class(facts)
        for facts in _KINDS_OF_COUNTRIES
        if royalty_free_in(facts, "", terms, pay, tiers).is_free
    )


_KINDS_OF_COUNTRIES = [
    CountryFacts("", timezone.now().date(), frozenset(groups), income, None, ())
    for groups in ((), ("ldc",))
    for income in (None, *IncomeGroup.values)
]


def _included(read: Read) -> Iterator[str]:
    included = {item.kind for item in read.know_how if item.state == KnowHowState.INCLUDED}
    assets = set(read.codes(FacetScheme.ASSET))
    if included - {KnowHowKind.TRAINING} or Asset.KNOW_HOW in assets:
        yield "know_how:yes"
    if KnowHowKind.TRAINING in included or Asset.TRAINING in assets:
        yield "training:yes"


def _closes_on(read: Read) -> dt.date:
    """The day by which a need wants answers, else the last day of the listing."""
    deadlines = [brief.deadline for brief in read.need_brief if brief.deadline]
    return (deadlines or [read.row.expires_on or timezone.now().date()])[0]
