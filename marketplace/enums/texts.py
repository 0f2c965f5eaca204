"""Translations, related material and reviews."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


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
