from marketplace.models.files import StoredFile
from marketplace.models.funding import FundingSource
from marketplace.models.listing import Facet, Listing
from marketplace.models.needs import NeedBrief, NeedConditions, Requirement
from marketplace.models.offers import Advantage, KnowHowItem, OfferDetails, StandardMet
from marketplace.models.reviews import ReviewRecord, ScoredReviewState, ScoredReviewTask
from marketplace.models.rights import RightsEntry, RightsStatus
from marketplace.models.sources import ListingSource
from marketplace.models.terms import LicenceTerms, Milestone, Remuneration, RoyaltyTier
from marketplace.models.texts import Attachment, ListingTranslation, RelatedLink

__all__ = [
    "Advantage",
    "Attachment",
    "Facet",
    "FundingSource",
    "KnowHowItem",
    "LicenceTerms",
    "Listing",
    "ListingSource",
    "ListingTranslation",
    "Milestone",
    "NeedBrief",
    "NeedConditions",
    "OfferDetails",
    "RelatedLink",
    "Remuneration",
    "Requirement",
    "ReviewRecord",
    "RightsEntry",
    "RightsStatus",
    "RoyaltyTier",
    "ScoredReviewState",
    "ScoredReviewTask",
    "StandardMet",
    "StoredFile",
]
