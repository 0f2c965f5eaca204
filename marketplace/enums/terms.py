"""Licence terms and payment, after model licences and ODRL 2.2."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class LicenceKind(models.TextChoices):
    EXCLUSIVE = "exclusive", _("Exclusive")
    SOLE = "sole", _("Sole")
    NON_EXCLUSIVE = "non_exclusive", _("Non-exclusive")
    EXCLUSIVE_IN_FIELD = "exclusive_in_field", _("Exclusive in a field of use")
    OPEN = "open", pgettext_lazy("licence", "Open")
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
    LISTED = "listed", _("Only the countries named")


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
