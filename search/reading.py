"""What an index reads of public listings: plain rows, one statement for each table and batch.

No instance of a model is made: what a listing's parts cost is then what their rows cost.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from countries.models import NAME_COLUMNS
from marketplace.models import (
    Advantage,
    Facet,
    KnowHowItem,
    LicenceTerms,
    Listing,
    ListingTranslation,
    NeedBrief,
    OfferDetails,
    Remuneration,
    Requirement,
    RightsEntry,
    RightsStatus,
    RoyaltyTier,
    StandardMet,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from uuid import UUID

    Rows = Sequence[Any]

# The names of a listing's country, by language.
COUNTRY_COLUMNS = {
    language: f"organisation__country__{column}" for language, column in NAME_COLUMNS.items()
}
COLUMNS = (
    "id", "kind", "type", "language", "title", "summary", "description", "readiness",
    "first_published_at", "expires_on", "organisation", "organisation__name", "organisation__kind",
    "organisation__is_sme", "organisation__language", "organisation__country",
    *COUNTRY_COLUMNS.values(),
)  # fmt: skip
PARTS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "facets": (Facet, ("scheme", "code")),
    "offer_details": (
        OfferDetails,
        (
            "problem", "readiness_evidence", "specifications", "partner_sought", "site_note",
            "environment_note", "regulatory_status",
        ),
    ),
    "need_brief": (
        NeedBrief,
        (
            "current_situation", "desired_outcome", "already_tried", "site_note", "capacity",
            "deadline",
        ),
    ),
    "requirements": (Requirement, ("text",)),
    "advantages": (Advantage, ("claim", "metric", "comparator")),
    "standards": (StandardMet, ("body", "number")),
    "rights": (RightsEntry, ("id", "kind", "office", "pct_phase")),
    "rights_statuses": (RightsStatus, ("right", "country")),
    "licence_terms": (
        LicenceTerms,
        (
            "kinds", "territory_scope", "territories", "excluded_territories",
            "access_commitments",
        ),
    ),
    "remuneration": (Remuneration, ("kinds",)),
    "royalty_tiers": (RoyaltyTier, ("group", "rate", "amount")),
    "know_how": (KnowHowItem, ("kind", "state", "description")),
    "translations": (ListingTranslation, ("language", "title", "summary", "description")),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Read:
    """A listing's `COLUMNS`, and of each of its `PARTS` the rows, in the author's order."""

    row: Any
    facets: Rows = ()
    offer_details: Rows = ()
    need_brief: Rows = ()
    requirements: Rows = ()
    advantages: Rows = ()
    standards: Rows = ()
    rights: Rows = ()
    rights_statuses: Rows = ()
    licence_terms: Rows = ()
    remuneration: Rows = ()
    royalty_tiers: Rows = ()
    know_how: Rows = ()
    translations: Rows = ()

    def codes(self, scheme: str) -> list[str]:
        """As `Listing.codes`."""
        return [facet.code for facet in self.facets if facet.scheme == scheme]


def public_ones(keys: Iterable[UUID]) -> Iterator[Read]:
    """Those of `keys` that are public now, by key, in a fixed number of statements."""
    public = Listing.objects.public().filter(pk__in=list(keys))
    rows = list(public.order_by("pk").values_list(*COLUMNS, named=True))
    found = [row.id for row in rows]
    parts = {name: _by_listing(name, found) for name in PARTS} if found else {}
    for row in rows:
        yield Read(row, **{name: of[row.id] for name, of in parts.items() if row.id in of})


def _by_listing(name: str, keys: Sequence[UUID]) -> dict[UUID, list[Any]]:
    model, columns = PARTS[name]
    found: dict[UUID, list[Any]] = {}
    rows = model.objects.filter(listing__in=keys)
    for row in rows.values_list("listing", *columns, named=True):
        found.setdefault(row.listing, []).append(row)
    return found
