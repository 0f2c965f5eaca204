"""Who paid for the work behind an offer, or pays for what a need asks, and what is owed for it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.models.base import Part, part_of


class FundingSource(Part):
    """A funder, its grant, and what it asks for: open publication, use by a State, a way to buy."""

    listing = part_of("funding_sources")
    funder = models.CharField(_("funder"), max_length=200)
    grant = models.CharField(_("grant"), max_length=60, blank=True)
    obligations = models.CharField(_("obligations"), max_length=500, blank=True)

    class Meta(Part.Meta):
        verbose_name = _("source of funding")

    def __str__(self) -> str:
        return self.funder
