"""The parts of one listing as the page reads them: from a draft in memory or from the tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from marketplace.models import (
        Advantage,
        Attachment,
        Facet,
        FundingSource,
        KnowHowItem,
        LicenceTerms,
        Listing,
        ListingSource,
        ListingTranslation,
        Milestone,
        NeedBrief,
        NeedConditions,
        OfferDetails,
        RelatedLink,
        Remuneration,
        Requirement,
        RightsEntry,
        RightsStatus,
        RoyaltyTier,
        StandardMet,
    )

# Nobody is asked for these, and nothing shows them.
FOREIGN = {
    "offer": {"need_brief", "need_conditions", "requirements"},
    "need": {
        "offer_details", "advantages", "standards", "rights", "rights_statuses", "know_how",
    },
}  # fmt: skip


class Parts(NamedTuple):
    """Each relation of a listing by its name, in the author's order."""

    facets: list[Facet] = []
    advantages: list[Advantage] = []
    offer_details: list[OfferDetails] = []
    standards: list[StandardMet] = []
    need_brief: list[NeedBrief] = []
    need_conditions: list[NeedConditions] = []
    requirements: list[Requirement] = []
    rights: list[RightsEntry] = []
    rights_statuses: list[RightsStatus] = []
    licence_terms: list[LicenceTerms] = []
    remuneration: list[Remuneration] = []
    royalty_tiers: list[RoyaltyTier] = []
    milestones: list[Milestone] = []
    know_how: list[KnowHowItem] = []
    funding_sources: list[FundingSource] = []
    translations: list[ListingTranslation] = []
    links: list[RelatedLink] = []
    attachments: list[Attachment] = []
    source: list[ListingSource] = []

    @classmethod
    def of(cls, listing: Listing) -> Parts:
        """As the listing has them: of a draft those in memory, else those of the tables."""
        named = {name: list(getattr(listing, name).all()) for name in cls._fields[:-1]}
        source: Any = getattr(listing, "source", None)
        return cls(**named, source=[source] if source else [])

    def of_kind(self, kind: str) -> Parts:
        """Without the parts that nobody is asked for in an offer or in a need; imports have them."""
        return self._replace(**{name: [] for name in FOREIGN[kind] if getattr(self, name)})

    def codes(self, scheme: str) -> list[str]:
        return [facet.code for facet in self.facets if facet.scheme == scheme]
