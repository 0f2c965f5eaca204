"""Which listings a person may see."""

from __future__ import annotations

from typing import Any, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef, Q

from marketplace.enums import ListingStatus
from partners.models import Membership, Organisation


class ListingQuerySet(models.QuerySet):
    def public(self) -> Self:
        """Published ones of organisations that are public themselves."""
        return self.filter(_public())

    def visible_to(self, user: Any) -> Self:
        """Public ones, and all of a member's own organisations."""
        if not user.is_authenticated:
            return self.public()
        return self.filter(_public() | _own(user))

    def of_member(self, user: Any) -> Self:
        """All of the organisations that the (signed-in) person belongs to, last changed first."""
        mine = self.filter(_own(user)).order_by("-updated_at", "pk")
        return mine.defer("description").select_related("organisation")

    def with_organisation(self) -> Self:
        """Each with its organisation and country, and `verified_until` of the organisation."""
        owner = Organisation.objects.filter(pk=models.OuterRef("organisation"))
        verified: Any = owner.with_verified_until()
        return self.select_related("organisation__country").annotate(
            verified_until=models.Subquery(verified.values("verified_until")[:1])
        )

    def matching(self, words: str) -> Self:
        """Those where each word occurs in the title, the summary or the organisation's name."""
        found = self
        for word in words.split()[:8]:
            found = found.filter(
                Q(title__icontains=word)
                | Q(summary__icontains=word)
                | Q(organisation__name__icontains=word)
            )
        return found


def _public() -> Q:
    # Asked of each listing in turn: a page that shows six need not look at all organisations.
    owner = Organisation.objects.filter(pk=OuterRef("organisation"))
    public = Exists(owner.visible_to(AnonymousUser()))
    return Q(public, status__in=ListingStatus.PUBLIC_STATES)


def _own(user: Any) -> Q:
    return Q(organisation__in=Membership.objects.filter(user=user).values("organisation"))
