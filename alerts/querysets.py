from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Count, F, Q

from alerts.enums import Frequency

if TYPE_CHECKING:
    from accounts.models import User


class SavedSearchQuerySet(models.QuerySet):
    def visible_to(self, person: User) -> Self:
        """One's own, newest first; nobody sees another's, staff neither."""
        return self.filter(person=person).order_by("-created_at", "-pk")

    def with_new(self) -> Self:
        """Each with `new`: how much was found since the person last looked."""
        return self.annotate(new=Count("finds", filter=Q(finds__found_at__gt=F("seen_at"))))

    def awake(self) -> Self:
        """Those that anybody is to be told of."""
        return self.filter(person__is_active=True).exclude(frequency=Frequency.PAUSED)
