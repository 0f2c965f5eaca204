"""A listing for machines: schema.org, and its licence terms in ODRL."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.safestring import SafeString

from marketplace.enums import FacetScheme, TerritoryScope
from marketplace.reading import odrl

if TYPE_CHECKING:
    from marketplace.models import Listing
    from marketplace.reading.parts import Parts

    Node = dict[str, Any]

ENCODER = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":"))
# As in django.utils.html.json_script: nothing in the data can end the element.
ESCAPES = ((">", "\\u003E"), ("<", "\\u003C"), ("&", "\\u0026"))


def script(listing: Listing, parts: Parts, text: Any) -> SafeString:
    """A data block with both documents, safe to stand in a page."""
    documents = [schema_org(listing, parts, text), terms(listing, parts)]
    data = ENCODER.encode([document for document in documents if document])
    for sign, escaped in ESCAPES:
        data = data.replace(sign, escaped)
    return SafeString(f'<script type="application/ld+json">{data}</script>')


def terms(listing: Listing, parts: Parts) -> Node | None:
    """The licence terms in ODRL 2.2; None where there are none."""
    return odrl.policy(listing, parts, site=settings.SITE_URL)


def schema_org(listing: Listing, parts: Parts, text: Any) -> Node:
    """An Offer (or a Demand) of a Product, with the claims as PropertyValue."""
    address = settings.SITE_URL + listing.get_absolute_url()
    organisation: Node = {
        "@type": "Organization",
        "name": listing.organisation.name,
        "url": settings.SITE_URL + listing.organisation.get_absolute_url(),
    }
    product: Node = {
        "@type": "Product",
        "name": text.title,
        "description": text.summary,
    }
    if claims := [_claim(part) for part in parts.advantages]:
        product["additionalProperty"] = claims
    if keywords := parts.codes(FacetScheme.KEYWORD):
        product["keywords"] = ", ".join(keywords)
    found: Node = {
        "@context": "https://schema.org",
        "@type": "Offer" if listing.is_offer else "Demand",
        "@id": address,
        "url": address,
        "itemOffered": product,
    }
    if listing.first_published_at:
        found["validFrom"] = listing.first_published_at.date().isoformat()
    if listing.expires_on:
        found["validThrough"] = listing.expires_on.isoformat()
    found |= _regions(parts)
    if listing.is_offer:
        return found | {"offeredBy": organisation}
    # schema.org knows who seeks only from the side of the organisation.
    return found | {"@reverse": {"seeks": organisation}}


def _claim(part: Any) -> Node:
    return {
        "@type": "PropertyValue",
        "name": part.metric or part.claim,
        "value": part.value or part.claim,
        **({"unitText": part.unit} if part.unit else {}),
        **({"description": part.comparator} if part.comparator else {}),
    }


def _regions(parts: Parts) -> Node:
    terms_ = parts.licence_terms[0] if parts.licence_terms else None
    if terms_ is None:
        return {}
    found: Node = {}
    if terms_.territory_scope == TerritoryScope.LISTED and terms_.territories:
        found["eligibleRegion"] = terms_.territories
    if terms_.excluded_territories:
        found["ineligibleRegion"] = terms_.excluded_territories
    return found
