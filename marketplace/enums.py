"""The vocabulary of listings and the one table of legal transitions.

The words are those of domain practice: kinds of cooperation after the Enterprise Europe Network,
licence terms after model licences and ODRL 2.2, readiness after ISO 16290, legal status after
WIPO ST.27. What people classify by (themes, fields, targets) is in `marketplace.vocabulary`.
"""

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


class Cooperation(models.TextChoices):
    LICENCE = "licence", _("Licence")
    ASSIGNMENT = "assignment", _("Assignment (sale of the rights)")
    OPTION = "option", _("Option")
    JOINT_VENTURE = "joint_venture", _("Joint venture")
    RD_COOPERATION = "rd_cooperation", _("Research and development together")
    CONTRACT_RESEARCH = "contract_research", _("Contract research")
    MANUFACTURING = "manufacturing", _("Manufacturing")
    TECHNICAL_ASSISTANCE = "technical_assistance", _("Technical assistance")
    TRAINING = "training", _("Training")
    STAFF_EXCHANGE = "staff_exchange", _("Staff exchange")
    PILOT = "pilot", _("Pilot")
    SUPPLY = "supply", _("Supply with technical assistance")
    INVESTMENT = "investment", _("Investment in a new company")


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


# --- Rights ---------------------------------------------------------------------------------------


class RightKind(models.TextChoices):
    PATENT = "patent", _("Patent")
    UTILITY_MODEL = "utility_model", _("Utility model")
    DESIGN = "design", _("Industrial design")
    TRADE_MARK = "trade_mark", _("Trade mark")
    COPYRIGHT = "copyright", _("Copyright")
    SOFTWARE = "software", _("Copyright in software")
    DATABASE = "database", _("Database right")
    PLANT_VARIETY = "plant_variety", _("Plant variety")
    TOPOGRAPHY = "topography", _("Layout of integrated circuits")
    GEOGRAPHICAL_INDICATION = "geographical_indication", _("Geographical indication")
    KNOW_HOW = "know_how", _("Know-how (trade secret)")

    # Granted or registered by an office; the others arise without one.
    REGISTERED = nonmember(
        frozenset(
            {"patent", "utility_model", "design", "trade_mark", "plant_variety", "topography"}
        )
    )


class RightState(models.TextChoices):
    """Legal status in one country, after the states of WIPO ST.27."""

    PENDING = "pending", pgettext_lazy("right", "Pending")
    IN_FORCE = "in_force", pgettext_lazy("right", "In force")
    OPPOSED = "opposed", pgettext_lazy("right", "In force, under opposition")
    LAPSED = "lapsed", pgettext_lazy("right", "Lapsed")
    EXPIRED = "expired", pgettext_lazy("right", "Expired")
    REVOKED = "revoked", pgettext_lazy("right", "Revoked")
    WITHDRAWN = "withdrawn", pgettext_lazy("right", "Withdrawn")
    UNKNOWN = "unknown", pgettext_lazy("right", "Unknown")

    ALIVE = nonmember(frozenset({"pending", "in_force", "opposed", "unknown"}))


class PctPhase(models.TextChoices):
    """Where an international application under the Patent Cooperation Treaty stands."""

    INTERNATIONAL = "international", _("International phase")
    PUBLISHED = "published", _("International phase, published")
    CHAPTER_II = "chapter_ii", _("International preliminary examination (Chapter II)")
    NATIONAL_DUE = "national_due", _("Entry into the national phase is due")
    ENTERED = "entered", _("Entered into the national phase")
    LAPSED = "lapsed", _("Lapsed")

    OPEN = nonmember(frozenset({"international", "published", "chapter_ii", "national_due"}))


class KnowHowKind(models.TextChoices):
    DRAWINGS = "drawings", _("Drawings")
    PROCESS = "process", _("Process parameters and recipes")
    SOFTWARE = "software", _("Source code")
    DATA = "data", _("Data")
    MANUALS = "manuals", _("Manuals")
    QUALITY = "quality", _("Test and quality procedures")
    SAMPLES = "samples", _("Samples and reference materials")
    TOOLING = "tooling", _("Tools and moulds")
    SUPPLIERS = "suppliers", _("List of suppliers")
    REGULATORY = "regulatory", _("Regulatory file")
    TRAINING = "training", _("Training")
    START_UP = "start_up", _("Help with installation and start-up")
    OTHER = "other", _("Other")


class KnowHowState(models.TextChoices):
    INCLUDED = "included", _("Included")
    EXTRA = "extra", _("At extra cost")
    UNAVAILABLE = "unavailable", _("Not available")


# --- Licence terms --------------------------------------------------------------------------------


class LicenceKind(models.TextChoices):
    EXCLUSIVE = "exclusive", _("Exclusive")
    SOLE = "sole", _("Sole")
    NON_EXCLUSIVE = "non_exclusive", _("Non-exclusive")
    EXCLUSIVE_IN_FIELD = "exclusive_in_field", _("Exclusive in a field of use")
    OPEN = "open", _("Open")
    LICENCE_OF_RIGHT = "licence_of_right", _("Licence of right")
    OPTION = "option", _("Option")
    EVALUATION = "evaluation", _("Evaluation")


class GrantedRight(models.TextChoices):
    """What the licensee may do; each is an action of ODRL 2.2 or of its profile here."""

    MAKE = "make", _("Make")
    USE = "use", _("Use")
    SELL = "sell", _("Sell")
    IMPORT = "import", _("Import")
    COPY = "copy", _("Copy")
    MODIFY = "modify", _("Modify")
    DISTRIBUTE = "distribute", _("Distribute")
    RESEARCH = "research", _("Use for research")


class TerritoryScope(models.TextChoices):
    WORLDWIDE = "worldwide", _("All countries")
    LISTED = "listed", _("Only the countries and groups named")


class Sublicensing(models.TextChoices):
    NO = "no", _("Not allowed")
    WITH_CONSENT = "with_consent", _("With consent in each case")
    YES = "yes", _("Allowed")


class GrantBack(models.TextChoices):
    NONE = "none", _("None")
    NON_EXCLUSIVE = "non_exclusive", _("Non-exclusive licence back")
    OPTION = "option", _("Option to a licence back")
    EXCLUSIVE = "exclusive", _("Exclusive licence or assignment back")


class Improvements(models.TextChoices):
    LICENSOR = "licensor", _("Belong to the licensor")
    LICENSEE = "licensee", _("Belong to the licensee")
    MAKER = "maker", _("Belong to whoever makes them")
    JOINT = "joint", _("Belong to both")


class TermKind(models.TextChoices):
    LAST_TO_EXPIRE = "last_to_expire", _("Until the last right expires")
    COUNTRY_BY_COUNTRY = (
        "country_by_country",
        _("Country by country, until the right expires there"),
    )
    YEARS = "years", _("A number of years")
    PERPETUAL = "perpetual", _("Without end")


class AccessCommitment(models.TextChoices):
    LDC_ROYALTY_FREE = "ldc_royalty_free", _("Royalty-free in least developed countries")
    TIERED = "tiered", _("Tiered by income group of the country")
    NON_ASSERT = "non_assert", _("Rights are not asserted in low-income countries")
    HUMANITARIAN_USE = "humanitarian_use", _("Free for humanitarian use")
    RESEARCH_RESERVED = "research_reserved", _("Research use stays free for everybody")


class Clause(models.TextChoices):
    """Terms that competition law frowns on; stating one brings a caution, nothing is blocked."""

    NO_CHALLENGE = "no_challenge", _("The licensee may not challenge the rights")
    CHALLENGE_TERMINATES = "challenge_terminates", _("A challenge ends the licence")
    TIE_IN = "tie_in", _("The licensee must also take other goods or licences")
    PRICE_FIXING = "price_fixing", _("The licensor sets the licensee's prices")
    NON_COMPETE = "non_compete", _("The licensee may not work with competing technology")


class RemunerationKind(models.TextChoices):
    NONE = "none", _("None")
    UPFRONT = "upfront", _("Payment at the start")
    MILESTONES = "milestones", _("Milestone payments")
    ROYALTY = "royalty", _("Royalty")
    IN_KIND = "in_kind", _("In kind")
    TO_AGREE = "to_agree", _("To be agreed")


class RoyaltyBase(models.TextChoices):
    NET_SALES = "net_sales", _("Net sales")
    UNIT = "unit", _("Each unit sold")
    COST_SAVING = "cost_saving", _("Costs saved")


class RoyaltyTerm(models.TextChoices):
    RIGHTS = "rights", _("While the rights are in force")
    YEARS = "years", _("A number of years")
    AFTER_EXPIRY = "after_expiry", _("Also after the rights have expired")


class TierGroup(models.TextChoices):
    """To which countries a royalty tier applies; the groups are asked for as of the day of sale."""

    ALL = "all", _("All countries")
    HIGH = "high", _("High income")
    UPPER_MIDDLE = "upper_middle", _("Upper middle income")
    LOWER_MIDDLE = "lower_middle", _("Lower middle income")
    LOW = "low", _("Low income")
    LDC = "ldc", _("Least developed countries")


# --- Needs ----------------------------------------------------------------------------------------


class FundingStatus(models.TextChoices):
    NONE = "none", _("No funds yet")
    APPLIED = "applied", _("Applied for")
    SECURED = "secured", _("Secured")


class RightsExpectation(models.TextChoices):
    """Who should own what comes of it (after the Lambert model agreements)."""

    KEEP_BACKGROUND = "keep_background", _("Each side keeps what it brings and makes")
    SHARED = "shared", _("Results belong to both")
    REQUESTER = "requester", _("Results belong to us")
    OPEN = "open", _("Results are open to everybody")


class TrainingKind(models.TextChoices):
    OPERATION = "operation", _("Operation")
    MAINTENANCE = "maintenance", _("Maintenance and repair")
    MANUFACTURING = "manufacturing", _("Manufacturing")
    DESIGN = "design", _("Design and engineering")
    QUALITY = "quality", _("Quality and safety")
    MANAGEMENT = "management", _("Management of technology and rights")


# --- Texts and files ------------------------------------------------------------------------------


class TranslationOrigin(models.TextChoices):
    AUTHOR = "author", _("By the author")
    TRANSLATOR = "translator", _("By a translator")
    MACHINE = "machine", _("By machine, checked")


class LinkKind(models.TextChoices):
    PUBLICATION = "publication", _("Publication")
    DATA = "data", _("Data set")
    VIDEO = "video", _("Video")
    CODE = "code", _("Source code")
    EVIDENCE = "evidence", _("Evidence")
    WEBSITE = "website", _("Website")


class ReviewOutcome(models.TextChoices):
    APPROVED = "approved", _("Published")
    CHANGES = "changes", _("Sent back")


class Criterion(models.TextChoices):
    """What reviewers score from 0 to 5; a zero blocks (after the Enterprise Europe Network)."""

    NOVELTY = "novelty", _("Novelty and advantage")
    EVIDENCE = "evidence", _("Evidence")
    CLARITY = "clarity", _("Clarity")
    FIT = "fit", _("Fit with the purpose of this site")
