"""Rights and their legal status, after WIPO ST.9 and ST.27, and know-how."""

from __future__ import annotations

from enum import nonmember

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


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
            {
                "patent",
                "utility_model",
                "design",
                "trade_mark",
                "plant_variety",
                "topography",
                "geographical_indication",
            }  # fmt: skip
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
    LAPSED = "lapsed", pgettext_lazy("international application", "Lapsed")

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
