"""Which entries of the record a person may read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Exists, F, OuterRef, Value
from django.db.models.functions import Cast, Replace

from core.models import AppendOnlyQuerySet
from core.withholding import withheld_from

if TYPE_CHECKING:
    from django.db.models import QuerySet


class AuditEntryQuerySet(AppendOnlyQuerySet):
    def visible_to(self, user: Any) -> Self:
        """All, for staff who may read, but for those about something they are a party to."""
        if not user.has_perm("audit.view_auditentry"):
            return self.none()
        found = self
        for rows in withheld_from(user):
            found = found.exclude(self._is_about(rows))
        return found

    def _is_about(self, rows: QuerySet) -> Exists:
        # One database writes a UUID with hyphens and the other without.
        keys = rows.annotate(plain=Replace(Cast("pk", CharField()), Value("-"), Value("")))
        subjects: Any = self.model._meta.get_field("subjects").related_model
        about = subjects.objects.annotate(plain=Replace(F("object_id"), Value("-"), Value("")))
        kind = ContentType.objects.get_for_model(rows.model)
        return Exists(
            about.filter(
                entry=OuterRef("pk"), content_type=kind, plain__in=keys.values("plain")
            ).order_by()
        )
