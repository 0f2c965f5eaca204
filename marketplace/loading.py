"""The review workflow as an installation begins with it; staff may change it in the admin."""

from __future__ import annotations

from typing import Any

from django.apps import apps as installed
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from wagtail.models import Workflow, WorkflowContentType, WorkflowTask

REVIEWERS = "Reviewers"
WORKFLOW = "Review of offers and needs"
TASK = "Scored review"


def set_up_review(**signal: Any) -> None:
    """Make sure that listings have a workflow: one scored review by the group of reviewers.

    What is there already stays as staff have set it.
    """
    # Emptying the tables says "migrated" too, without saying with which models.
    apps = signal.get("apps", installed)
    # With migrations half done the tables may not be there yet.
    if not _is_there(apps, "marketplace", "ScoredReviewTask"):
        return
    from marketplace.models import Listing, ScoredReviewTask  # noqa: PLC0415 - set up after migrating

    kind = ContentType.objects.get_for_model(Listing)
    if WorkflowContentType.objects.filter(content_type=kind).exists():
        return
    group, _created = Group.objects.get_or_create(name=REVIEWERS)
    task = ScoredReviewTask.objects.create(name=TASK)
    task.groups.add(group)
    workflow = Workflow.objects.create(name=WORKFLOW)
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowContentType.objects.create(content_type=kind, workflow=workflow)


def _is_there(apps: Any, label: str, model: str) -> bool:
    try:
        apps.get_model(label, model)
    except LookupError:
        return False
    return True
