"""The vocabulary of listings and the one table of legal transitions."""

from __future__ import annotations

from enum import nonmember

from django.db import models
from django.utils.translation import gettext_lazy as _


class ListingKind(models.TextChoices):
    OFFER = "offer", _("Offer")
    NEED = "need", _("Need")


class ListingStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", _("Withdrawn")

    PUBLIC_STATES = nonmember(frozenset({"published"}))


LISTING_TRANSITIONS: dict[str, set[str]] = {
    ListingStatus.DRAFT: {ListingStatus.PUBLISHED},
    ListingStatus.PUBLISHED: {ListingStatus.WITHDRAWN},
    ListingStatus.WITHDRAWN: {ListingStatus.PUBLISHED},
}
