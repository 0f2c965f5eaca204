"""The vocabulary of organisations and the one table of legal transitions."""

from __future__ import annotations

from enum import nonmember

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class OrganisationKind(models.TextChoices):
    """What it is. Maps onto the nine types of ROR 2.1; a firm's size is a fact of its own."""

    FIRM = "firm", _("Firm")
    UNIVERSITY = "university", _("University")
    RESEARCH_INSTITUTE = "research_institute", _("Research institute")
    GOVERNMENT = "government", _("Government body")
    NGO = "ngo", _("Non-governmental organisation")
    INTERMEDIARY = "intermediary", _("Intermediary")


class SizeClass(models.TextChoices):
    """Size by staff, as in European Commission Recommendation 2003/361/EC."""

    MICRO = "micro", _("Micro (fewer than 10 people)")
    SMALL = "small", _("Small (10 to 49 people)")
    MEDIUM = "medium", _("Medium (50 to 249 people)")
    LARGE = "large", _("Large (250 people or more)")


class Role(models.TextChoices):
    """What a member may do. Each role includes reading what the organisation keeps to itself."""

    OWNER = "owner", pgettext_lazy("role", "Owner")
    EDITOR = "editor", pgettext_lazy("role", "Editor")
    SIGNATORY = "signatory", pgettext_lazy("role", "Signatory")
    VIEWER = "viewer", pgettext_lazy("role", "Viewer")

    EXPLANATIONS = nonmember(
        {
            "owner": _("Manages members, verification and everything an editor may change."),
            "editor": _("Edits the profile and writes offers and needs."),
            "signatory": _("Asks for verification and signs agreements for the organisation."),
            "viewer": _("Reads what the organisation keeps to itself."),
        }
    )


class NameKind(models.TextChoices):
    """Kinds of further names, as in ROR 2.1."""

    LABEL = "label", _("Name in another language")
    ALIAS = "alias", _("Former or other name")
    ACRONYM = "acronym", _("Acronym")


class IdentifierScheme(models.TextChoices):
    """Registers that name organisations; `partners.identifiers` knows their check digits."""

    ROR = "ror", _("ROR (Research Organization Registry)")
    LEI = "lei", _("LEI (ISO 17442)")
    ISNI = "isni", _("ISNI (ISO 27729)")
    WIKIDATA = "wikidata", _("Wikidata")
    PIC = "pic", _("PIC (European Commission participant code)")
    DUNS = "duns", _("D-U-N-S number")
    NATIONAL = "national", _("National company or institution register")


class EvidenceKind(models.TextChoices):
    EMAIL_DOMAIN = "email_domain", _("E-mail address at the organisation's own domain")
    DOCUMENT = "document", _("Document, such as a registration certificate")
    IDENTIFIER = "identifier", _("Entry in a public register")


class VerificationStatus(models.TextChoices):
    REQUESTED = "requested", _("Waiting for a decision")
    GRANTED = "granted", _("Verified")
    REFUSED = "refused", _("Refused")
    CANCELLED = "cancelled", _("Cancelled by the organisation")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    EXPIRED = "expired", _("Expired")
    SUPERSEDED = "superseded", _("Replaced by a later one")

    # At most one row of an organisation is in these states. Once verified, an organisation is public; it stays so while a verification merely lapses.
    PUBLIC_STATES = nonmember(frozenset({"granted", "expired"}))


VERIFICATION_TRANSITIONS: dict[str, set[str]] = {
    VerificationStatus.REQUESTED: {
        VerificationStatus.GRANTED,
        VerificationStatus.REFUSED,
        VerificationStatus.CANCELLED,
    },
    VerificationStatus.GRANTED: {
        VerificationStatus.WITHDRAWN,
        VerificationStatus.EXPIRED,
        VerificationStatus.SUPERSEDED,
    },
    VerificationStatus.EXPIRED: {VerificationStatus.WITHDRAWN, VerificationStatus.SUPERSEDED},
}
