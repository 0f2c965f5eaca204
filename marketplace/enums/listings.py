"""What a listing is, its life with the one table of legal transitions, and what it says."""

from __future__ import annotations

from enum import nonmember

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ListingKind(models.TextChoices):
    OFFER = "offer", _("Offer")
    NEED = "need", _("Need")


class ListingType(models.TextChoices):
    """What is offered or needed; `OF_KIND` says which goes with which."""

    TECHNOLOGY = "technology", _("Technology")
    KNOW_HOW = "know_how", _("Know-how")
    EXPERTISE = "expertise", _("Expertise")
    FACILITY_ACCESS = "facility_access", _("Access to a facility")
    RD_COOPERATION = "rd_cooperation", _("Research and development together")
    PLEDGE = "pledge", _("Open pledge")
    CHALLENGE = "challenge", _("Open challenge")

    OF_KIND = nonmember(
        {
            "offer": (
                "technology", "know_how", "expertise", "facility_access", "rd_cooperation", "pledge",
            ),
            "need": ("technology", "expertise", "rd_cooperation", "challenge"),
        }
    )  # fmt: skip


class ListingStatus(models.TextChoices):
    """The life of a listing. That a draft or a revision is being reviewed is the workflow's word."""

    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    PAUSED = "paused", _("Paused")
    EXPIRED = "expired", _("Expired")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    ARCHIVED = "archived", _("Archived")

    PUBLIC_STATES = nonmember(frozenset({"published"}))
    # In these it can be shown again as it was, without a new review.
    RESTING_STATES = nonmember(frozenset({"paused", "expired"}))


LISTING_TRANSITIONS: dict[str, set[str]] = {
    ListingStatus.DRAFT: {ListingStatus.PUBLISHED, ListingStatus.ARCHIVED},
    # To itself: a reviewed revision of what is published.
    ListingStatus.PUBLISHED: {
        ListingStatus.PUBLISHED,
        ListingStatus.PAUSED,
        ListingStatus.EXPIRED,
        ListingStatus.WITHDRAWN,
    },
    ListingStatus.PAUSED: {
        ListingStatus.PUBLISHED,
        ListingStatus.EXPIRED,
        ListingStatus.WITHDRAWN,
    },
    ListingStatus.EXPIRED: {
        ListingStatus.PUBLISHED,
        ListingStatus.WITHDRAWN,
        ListingStatus.ARCHIVED,
    },
    ListingStatus.WITHDRAWN: {ListingStatus.PUBLISHED, ListingStatus.ARCHIVED},
    ListingStatus.ARCHIVED: set(),
}


class FacetScheme(models.TextChoices):
    """What a listing is found by. FIELD is derived from the symbols and never typed."""

    THEME = "theme", _("Technology theme")
    IPC = "ipc", _("Patent classification symbol (IPC or CPC)")
    FIELD = "field", _("Technology field")
    SDG = "sdg", _("Sustainable Development Goal target")
    DIVISION = "division", _("Sector (ISIC division)")
    KEYWORD = "keyword", _("Keyword")
    COOPERATION = "cooperation", _("Kind of cooperation")
    ASSET = "asset", _("What is included")
    PLACE = "place", _("Country of use")
    PARTNER = "partner", _("Partner sought")


class Cooperation(models.TextChoices):
    LICENCE = "licence", _("Licence")
    ASSIGNMENT = "assignment", _("Assignment (sale of the rights)")
    OPTION = "option", _("Option")
    JOINT_VENTURE = "joint_venture", _("Joint venture")
    RD_COOPERATION = "rd_cooperation", _("Research and development together")
    CONTRACT_RESEARCH = "contract_research", _("Contract research")
    MANUFACTURING = "manufacturing", pgettext_lazy("cooperation", "Manufacturing")
    TECHNICAL_ASSISTANCE = "technical_assistance", _("Technical assistance")
    TRAINING = "training", _("Training")
    STAFF_EXCHANGE = "staff_exchange", _("Staff exchange")
    PILOT = "pilot", _("Pilot")
    SUPPLY = "supply", _("Supply with technical assistance")
    INVESTMENT = "investment", _("Investment in a new company")


class PartnerKind(models.TextChoices):
    """Whom an offer looks for: kind and size in one, as the Enterprise Europe Network asks."""

    SME = "sme", _("Small or medium-sized firm")
    LARGE_FIRM = "large_firm", _("Large firm")
    UNIVERSITY = "university", _("University")
    RESEARCH_INSTITUTE = "research_institute", _("Research institute")
    GOVERNMENT = "government", _("Government body")
    NGO = "ngo", _("Non-governmental organisation")
    INTERMEDIARY = "intermediary", _("Intermediary")


class Asset(models.TextChoices):
    PATENT = "patent", _("Patents")
    DESIGN = "design", _("Designs")
    TRADE_MARK = "trade_mark", _("Trade marks")
    SOFTWARE = "software", _("Software")
    DATA = "data", _("Data")
    PLANT_VARIETY = "plant_variety", _("Plant varieties")
    KNOW_HOW = "know_how", _("Know-how")
    MATERIALS = "materials", _("Materials and samples")
    EQUIPMENT = "equipment", _("Equipment")
    TRAINING = "training", _("Training")


class Readiness(models.IntegerChoices):
    """Technology readiness levels by ISO 16290, in words for any industry."""

    PRINCIPLES = 1, _("Basic principles observed")
    CONCEPT = 2, _("Concept formulated")
    PROOF = 3, _("Proof of concept")
    LABORATORY = 4, _("Validated in the laboratory")
    RELEVANT = 5, _("Validated in a relevant environment")
    DEMONSTRATED = 6, _("Demonstrated in a relevant environment")
    OPERATIONAL = 7, _("Prototype demonstrated in operation")
    QUALIFIED = 8, _("Complete and qualified")
    PROVEN = 9, _("Proven in operation")


class Stage(models.TextChoices):
    """Stage of development as the Enterprise Europe Network asks for it."""

    CONCEPT = "concept", _("Concept")
    LABORATORY = "laboratory", _("In the laboratory")
    PROTOTYPE = "prototype", _("Prototype")
    FIELD_TESTED = "field_tested", _("Field tested")
    DEMONSTRATED = "demonstrated", _("Demonstrated")
    ON_MARKET = "on_market", _("On the market")


class SiteCondition(models.TextChoices):
    """What a technology asks of a place (offer), or what a place has (need)."""

    POWER_GRID = "power_grid", _("Power from the grid")
    OFF_GRID = "off_grid", _("Works without a grid")
    CLEAN_WATER = "clean_water", _("Clean water")
    COLD_CHAIN = "cold_chain", _("Cold chain")
    BROADBAND = "broadband", _("Internet connection")
    SKILLED_OPERATOR = "skilled_operator", _("Skilled operator")
    LABORATORY = "laboratory", _("Laboratory")
    WORKSHOP = "workshop", _("Workshop")
    IMPORTED_PARTS = "imported_parts", _("Imported parts")
    ROAD_ACCESS = "road_access", _("Access by road")


class ExportControl(models.TextChoices):
    NONE = "none", _("Not on a control list, to our knowledge")
    MAYBE = "maybe", _("May need a licence for some destinations")
    CONTROLLED = "controlled", _("Needs an export licence")


class Nagoya(models.TextChoices):
    """Genetic resources and traditional knowledge, by the Nagoya Protocol."""

    NOT_APPLICABLE = "not_applicable", _("No genetic resources used")
    COMPLIANT = "compliant", _("Used with a certificate of compliance")
    UNRESOLVED = "unresolved", _("Used; not settled yet")
