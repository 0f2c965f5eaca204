"""What follows from what was typed and is kept beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from marketplace.enums import FacetScheme
from marketplace.models import Facet
from marketplace.vocabulary.technology_fields import field_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from marketplace.models import Listing


def fields_of(symbols: Iterable[str]) -> list[str]:
    """The technology fields of IPC and CPC symbols by WIPO's concordance, in its order."""
    return sorted({field for symbol in symbols if (field := field_of(symbol))}, key=int)


def derive_fields(listing: Listing) -> None:
    """Set the technology fields to those that follow from the listing's IPC and CPC symbols.

    By WIPO's IPC–Technology concordance. The listing is changed, not saved.
    """
    facets = list(listing.facets.all())
    derived = fields_of(facet.code for facet in facets if facet.scheme == FacetScheme.IPC)
    kept = [f for f in facets if f.scheme != FacetScheme.FIELD or f.code in derived]
    present = {facet.code for facet in kept if facet.scheme == FacetScheme.FIELD}
    missing = [code for code in derived if code not in present]
    if len(kept) == len(facets) and not missing:
        return
    listing.facets = [*kept, *(Facet(scheme=FacetScheme.FIELD, code=code) for code in missing)]
