"""Who may be a counterpart at all, and how near the texts are. The engine finds, nothing is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from marketplace.enums import FacetScheme, ListingKind
from matching.parts.classes import goals_of
from matching.parts.texts import Likeness
from search.engines import engine
from search.query import SearchQuery, Sort

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from uuid import UUID

    from matching.sides import Side
    from search.engines.base import Hit

BY_TEXT, BY_CLASS = 100, 50
# As `scoring.ENOUGH_IN_COMMON`, in the words of the search.
SHARED = (("theme", "field"), ("theme", "sector", "sdg"))


def offers_for(need: Side, known: Iterable[UUID] = ()) -> dict[UUID, Likeness]:
    """Candidates of a need and `known` offers, each with how near its text is.

    Raises `EngineUnavailableError`.
    """
    near = engine().similar(
        need.likeness, kind=ListingKind.OFFER.value, without_organisation=need.organisation,
        limit=BY_TEXT,
    )  # fmt: skip
    found = _as_likeness(near)
    others = [key for key in dict.fromkeys([*sharing_classes(need), *known]) if key not in found]
    return {**dict.fromkeys(others, Likeness()), **likenesses(need, others), **found}


def needs_for(offer: Side) -> list[UUID]:
    """Candidates of an offer. How near they are is asked of each need: it is the need's text that
    is to be answered, whichever of the two was published last."""
    near = engine().similar(
        offer.likeness, kind=ListingKind.NEED.value, without_organisation=offer.organisation,
        limit=BY_TEXT,
    )  # fmt: skip
    return list(dict.fromkeys([*(hit.id for hit in near), *sharing_classes(offer)]))


def likenesses(need: Side, offers: Collection[UUID]) -> dict[UUID, Likeness]:
    """How near these offers are to a need; those without a word in common are left out."""
    if not offers:
        return {}
    near = engine().similar(
        need.likeness, kind=ListingKind.OFFER.value, among=offers, limit=len(offers)
    )
    return _as_likeness(near)


def nearness(needs: Sequence[Side], offer: UUID) -> dict[UUID, Likeness]:
    """How near one offer is to each of the needs, by the need."""
    found = engine().nearness([need.likeness for need in needs], offer)
    return {
        need.key: likeness
        for need, hit in zip(needs, found, strict=True)
        for likeness in _as_likeness([hit] if hit else []).values()
    }


def sharing_classes(side: Side) -> list[UUID]:
    """The newest counterparts with enough classes in common (`scoring`), in whatever language."""
    other = ListingKind.NEED if side.kind == ListingKind.OFFER else ListingKind.OFFER
    classes = {
        "theme": side.of(FacetScheme.THEME),
        "field": side.of(FacetScheme.FIELD),
        "sector": side.of(FacetScheme.DIVISION),
        "sdg": tuple(goals_of(side.of(FacetScheme.SDG))),
    }
    found: dict[UUID, None] = {}
    for names in SHARED:
        if all(classes[name] for name in names):
            facets = {"kind": (other.value,), **{name: classes[name] for name in names}}
            query = SearchQuery(facets=facets, sort=Sort.NEWEST)
            hits = engine().search(query, per_page=BY_CLASS, with_facets=False).hits
            found |= dict.fromkeys(hit.id for hit in hits)
    return list(found)


def _as_likeness(hits: Iterable[Hit]) -> dict[UUID, Likeness]:
    return {hit.id: Likeness(hit.share, hit.why[0].words if hit.why else ()) for hit in hits}
