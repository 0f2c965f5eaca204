"""What matching reads of a listing, and nothing else: a value that no query hangs on."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from marketplace.enums import FacetScheme, PartnerKind, TerritoryScope
from marketplace.models import (
    Facet,
    KnowHowItem,
    LicenceTerms,
    Listing,
    ListingTranslation,
    NeedBrief,
    NeedConditions,
    OfferDetails,
    Remuneration,
    RoyaltyTier,
)
from partners.enums import OrganisationKind, SizeClass
from search.asking import likeness_of
from search.engines.base import Likeness

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Mapping
    from uuid import UUID

    Stamp = tuple[Any, ...]

COLUMNS = (
    "id", "kind", "expires_on", "readiness", "language", "title", "summary", "description",
    "organisation", "organisation__country", "organisation__kind", "organisation__is_sme",
    "organisation__size_class",
)  # fmt: skip
# Some of it is another after every change of what is read here: parts are published with their row.
STAMP = ("updated_at", "organisation__revision")
# Of these a listing has one or none.
SINGLE: dict[str, Any] = {
    "terms": LicenceTerms, "pay": Remuneration, "details": OfferDetails, "brief": NeedBrief,
    "conditions": NeedConditions,
}  # fmt: skip
SEVERAL: dict[str, Any] = {"tiers": RoyaltyTier, "know_how": KnowHowItem}


@dataclass(frozen=True, slots=True)
class Side:
    """An offer or a need. `country` is that of its organisation, `languages` those of its texts.

    `partner` says what its organisation is as a partner, or "" where that is not known; `stamp` is
    another after every change.
    """

    key: UUID
    kind: str
    organisation: int
    stamp: Stamp = ()
    country: str = ""
    partner: str = ""
    is_public: bool = True
    last_day: dt.date | None = None
    readiness: int | None = None
    likeness: Likeness = Likeness("", "")
    languages: tuple[str, ...] = ()
    codes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    terms: LicenceTerms | None = None
    pay: Remuneration | None = None
    details: OfferDetails | None = None
    brief: NeedBrief | None = None
    conditions: NeedConditions | None = None
    tiers: tuple[RoyaltyTier, ...] = ()
    know_how: tuple[KnowHowItem, ...] = ()

    def of(self, scheme: str) -> tuple[str, ...]:
        """Its codes in one scheme."""
        return self.codes.get(scheme, ())

    @property
    def places(self) -> tuple[str, ...]:
        """The countries in which a need wants to use what it seeks; () where it says nothing."""
        named = self.of(FacetScheme.PLACE)
        if self.terms and self.terms.territory_scope == TerritoryScope.LISTED:
            named = (*named, *self.terms.territories)
        return tuple(dict.fromkeys(named))


def sides_of(keys: Collection[UUID]) -> dict[UUID, Side]:
    """Those of the listings that are public, in a fixed number of queries."""
    rows = list(_public(keys).order_by("pk").values_list(*COLUMNS, *STAMP, named=True))
    parts = _parts_of([row.id for row in rows])
    return {row.id: _side(row, parts) for row in rows}


def stamps_of(keys: Collection[UUID]) -> dict[UUID, Stamp]:
    """What `stamp` is now of each that `sides_of` would find, in one query."""
    rows = _public(keys).order_by().values_list("pk", *STAMP)
    return {key: tuple(stamp) for key, *stamp in rows}


def _public(keys: Collection[UUID]) -> Any:
    return Listing.objects.public().filter(pk__in=list(keys))


def _as_partner(row: Any) -> str:
    """What its organisation is, in the words of who looks for partners."""
    if row.organisation__kind != OrganisationKind.FIRM:
        return row.organisation__kind
    if row.organisation__is_sme:
        return PartnerKind.SME.value
    return PartnerKind.LARGE_FIRM.value if row.organisation__size_class == SizeClass.LARGE else ""


def _parts_of(keys: list[UUID]) -> dict[str, dict[UUID, list[Any]]]:
    """The rows of every part, by its name and the listing's key, in the author's order."""
    found: dict[str, dict[UUID, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for name, model in {**SINGLE, **SEVERAL}.items():
        for part in model.objects.filter(listing__in=keys):
            found[name][part.listing_id].append(part)
    facets = Facet.objects.filter(listing__in=keys).values_list("listing", "scheme", "code")
    for key, scheme, code in facets:
        found["codes"][key].append((scheme, code))
    told = ListingTranslation.objects.filter(listing__in=keys).values_list("listing", "language")
    for key, language in told:
        found["languages"][key].append(language)
    return found


def _side(row: Any, parts: dict[str, dict[UUID, list[Any]]]) -> Side:
    codes: dict[str, tuple[str, ...]] = {}
    for scheme, code in parts["codes"].get(row.id, ()):
        codes[scheme] = (*codes.get(scheme, ()), code)
    only: dict[str, Any] = {name: next(iter(parts[name].get(row.id, ())), None) for name in SINGLE}
    several: dict[str, Any] = {name: tuple(parts[name].get(row.id, ())) for name in SEVERAL}
    languages = (row.language, *parts["languages"].get(row.id, ()))
    return Side(
        key=row.id,
        kind=row.kind,
        organisation=row.organisation,
        stamp=tuple(getattr(row, name) for name in STAMP),
        country=row.organisation__country,
        partner=_as_partner(row),
        is_public=True,
        last_day=row.expires_on,
        readiness=row.readiness,
        likeness=likeness_of(row),
        languages=tuple(dict.fromkeys(languages)),
        codes=codes,
        **only,
        **several,
    )
