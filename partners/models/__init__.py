from partners.models.organisation import (
    Organisation,
    OrganisationDivision,
    OrganisationIdentifier,
    OrganisationName,
)
from partners.models.people import Invitation, Membership
from partners.models.verification import Verification

__all__ = [
    "Invitation",
    "Membership",
    "Organisation",
    "OrganisationDivision",
    "OrganisationIdentifier",
    "OrganisationName",
    "Verification",
]
