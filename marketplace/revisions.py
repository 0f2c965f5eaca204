"""Drafts that may be forgotten."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef, Q
from wagtail.models import Revision

from marketplace.models import Listing, ReviewRecord

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet


def prunable(*, before: datetime) -> QuerySet[Revision]:
    """Revisions of listings saved before `before` that nothing stands on any more.

    Never the newest or the public one of a listing, nor one that reviewers had before them:
    deleting that would take the review along.
    """
    in_use = Listing.objects.filter(
        Q(latest_revision=OuterRef("pk")) | Q(live_revision=OuterRef("pk"))
    )
    return Revision.objects.filter(
        ~Exists(in_use),
        ~Exists(ReviewRecord.objects.filter(revision=OuterRef("pk"))),
        base_content_type=ContentType.objects.get_for_model(Listing),
        task_states=None,
        approved_go_live_at=None,
        created_at__lt=before,
    )
