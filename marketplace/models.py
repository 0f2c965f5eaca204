"""Offers and needs."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.models import Timestamped
from marketplace.enums import ListingKind, ListingStatus
from marketplace.querysets import ListingQuerySet
from partners.models import Organisation
from partners.models.organisation import one_line


class Listing(Timestamped):
    """A technology that an organisation offers, or a problem it wants solved.

    One table for both kinds: whatever refers to "an offer or a need" refers to a listing. The
    key is random, so that an address tells nothing and rows of drafts can keep theirs.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=5, choices=ListingKind.choices)
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        on_delete=models.PROTECT,
        related_name="listings",
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("author"),
        on_delete=models.PROTECT,
        related_name="listings",
    )
    language = models.CharField(_("language"), max_length=12)
    title = models.CharField(_("title"), max_length=120, validators=[one_line])
    summary = models.TextField(_("summary"), max_length=500)
    description = models.TextField(_("description"), max_length=4000, blank=True)
    status = models.CharField(
        _("state"), max_length=10, choices=ListingStatus.choices, default=ListingStatus.DRAFT
    )
    published_at = models.DateTimeField(_("published"), null=True, editable=False)
    revision = models.PositiveIntegerField(default=1, editable=False)

    objects: ClassVar[models.Manager] = models.Manager.from_queryset(ListingQuerySet)()

    class Meta:
        verbose_name = _("listing")
        ordering = ["-published_at", "-created_at"]
        indexes = [
            models.Index(fields=["kind", "status", "-published_at"], name="marketplace_newest")
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status=ListingStatus.DRAFT)
                | models.Q(published_at__isnull=False),
                name="marketplace_public_since_some_day",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("show_listing", args=[self.pk])

    @property
    def is_published(self) -> bool:
        """In a state that everybody may see, if they may see the organisation."""
        return self.status in ListingStatus.PUBLIC_STATES
