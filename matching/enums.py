"""What an offer and a need are compared by, and what people say of a proposal."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Verdict(models.TextChoices):
    FITS = "fits", pgettext_lazy("match", "Fits")
    OPEN = "open", pgettext_lazy("match", "Open")
    DOES_NOT_FIT = "does_not_fit", pgettext_lazy("match", "Does not fit")


class Part(models.TextChoices):
    """What is compared, in the order in which it is told."""

    TEXT = "text", _("Text")
    FIELD = "field", _("Technology field")
    THEME = "theme", _("Technology theme")
    SECTOR = "sector", _("Sector (ISIC division)")
    SDG = "sdg", _("Sustainable Development Goal")
    COOPERATION = "cooperation", _("Kind of cooperation")
    PARTNER = "partner", _("Partner sought")
    READINESS = "readiness", _("Readiness")
    SITE = "site", _("Site")
    TERRITORY = "territory", _("Territory")
    EXPORT = "export", _("Export control")
    LICENCE = "licence", _("Licence")
    RIGHTS = "rights", _("Rights granted")
    USE = "use", _("Field of use")
    SUBLICENSING = "sublicensing", _("Sub-licensing")
    TERM = "term", _("Term")
    IMPROVEMENTS = "improvements", _("Improvements")
    GRANT_BACK = "grant_back", _("Grant-back")
    ACCESS = "access", _("Access commitments")
    PAYMENT = "payment", _("Payment")
    BUDGET = "budget", _("Budget")
    INSTALLATION = "installation", _("Cost of an installation")
    ROYALTY = "royalty", _("Royalty")
    TRAINING = "training", _("Training")
    KNOW_HOW = "know_how", _("Know-how")
    LANGUAGE = "language", _("Language")


class Limit(models.TextChoices):
    """Why a pair is none, whatever else may fit."""

    SAME_ORGANISATION = "same_organisation"
    NOT_PUBLIC = "not_public"
    PAST = "past"
    TERRITORY = "territory"
    LICENCE = "licence"
    EXPORT = "export"


class DismissalReason(models.TextChoices):
    """Why people set a proposal aside; in the classes in which offices decline requests."""

    OTHER_SUBJECT = "other_subject", _("It is about something else")
    KNOWN = "known", _("We know it already")
    TOO_EARLY = "too_early", _("It is not ready enough")
    TERMS = "terms", _("The terms do not suit us")
    COST = "cost", _("It costs too much, or too little is paid")
    PLACE = "place", _("It does not suit the place")
    PARTNER = "partner", _("The organisation does not suit us")
    CAPACITY = "capacity", _("We have no capacity for it now")
    OTHER = "other", _("Another reason")
