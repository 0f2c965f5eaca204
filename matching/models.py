"""Pairs that are proposed, and what people have decided about them.

What is computed can be made again from the listings; what people decided cannot (docs/adr/0014).
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.models import Listing
from matching.enums import DismissalReason
from matching.querysets import MatchQuerySet
from partners.models import Organisation


def _side(label: object, related_name: str) -> models.ForeignKey:
    return models.ForeignKey(
        Listing, verbose_name=label, on_delete=models.CASCADE, related_name=related_name
    )


class Match(models.Model):
    """An offer that is proposed to a need, and the need to the offer.

    `parts` are the findings of `matching.parts` as they were computed: codes, numbers and words of
    which the sentences are made when somebody reads them. `score` puts pairs in order and says
    nothing else. `found_at` stays when the pair is computed again.
    """

    offer = _side(_("offer"), "matches_of_offer")
    need = _side(_("need"), "matches_of_need")
    score = models.FloatField()
    parts = models.JSONField(default=list)
    computed_at = models.DateTimeField()
    found_at = models.DateTimeField()

    objects: ClassVar[models.Manager] = models.Manager.from_queryset(MatchQuerySet)()

    class Meta:
        default_permissions = ()
        verbose_name = _("match")
        constraints = [
            models.UniqueConstraint(fields=["offer", "need"], name="matching_match_once"),
        ]
        indexes = [
            models.Index(fields=["need", "-score", "offer"], name="matching_best_of_need"),
            models.Index(fields=["offer", "-score", "need"], name="matching_best_of_offer"),
        ]

    def __str__(self) -> str:
        return f"{self.offer_id} – {self.need_id}"

    def counterpart_of(self, listing: Listing) -> object:
        """The key of the other side."""
        return self.need_id if listing.pk == self.offer_id else self.offer_id


class Dismissal(models.Model):
    """One organisation's word that a pair is not relevant. It is not proposed again, to either."""

    offer = _side(_("offer"), "dismissals_of_offer")
    need = _side(_("need"), "dismissals_of_need")
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.CASCADE, related_name="+"
    )
    reason = models.CharField(_("reason"), max_length=20, choices=DismissalReason.choices)
    note = models.CharField(_("note"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        verbose_name = _("proposal set aside")
        constraints = [
            models.UniqueConstraint(
                fields=["offer", "need", "organisation"], name="matching_dismissed_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.offer_id} – {self.need_id}: {self.reason}"


class Abstention(models.Model):
    """The word of a listing's people that it takes no part in matching."""

    listing = models.OneToOneField(
        Listing, verbose_name=_("listing"), on_delete=models.CASCADE, primary_key=True,
        related_name="abstention",
    )  # fmt: skip
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        verbose_name = _("listing that takes no part")

    def __str__(self) -> str:
        return str(self.listing_id)


class Told(models.Model):
    """That a digest has told a person of a pair; it outlives the match, which may come back."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    offer = _side(_("offer"), "+")
    need = _side(_("need"), "+")
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        verbose_name = _("match told of")
        constraints = [
            models.UniqueConstraint(fields=["person", "offer", "need"], name="matching_told_once"),
        ]
        indexes = [models.Index(fields=["person", "-at"], name="matching_told_last")]

    def __str__(self) -> str:
        return f"{self.offer_id} – {self.need_id}"
