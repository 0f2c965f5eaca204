"""Which matches a person may see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from marketplace.models import Listing, NeedBrief, NeedConditions
from partners.models import Membership

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID


class MatchQuerySet(models.QuerySet):
    def possible(self) -> Self:
        """Those of which both sides are public now, and no day has passed.

        Asked anew for every page: a task that has not run yet shows nobody what was withdrawn.
        """
        today = timezone.now().date()
        # The days of `matching.limits` that pass though nobody changes anything.
        answered = NeedBrief.objects.filter(deadline__lt=today)
        served = NeedConditions.objects.filter(wanted_by__lt=today)
        public = Listing.objects.public()
        return self.filter(
            Exists(public.filter(pk=OuterRef("offer"))),
            Exists(public.filter(pk=OuterRef("need"))),
            ~Exists(answered.filter(listing=OuterRef("need"))),
            ~Exists(served.filter(listing=OuterRef("need"))),
        )

    def proposed(self) -> Self:
        """Those that are possible, whose sides take part, and that nobody has set aside."""
        return self.possible().filter(~self._abstains(), ~self._set_aside())

    def beyond(self, places: int) -> Self:
        """Those that are not among so many best of their need: of what may be proposed, or of that
        of which a side takes no part. What somebody has set aside is never one of them."""
        place = Window(
            RowNumber(),
            partition_by=["need", "abstains"],
            order_by=[F("score").desc(), F("offer").asc()],
        )
        counted = self.filter(~self._set_aside()).annotate(abstains=self._abstains())
        return counted.annotate(place=place).filter(place__gt=places)

    def _abstains(self) -> Exists:
        abstained = self.model._meta.apps.get_model("matching", "Abstention").objects.order_by()
        either = Q(listing=OuterRef("offer")) | Q(listing=OuterRef("need"))
        return Exists(abstained.filter(either))

    def _set_aside(self) -> Exists:
        dismissed = self.model._meta.apps.get_model("matching", "Dismissal").objects.order_by()
        return Exists(dismissed.filter(offer=OuterRef("offer"), need=OuterRef("need")))

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
