"""The vocabulary of country facts."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CountryGroup(models.TextChoices):
    """Groups that a country enters and leaves on a day."""

    G20 = "g20", _("G20")
    LDC = "ldc", _("Least developed countries")
    LLDC = "lldc", _("Landlocked developing countries")
    SIDS = "sids", _("Small island developing States")


class IncomeGroup(models.TextChoices):
    """World Bank groups by gross national income per head, set anew each fiscal year."""

    LOW = "low", _("Low income")
    LOWER_MIDDLE = "lower_middle", _("Lower middle income")
    UPPER_MIDDLE = "upper_middle", _("Upper middle income")
    HIGH = "high", _("High income")
    UNCLASSIFIED = "unclassified", _("Not classified")


class FactOrigin(models.TextChoices):
    """Where a row comes from; a later load changes only rows that no person touched."""

    LOADED = "loaded", _("Came with the site")
    CORRECTED = "corrected", _("Corrected by staff")
    ADDED = "added", _("Added by staff")
