"""Review: Wagtail's workflow with scores, and evidence of its own that outlives the workflow."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import AbstractGroupApprovalTask, TaskState

from core.actions import lock
from core.errors import ActionRefused
from core.models import AppendOnly
from marketplace.enums import Criterion, ReviewOutcome
from marketplace.models.listing import Listing
from marketplace.scoring import ApprovalForm, ScoreForm


class ReviewRecord(AppendOnly):
    """One decision of one reviewer about one revision, as it was made.

    Wagtail's own task states go when a revision is pruned; this stays.
    """

    listing = models.ForeignKey(
        Listing, verbose_name=_("listing"), on_delete=models.PROTECT, related_name="reviews"
    )
    revision = models.PositiveBigIntegerField(_("revision"))
    outcome = models.CharField(_("outcome"), max_length=8, choices=ReviewOutcome.choices)
    scores = models.JSONField(_("scores"))
    comment = models.TextField(_("comment"), blank=True)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("reviewer"), on_delete=models.PROTECT,
        related_name="+",
    )  # fmt: skip
    decided_at = models.DateTimeField(_("decided"), auto_now_add=True)

    class Meta:
        verbose_name = _("review")
        ordering = ["-decided_at", "-pk"]

    def __str__(self) -> str:
        return str(self.get_outcome_display())

    @property
    def scores_in_words(self) -> list[tuple[str, int, str]]:
        """(criterion, score, note) in the order of the form."""
        return [
            (str(criterion.label), self.scores[criterion]["score"], self.scores[criterion]["note"])
            for criterion in Criterion
            if criterion in self.scores
        ]


class ScoredReviewState(TaskState):
    """A review in progress or done: Wagtail's state with the scores."""

    scores = models.JSONField(default=dict)

    def get_comment(self) -> str:
        marks = (f"{Criterion(code).label}: {mark['score']}" for code, mark in self.scores.items())
        return " · ".join(filter(None, [", ".join(marks), self.comment]))


class ScoredReviewTask(AbstractGroupApprovalTask):
    """Reviewers of the chosen groups score four criteria from 0 to 5; a zero blocks.

    Nobody reviews a listing of an organisation they belong to, superusers neither; and what is
    published is the revision that was reviewed.
    """

    task_state_class = ScoredReviewState

    class Meta:
        verbose_name = _("scored review")

    def may_review(self, listing: Listing, user: Any) -> bool:
        return self._user_in_groups(user) and not is_own(listing, user)

    def user_can_access_editor(self, obj: Listing, user: Any) -> bool:
        return self.may_review(obj, user)

    def locked_for_user(self, obj: Listing, user: Any) -> bool:
        return not self.may_review(obj, user)

    def user_can_lock(self, obj: Listing, user: Any) -> bool:
        return False

    def get_actions(self, obj: Listing, user: Any) -> list[tuple[str, Any, bool]]:
        if not self.may_review(obj, user):
            return []
        return [
            ("reject", _("Score and send back"), True),
            ("approve", _("Score and publish"), True),
        ]

    def get_form_for_action(self, action: str) -> type[ScoreForm]:
        return ApprovalForm if action == "approve" else ScoreForm

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> models.QuerySet:
        states = super().get_task_states_user_can_moderate(user, **kwargs)
        reviewable = [
            state.pk
            for state in states.select_related("workflow_state")
            if self.may_review(state.workflow_state.content_object, user)
        ]
        return states.filter(pk__in=reviewable)

    @transaction.atomic
    def on_action(self, task_state: TaskState, user: Any, action_name: str, **data: Any) -> None:
        """Check all again: the editor's page posts what it likes straight to here.

        Raises `ActionRefused`: "decided", "not_allowed", "scores", "changed_meanwhile", and what
        `reviewing.publish_reviewed` raises.
        """
        listing = task_state.workflow_state.content_object
        lock(listing.organisation)  # first, as everywhere: two that lock crosswise wait for ever
        listing = lock(listing)
        task_state.refresh_from_db()
        if task_state.status != TaskState.STATUS_IN_PROGRESS:
            raise ActionRefused(
                gettext("This has been decided already, or was taken back."), code="decided"
            )
        if action_name not in {name for name, *_rest in self.get_actions(listing, user)}:
            raise ActionRefused(gettext("You may not decide about this."), code="not_allowed")
        form = self.get_form_for_action(action_name)(data)
        if not form.is_valid():
            raise ActionRefused(form.errors_in_words(), code="scores")
        self._require_reviewed_is_latest(task_state, listing)
        task_state.scores = form.scores()
        task_state.save(update_fields=["scores", "revision"])
        ReviewRecord.objects.create(
            listing=listing,
            revision=task_state.revision_id,
            outcome=ReviewOutcome.APPROVED if action_name == "approve" else ReviewOutcome.CHANGES,
            scores=task_state.scores,
            comment=form.cleaned_data["comment"],
            reviewer=user,
        )
        super().on_action(task_state, user, action_name, comment=form.cleaned_data["comment"])

    def _require_reviewed_is_latest(self, task_state: TaskState, listing: Listing) -> None:
        latest = listing.latest_revision
        if latest is None or latest.pk == task_state.revision_id:
            return
        # Only the correction of a reviewer may be newer than what was submitted.
        if latest.user is None or not self.may_review(listing, latest.user):
            raise ActionRefused(
                gettext("A newer draft exists; it has to be submitted first."),
                code="changed_meanwhile",
            )
        task_state.revision = latest

    @classmethod
    def get_description(cls) -> str:
        return gettext("Reviewers score the listing and publish it or send it back.")


def is_own(listing: Listing, user: Any) -> bool:
    """Whether the person belongs to the organisation of the listing."""
    return listing.organisation.memberships.filter(user=user).exists()
