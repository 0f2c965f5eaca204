"""What seekers say of their means and expectations."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


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
    MANUFACTURING = "manufacturing", pgettext_lazy("cooperation", "Manufacturing")
    DESIGN = "design", _("Design and engineering")
    QUALITY = "quality", _("Quality and safety")
    MANAGEMENT = "management", _("Management of technology and rights")
