"""Where an imported listing comes from."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.models.listing import Listing


class ListingSource(models.Model):
    """Provenance of a record taken over from outside; no part of drafts, never edited by hand."""

    listing = models.OneToOneField(
        Listing, verbose_name=_("listing"), on_delete=models.CASCADE, related_name="source",
        primary_key=True,
    )  # fmt: skip
    name = models.CharField(_("source"), max_length=120)
    external_id = models.CharField(_("identifier there"), max_length=200)
    url = models.URLField(_("address there"), max_length=500, blank=True)
    licence = models.CharField(_("licence of the text"), max_length=60, blank=True)
    harvested_on = models.DateField(_("taken over on"))
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("source")
        constraints = [
            models.UniqueConstraint(
                fields=["name", "external_id"], name="marketplace_source_record_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.external_id}"
