"""Which listings and files a person may see."""

from __future__ import annotations

from typing import Any, Self

from django.contrib.auth.models import AnonymousUser
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery, TextField
from django.db.models.functions import Coalesce
from django.utils import timezone
from wagtail.models import TaskState, WorkflowState

from core.functions import UuidText
from marketplace.enums import ListingStatus
from partners.models import Membership, Organisation


class ListingQuerySet(models.QuerySet):
    def public(self) -> Self:
        """Published ones, not past their last day, of organisations that are public themselves."""
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

    def once_submitted(self) -> Self:
        """Those that reviewers have had before them, or that are or were public."""
        return self.filter(Exists(_workflows(self.model)) | Q(first_published_at__isnull=False))

    def with_review(self) -> Self:
        """Each with `review`: the state of its review (in_progress, needs_changes) or None."""
        active = _workflows(self.model).filter(
            status__in=[WorkflowState.STATUS_IN_PROGRESS, WorkflowState.STATUS_NEEDS_CHANGES]
        )
        return self.annotate(review=Subquery(active.values("status")[:1]))

    def with_handed_in_title(self) -> Self:
        """Each with `handed_in_title`: that of the revision last reviewed, or of what is public."""
        kind = ContentType.objects.get_for_model(self.model)
        reviewed = TaskState.objects.filter(
            workflow_state__base_content_type=kind,
            workflow_state__object_id=UuidText(OuterRef("pk")),
        ).order_by("-pk")
        title = Subquery(reviewed.values("revision__object_str")[:1])
        return self.annotate(handed_in_title=Coalesce(title, "title", output_field=TextField()))

    def with_working_title(self) -> Self:
        """Each with `working_title`: that of the newest draft, which the row does not have yet."""
        return self.annotate(working_title=models.F("latest_revision__object_str"))

    def with_organisation(self) -> Self:
        """Each with its organisation and country, and `verified_until` of the organisation."""
        return self.select_related("organisation__country").with_verified_until()

    def with_verified_until(self) -> Self:
        """Each with `verified_until` of its organisation: a day, or None."""
        verified: Any = Organisation.objects.verifications_in_force(of=OuterRef("organisation"))
        return self.annotate(verified_until=Subquery(verified.values("expires_on")[:1]))

    def found_by(self, scheme: str, code: str) -> Self:
        """Those that carry the code in the scheme."""
        return self.filter(facets__scheme=scheme, facets__code=code)

    def due_to_expire(self) -> Self:
        """Those whose last day has passed, though nobody has written it down yet."""
        today = timezone.now().date()
        return self.filter(
            status__in=[ListingStatus.PUBLISHED, ListingStatus.PAUSED], expires_on__lt=today
        )

    def expiring(self, before: Any) -> Self:
        """Published ones whose last day is on or before `before`."""
        return self.filter(status=ListingStatus.PUBLISHED, expires_on__lte=before)

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


class StoredFileQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Those shown with a public listing, and all of a member's own organisations."""
        attached = self.model._meta.apps.get_model("marketplace", "Attachment")._default_manager
        listings = self.model._meta.apps.get_model("marketplace", "Listing")._default_manager
        shown = Exists(attached.filter(file=OuterRef("pk"), listing__in=listings.public()))
        if not user.is_authenticated:
            return self.filter(shown)
        # Reviewers look at drafts with everything that belongs to them.
        if user.has_perm("marketplace.review_listing"):
            return self
        return self.filter(shown | _own(user))


def _public() -> Q:
    # Asked of each listing in turn: a page that shows six need not look at all organisations.
    owner = Organisation.objects.filter(pk=OuterRef("organisation"))
    public = Exists(owner.visible_to(AnonymousUser()))
    # `live IN (true)`, not `live`: SQLite looks a bare column up in no index, and would sort them all.
    return Q(public, live__in=[True], expires_on__gte=timezone.now().date())


def _own(user: Any) -> Q:
    return Q(organisation__in=Membership.objects.filter(user=user).values("organisation"))


def _workflows(model: Any) -> models.QuerySet:
    # Wagtail keeps the key of the object as text.
    kind = ContentType.objects.get_for_model(model)
    return WorkflowState.objects.filter(base_content_type=kind, object_id=UuidText(OuterRef("pk")))
