"""Review: handing in, taking back, and what follows from a reviewer's decision."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.recording import record
from core.actions import lock, move
from core.changes import changed
from core.errors import ActionRefused
from marketplace import emails
from marketplace.actions.guards import lock_listing, require_unlocked, require_verified
from marketplace.completeness import missing_parts
from marketplace.enums import LISTING_TRANSITIONS, ListingStatus

if TYPE_CHECKING:
    from datetime import date

    from wagtail.models import Revision, TaskState, WorkflowState

    from accounts.models import User
    from marketplace.models import Listing

# A listing that nobody renews is not maintained either (domain practice: twelve months).
PUBLIC_FOR = timedelta(days=365)


def last_day() -> date:
    """The last day of what is published or renewed today."""
    return timezone.now().date() + PUBLIC_FOR


@transaction.atomic
def submit(listing: Listing, *, by: User) -> WorkflowState:
    """Hand the newest draft in for review; again, after it was sent back.

    Raises `ActionRefused`: "not_allowed", "not_verified", "in_review", "locked", "archived",
    "unchanged" (what is published is the newest draft), "incomplete", "no_workflow".
    """
    organisation, listing = lock_listing(listing, by=by)
    require_verified(organisation)
    require_unlocked(listing, by=by)
    if listing.status == ListingStatus.ARCHIVED:
        raise ActionRefused(_("This is archived. Copy it to go on from there."), code="archived")
    if listing.live and not listing.has_unpublished_changes:
        raise ActionRefused(_("There is nothing new to review."), code="unchanged")
    if gaps := missing_parts(listing.get_latest_revision_as_object()):
        raise ActionRefused(
            _("Before it can be reviewed: %(what)s") % {"what": " ".join(map(str, gaps))},
            code="incomplete",
        )
    state = _begin(listing, by)
    record("listing.submitted", actor=by, about=[organisation, listing])
    return state


def _begin(listing: Listing, by: User) -> WorkflowState:
    state = listing.current_workflow_state
    if state and state.status == state.STATUS_NEEDS_CHANGES:
        state.resume(user=by)
        return state
    workflow = listing.get_workflow()
    if workflow is None:
        raise ActionRefused(
            _("Review is switched off at the moment. Please ask the operators."),
            code="no_workflow",
        )
    if listing.latest_revision is None:
        listing.save_revision(user=by, clean=False)
    return workflow.start(listing, by)


@transaction.atomic
def take_back(listing: Listing, *, by: User) -> None:
    """End a review that is under way, to go on writing. Raises "not_allowed", "not_in_review"."""
    organisation, listing = lock_listing(listing, by=by)
    state = listing.current_workflow_state
    if state is None or state.status != state.STATUS_IN_PROGRESS:
        raise ActionRefused(_("It is not being reviewed."), code="not_in_review")
    state.cancel(user=by)
    record("listing.taken_back", actor=by, about=[organisation, listing])


@transaction.atomic
def publish_reviewed(listing: Listing, revision: Revision, *, by: User) -> Listing:
    """Make exactly the reviewed revision public. Called by the workflow when it is finished.

    Raises `ActionRefused`: "not_verified", "too_late" (archived meanwhile).
    """
    organisation = lock(listing.organisation)
    listing = lock(listing)
    require_verified(organisation)
    move(
        listing,
        to=ListingStatus.PUBLISHED,
        transitions=LISTING_TRANSITIONS,
        expires_on=last_day(),
        reminded_on=None,
    )
    type(revision).objects.get(pk=revision.pk).publish(user=by, skip_permission_checks=True)
    listing.refresh_from_db()
    record(
        "listing.published",
        actor=by,
        about=[organisation, listing],
        data={"revision": revision.pk},
    )
    changed("marketplace.listing", [listing.pk])
    emails.published(listing)
    return listing


@transaction.atomic
def send_back(task_state: TaskState, *, by: User) -> None:
    """Tell the author that a reviewer asks for changes; the workflow has written down which."""
    listing = task_state.workflow_state.content_object
    record("listing.sent_back", actor=by, about=[listing.organisation, listing])
    emails.sent_back(listing)
