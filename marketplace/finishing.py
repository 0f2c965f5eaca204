"""What Wagtail does when a workflow is finished (settings.WAGTAIL_FINISH_WORKFLOW_ACTION)."""

from __future__ import annotations

from typing import Any


def publish_reviewed(workflow_state: Any, user: Any = None) -> None:
    """Publish the reviewed revision of a listing, and a page as Wagtail does by itself.

    Wagtail would publish the newest revision, reviewed or not.
    """
    # Wagtail imports this module while its own models are being loaded.
    from wagtail.workflows import publish_workflow_state  # noqa: PLC0415

    from marketplace.actions import reviewing  # noqa: PLC0415
    from marketplace.models import Listing  # noqa: PLC0415

    listing = workflow_state.content_object
    if isinstance(listing, Listing):
        reviewing.publish_reviewed(listing, workflow_state.current_task_state.revision, by=user)
    else:
        publish_workflow_state(workflow_state, user=user)
