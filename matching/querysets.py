"""Which matches a person may see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from marketplace.models import Listing, NeedBrief, NeedConditions
from partners.models import Membership

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID


class MatchQuerySet(models.QuerySet):
    def proposed(self) -> Self:
        """Those of which both sides are public now, take part, and nobody has set the pair aside.

        Asked anew for every page: a task that has not run yet shows nobody what was withdrawn.
        """
        get_model = self.model._meta.apps.get_model
        abstained = get_model("matching", "Abstention").objects.order_by()
        dismissed = get_model("matching", "Dismissal").objects.order_by()
        today = timezone.now().date()
        # The days of `matching.limits` that pass though nobody changes anything.
        answered = NeedBrief.objects.filter(deadline__lt=today)
        served = NeedConditions.objects.filter(wanted_by__lt=today)
        either = Q(listing=OuterRef("offer")) | Q(listing=OuterRef("need"))
        public = Listing.objects.public()
        return self.filter(
            Exists(public.filter(pk=OuterRef("offer"))),
            Exists(public.filter(pk=OuterRef("need"))),
            ~Exists(abstained.filter(either)),
            ~Exists(dismissed.filter(offer=OuterRef("offer"), need=OuterRef("need"))),
            ~Exists(answered.filter(listing=OuterRef("need"))),
            ~Exists(served.filter(listing=OuterRef("need"))),
        )

    def visible_to(self, user: Any) -> Self:
        """Those proposed to an organisation that the person belongs to."""
        if not user.is_authenticated:
            return self.none()
        mine = Membership.objects.filter(user=user).values("organisation")
        return self.proposed().filter(
            Q(offer__organisation__in=mine) | Q(need__organisation__in=mine)
        )

    def of(self, listing: Listing) -> Self:
        """Those of one listing, whichever side it is."""
        return self.filter(**{listing.kind: listing})

    def touching(self, keys: Collection[UUID]) -> Self:
        """Those in which one of the listings is a side."""
        return self.filter(Q(offer__in=keys) | Q(need__in=keys))

    def best_first(self) -> Self:
        return self.order_by("-score", "offer", "need")
