from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Count, Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce

from alerts.enums import Frequency
from marketplace.models import Listing

if TYPE_CHECKING:
    from accounts.models import User


def is_public(listing: str) -> Exists:
    """Whether the listing that a column of this name points at is public now."""
    return Exists(Listing.objects.public().filter(pk=OuterRef(listing)).order_by())


class SavedSearchQuerySet(models.QuerySet):
    def visible_to(self, person: User) -> Self:
        """One's own, newest first; nobody sees another's, staff neither."""
        return self.filter(person=person).order_by("-created_at", "-pk")

    def with_new(self) -> Self:
        """Each with `new`: how much was found since the person last looked, and is public still."""
        finds: Any = self.model._meta.apps.get_model("alerts", "Find")._default_manager
        new = finds.filter(
            is_public("listing"), search=OuterRef("pk"), found_at__gt=OuterRef("seen_at")
        )
        number = new.values("search").annotate(number=Count("*")).values("number")
        return self.annotate(new=Coalesce(Subquery(number), 0))

    def awake(self) -> Self:
        """Those that anybody is to be told of."""
        return self.filter(person__is_active=True).exclude(frequency=Frequency.PAUSED)
