"""Which rows a person may see, and the facts a list shows about each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, When
from django.utils import timezone

from partners.enums import Role, VerificationStatus

if TYPE_CHECKING:
    from datetime import date


class OrganisationQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Those once verified and not since withdrawn; a member's own; all, to verifiers.

        An organisation nobody has checked is a claim, and a public page would lend it weight.
        """
        if user.has_perm("partners.verify_organisation"):
            return self
        visible = Q(
            Exists(self._of("verifications").filter(status__in=VerificationStatus.PUBLIC_STATES))
        )
        if user.is_authenticated:
            visible |= Q(Exists(self._of("memberships").filter(user=user)))
        return self.filter(visible)

    def with_role_of(self, user: Any) -> Self:
        """Only those `user` belongs to, each with `role`."""
        role = self._of("memberships").filter(user=user).values("role")[:1]
        return self.annotate(role=Subquery(role)).filter(role__isnull=False)

    def with_verified_until(self) -> Self:
        """Each with `verified_until`: the last day of the verification in force, or None."""
        return self.annotate(
            verified_until=Subquery(
                self.verifications_in_force(of=OuterRef("pk")).values("expires_on")[:1]
            )
        )

    def verified(self) -> Self:
        """Only those whose verification is in force today."""
        return self.filter(Exists(self.verifications_in_force(of=OuterRef("pk"))))

    def verifications_in_force(self, *, of: OuterRef) -> models.QuerySet:
        """The (at most one) verification in force today of the organisation with that key."""
        return self._of("verifications", of).filter(
            status=VerificationStatus.GRANTED, expires_on__gte=timezone.now().date()
        )

    def numbers(self) -> dict[str, int]:
        """How many there are, and from how many countries; in one query."""
        return self.aggregate(
            organisations=models.Count("pk"), countries=models.Count("country", distinct=True)
        )

    def matching(self, words: str) -> Self:
        """Those where each word occurs in a name, the city or the country's name."""
        found = self
        for word in words.split()[:8]:
            names = self._of("names").filter(value__icontains=word)
            found = found.filter(
                Q(name__icontains=word)
                | Q(city__icontains=word)
                | Q(Exists(names))
                | self._country_named(word)
            )
        return found

    def _country_named(self, word: str) -> Q:
        country: Any = self.model._meta.get_field("country").related_model
        fields = country._meta.get_fields()
        names = [f.name for f in fields if f.name.startswith("name_")]
        return Q(*((f"country__{name}__icontains", word) for name in names), _connector=Q.OR)

    def _of(self, relation: str, key: OuterRef | None = None) -> models.QuerySet:
        # By the relation and not by import: the models import this module.
        related: Any = self.model._meta.get_field(relation).related_model
        return related._default_manager.filter(organisation=key or OuterRef("pk")).order_by()


class MembershipQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Seats in organisations the person belongs to; all of them, to verifiers."""
        if user.has_perm("partners.verify_organisation"):
            return self
        if not user.is_authenticated:
            return self.none()
        own = self.model._default_manager.filter(user=user).values("organisation")
        return self.filter(organisation__in=own)

    def owners(self) -> Self:
        return self.filter(role=Role.OWNER, user__is_active=True)


class InvitationQuerySet(models.QuerySet):
    def open(self) -> Self:
        return self.filter(closed_at=None, expires_at__gt=timezone.now())

    def visible_to(self, user: Any) -> Self:
        """Those of organisations the person owns."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(
            organisation__memberships__user=user, organisation__memberships__role=Role.OWNER
        )

    def addressed_to(self, user: Any) -> Self:
        """Open ones sent to an address the person has verified."""
        verified = user.emailaddress_set.filter(verified=True).values_list("email", flat=True)
        wanted = Q(pk__in=[])
        for email in verified:
            wanted |= Q(email__iexact=email)
        return self.open().filter(wanted)


class VerificationQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Those of the person's organisations; all of them, to verifiers."""
        if user.has_perm("partners.verify_organisation"):
            return self
        if not user.is_authenticated:
            return self.none()
        return self.filter(organisation__memberships__user=user)

    def as_queue(self) -> Self:
        """What staff have to decide first: open requests, then what was changed since verified.

        Open requests by age, the oldest first; everything else the newest first.
        """
        is_open = Q(status=VerificationStatus.REQUESTED)
        is_outdated = Q(status=VerificationStatus.GRANTED, verified_as__isnull=False)
        place = Case(When(is_open, then=0), When(is_outdated, then=1), default=2)
        waits_since = Case(When(is_open, then=F("requested_at")))
        return self.order_by(place, waits_since.asc(nulls_last=True), "-requested_at", "-pk")

    def expiring(self, before: date) -> Self:
        """In force and ending on or before `before`."""
        return self.filter(status=VerificationStatus.GRANTED, expires_on__lte=before).order_by(
            F("expires_on"), "pk"
        )
