"""What Wagtail's workflow tells us, and what it should not tell our authors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.dispatch import receiver
from wagtail.admin.mail import (
    WorkflowStateApprovalEmailNotifier,
    WorkflowStateRejectionEmailNotifier,
    WorkflowStateSubmissionEmailNotifier,
)
from wagtail.models import WorkflowState
from wagtail.signals import (
    task_rejected,
    workflow_approved,
    workflow_rejected,
    workflow_submitted,
)

from marketplace.actions import reviewing
from marketplace.models import Listing, ScoredReviewState

if TYPE_CHECKING:
    from wagtail.admin.mail import Notifier
    from wagtail.models import TaskState


@receiver(task_rejected)
def tell_author(sender: Any, instance: TaskState, user: Any, **kwargs: Any) -> None:
    if isinstance(instance.specific, ScoredReviewState):
        reviewing.send_back(instance, by=user)


def _not_about_listings(notifier: type[Notifier]) -> Notifier:
    class Quieter(notifier):  # type: ignore[misc,valid-type]
        def can_handle(self, instance: WorkflowState, **kwargs: Any) -> bool:
            about_listing = isinstance(instance.content_object, Listing)
            return not about_listing and super().can_handle(instance, **kwargs)

    return Quieter()


# Wagtail's messages are sent during the request, in plain English, and lead to the staff's desk.
# Connecting under Wagtail's own names before Wagtail does makes its connections no-ops.
QUIETER = {
    "workflow_state_submitted_email_notification": (
        workflow_submitted, _not_about_listings(WorkflowStateSubmissionEmailNotifier)
    ),
    "workflow_state_rejected_email_notification": (
        workflow_rejected, _not_about_listings(WorkflowStateRejectionEmailNotifier)
    ),
    "workflow_state_approved_email_notification": (
        workflow_approved, _not_about_listings(WorkflowStateApprovalEmailNotifier)
    ),
}  # fmt: skip
for name, (signal, notifier) in QUIETER.items():
    signal.connect(notifier, sender=WorkflowState, dispatch_uid=name)
