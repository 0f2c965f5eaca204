"""The reviewers' desk: what was handed in, to be read, compared, corrected and decided about."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.contrib.admin.utils import quote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import workflow
from wagtail.models import TaskState, WorkflowState
from wagtail.permission_policies.base import BasePermissionPolicy
from wagtail.snippets.views import snippets

from core.errors import ActionRefused
from core.methods import TwoMethodsMixin
from marketplace.actions import drafting
from marketplace.models import Listing
from marketplace.models.reviews import is_own

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse
    from wagtail.models import Revision


class ReviewPolicy(BasePermissionPolicy):
    """Reviewers see what was handed in and change what waits for them; nobody does more here.

    Superusers neither: what becomes public passes through review.
    """

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action == "view" and user.has_perm("marketplace.review_listing")

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        if action == "change":
            return may_decide(user, instance)
        return self.user_has_permission(user, action)


def may_decide(user: Any, listing: Listing) -> bool:
    """Whether the listing waits for a decision that this person may take."""
    task = listing.current_workflow_task
    return task is not None and task.user_can_access_editor(listing, user)


def handed_in(listing: Listing) -> QuerySet[Revision]:
    """The revisions that reviewers had before them or that were public, oldest first.

    What an author is still writing is not among them.
    """
    seen = Q(task_states__isnull=False) | Q(pk=listing.live_revision_id)
    if listing.workflow_in_progress:
        seen |= Q(pk=listing.latest_revision_id)  # a reviewer's correction
    return listing.revisions.filter(seen).distinct().order_by("created_at", "pk")


class HandedInMixin:
    """Finds only what was handed in, for those who may see it."""

    any_permission_required = ("view",)
    permission_required = None

    def get_base_object_queryset(self) -> QuerySet[Listing]:
        return Listing.objects.once_submitted().select_related("latest_revision", "organisation")

    def get_page_subtitle(self) -> str:
        # Wagtail would show the title of the newest draft.
        revision = handed_in(self.object).last()
        return revision.object_str if revision else str(self.object)


class ListingIndexView(snippets.IndexView):
    """Without what Wagtail adds: boxes for bulk actions, and a state that costs two queries."""

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn(
                "handed_in_title", label=_("Title"), get_url=self.get_edit_url, sort_key="title"
            ),
            Column("organisation", label=_("Organisation"), sort_key="organisation__name"),
            Column("kind", label=_("Kind"), accessor="get_kind_display"),
            Column("status", label=_("State"), accessor="get_status_display", sort_key="status"),
            Column("review", label=_("Review"), accessor=_review),
        ]

    def get_base_queryset(self) -> QuerySet[Listing]:
        found = Listing.objects.once_submitted().with_review().with_handed_in_title()
        return found.select_related("organisation")


def _review(listing: Any) -> str:
    return {
        WorkflowState.STATUS_IN_PROGRESS: _("In review"),
        WorkflowState.STATUS_NEEDS_CHANGES: _("Sent back"),
    }.get(listing.review, "")


class ListingHistoryView(HandedInMixin, snippets.HistoryView):
    pass


class ListingWorkflowHistoryView(HandedInMixin, snippets.WorkflowHistoryView):
    pass


class ListingWorkflowHistoryDetailView(HandedInMixin, snippets.WorkflowHistoryDetailView):
    pass


class _OneHandedInMixin(HandedInMixin):
    def get_object(self, queryset: Any = None) -> Listing:
        return get_object_or_404(self.get_base_object_queryset(), pk=self.pk)


class ListingRevisionView(_OneHandedInMixin, snippets.PreviewRevisionView):
    def get_revision_object(self) -> Listing:
        return get_object_or_404(handed_in(self.object), pk=self.revision_id).as_object()


class ListingCompareView(_OneHandedInMixin, snippets.RevisionsCompareView):
    def _get_revision_and_heading(self, revision_id: str) -> tuple[Listing, str]:
        if revision_id == "live":
            if not self.object.live:
                raise Http404
            return super()._get_revision_and_heading(revision_id)
        shown = handed_in(self.object)
        if revision_id == "earliest":
            revision = shown.first()
        elif revision_id == "latest":
            revision = shown.last()
        else:
            # Wagtail links to the one saved before, which may never have been handed in.
            earlier = shown.filter(pk__lte=int(revision_id[:18]))
            revision = earlier.last() or shown.first()
        if revision is None:
            raise Http404
        return revision.as_object(), str(revision.created_at)


class ListingPreviewView(snippets.PreviewOnEditView):
    def user_has_permission(self, permission: str) -> bool:
        # Wagtail asks twice; that one listing may be changed, nothing tells but that listing.
        return self.user_has_permission_for_instance(permission, self.object)


class ListingEditView(TwoMethodsMixin, snippets.EditView):
    """Open while the listing waits for this person's decision; saves, if anything, a correction."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        # What was handed in is not changed by resting on a key.
        self.autosave_enabled = False

    def get_queryset(self) -> QuerySet[Listing]:
        return Listing.objects.once_submitted().select_related("organisation", "latest_revision")

    def get_available_actions(self) -> list[str]:
        decides = self.request.method == "POST" and self.workflow_action_is_valid()
        return ["edit", "workflow-action"] if decides else ["edit"]

    def user_has_permission(self, permission: str) -> bool:
        return permission == "change" and may_decide(self.request.user, self.live_object)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method.lower() not in self.http_method_names:
            return super().dispatch(request, *args, **kwargs)
        if not self.permission_policy.user_has_permission(request.user, "view"):
            raise PermissionDenied
        undecidable = "action-workflow-action" in request.POST and self.action == "edit"
        if undecidable or not self.user_has_permission("change"):
            return self._closed()
        return super().dispatch(request, *args, **kwargs)

    def _closed(self) -> HttpResponse:
        if is_own(self.live_object, self.request.user):
            reason = _("You belong to its organisation, so somebody else has to review it.")
        elif self.live_object.workflow_in_progress:
            reason = _("You may not decide about this.")
        else:
            reason = _("This has been decided already, or was taken back.")
        messages.warning(self.request, reason)
        return redirect(self.get_history_url())

    @property
    def _token(self) -> str:
        names = ("loaded_revision_id", "loaded_revision_created_at")
        return ".".join(self.request.POST.get(name, "") for name in names)

    def is_valid(self, form: Any) -> bool:
        # Wagtail looks only when it saves by itself.
        if self._token != self.live_object.draft_token:
            self.produced_error_code = "invalid_revision"
            self.produced_error_message = _(
                "Somebody else changed this while you were writing. Compare, then save again."
            )
            return False
        return super().is_valid(form)

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            with transaction.atomic():  # a correction is not kept if the decision is refused
                return super().form_valid(form)
        except ActionRefused as refusal:
            self.produced_error_code = refusal.code
            self.produced_error_message = str(refusal.reason)
            return self.form_invalid(form)

    def save_instance(self) -> Listing:
        self.new_revision = None
        if self.form.has_changed():
            work = self.form.save(commit=False)
            self.new_revision = drafting.correct(work, by=self.request.user, token=self._token)
        return self.form.instance

    def workflow_action_action(self) -> None:
        task, state = self.object.current_workflow_task, self.object.current_workflow_task_state
        asked = task.get_form_for_action(self.workflow_action)().fields
        try:
            given = json.loads(self.request.POST.get("workflow-action-extra-data", "{}"))
            answers = {name: given[name] for name in asked if name in given}
        except (TypeError, ValueError, RecursionError):
            answers = {}
        task.on_action(state, self.request.user, self.workflow_action, **answers)

    def get_success_message(self, instance: Any = None) -> str:
        if self.action == "workflow-action":
            return _("The decision is recorded, and the author is told.")
        return super().get_success_message(instance)


class _DecisionMixin(TwoMethodsMixin, HandedInMixin):
    def get_task_state(self) -> TaskState:
        states = TaskState.objects.for_instance(self.object)
        return get_object_or_404(states, pk=self.task_state_id).specific

    def get_redirect_url(self) -> str:
        return reverse(self.redirect_url_name, args=(quote(self.object.pk),))


class ListingDecisionView(_DecisionMixin, snippets.WorkflowActionView):
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.form_class(request.POST)
        in_window = request.headers.get("x-requested-with") == "XMLHttpRequest"
        if not form.is_valid() and in_window:
            return self.render_modal_form(request, form)
        try:
            self.task.on_action(
                self.task_state, request.user, self.action_name, **dict(request.POST.items())
            )
        except ActionRefused as refusal:
            messages.error(request, str(refusal.reason))
        else:
            messages.success(request, _("The decision is recorded, and the author is told."))
        if in_window:
            return self.render_modal_json(
                request, {"step": "success", "redirect": self.redirect_url}
            )
        return redirect(self.redirect_url)


class ListingCollectView(_DecisionMixin, snippets.CollectWorkflowActionDataView):
    pass


class ListingTaskPreviewView(HandedInMixin, workflow.PreviewRevisionForTask):
    pass
