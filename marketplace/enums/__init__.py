"""The vocabulary of listings, in the words of the field.

Kinds of cooperation are those of the Enterprise Europe Network, licence terms those of model
licences and ODRL 2.2, readiness that of ISO 16290, legal status that of WIPO ST.27. What people
classify by (themes, fields, targets) is in `marketplace.vocabulary`.
"""

from marketplace.enums.listings import (
    LISTING_TRANSITIONS,
    Asset,
    Cooperation,
    ExportControl,
    FacetScheme,
    ListingKind,
    ListingStatus,
    ListingType,
    Nagoya,
    PartnerKind,
    Readiness,
    SiteCondition,
    Stage,
)
from marketplace.enums.needs import (
    FundingStatus,
    RightsExpectation,
    TrainingKind,
)
from marketplace.enums.rights import (
    KnowHowKind,
    KnowHowState,
    PctPhase,
    RightKind,
    RightState,
)
from marketplace.enums.terms import (
    AccessCommitment,
    Clause,
    GrantBack,
    GrantedRight,
    Improvements,
    LicenceKind,
    RemunerationKind,
    RoyaltyBase,
    RoyaltyTerm,
    Sublicensing,
    TermKind,
    TerritoryScope,
    TierGroup,
)
from marketplace.enums.texts import (
    Criterion,
    LinkKind,
    ReviewOutcome,
    TranslationOrigin,
)

__all__ = [
    "AccessCommitment",
    "Asset",
    "Clause",
    "Cooperation",
    "Criterion",
    "ExportControl",
    "FacetScheme",
    "FundingStatus",
    "GrantBack",
    "GrantedRight",
    "Improvements",
    "KnowHowKind",
    "KnowHowState",
    "LISTING_TRANSITIONS",
    "LicenceKind",
    "LinkKind",
    "ListingKind",
    "ListingStatus",
    "ListingType",
    "Nagoya",
    "PartnerKind",
    "PctPhase",
    "Readiness",
    "RemunerationKind",
    "ReviewOutcome",
    "RightKind",
    "RightState",
    "RightsExpectation",
    "RoyaltyBase",
    "RoyaltyTerm",
    "SiteCondition",
    "Stage",
    "Sublicensing",
    "TermKind",
    "TerritoryScope",
    "TierGroup",
    "TrainingKind",
    "TranslationOrigin",
]
