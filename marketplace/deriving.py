"""What follows from what was typed and is kept beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from marketplace.enums import FacetScheme
from marketplace.models import Facet
from marketplace.vocabulary.technology_fields import field_of

if TYPE_CHECKING:
    from marketplace.models import Listing


def derive_fields(listing: Listing) -> None:
    """Set the technology fields to those that follow from the listing's IPC and CPC symbols.

    By WIPO's IPC–Technology concordance. The listing is changed, not saved.
    """
    facets = list(listing.facets.all())
    derived = {field_of(facet.code) for facet in facets if facet.scheme == FacetScheme.IPC} - {None}
    kept = [f for f in facets if f.scheme != FacetScheme.FIELD or f.code in derived]
    present = {facet.code for facet in kept if facet.scheme == FacetScheme.FIELD}
    missing = sorted(derived - present, key=int)
    if len(kept) == len(facets) and not missing:
        return
    listing.facets = [*kept, *(Facet(scheme=FacetScheme.FIELD, code=code) for code in missing)]
