"""Writing: a draft is a revision; the row stays what it was when last public."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _
from modelcluster.models import get_all_child_relations

from audit.recording import record, record_sitting
from core.actions import lock
from core.errors import ActionRefused
from marketplace.actions.guards import lock_listing, require_unlocked
from marketplace.deriving import derive_fields
from marketplace.enums import ListingStatus
from marketplace.models import Listing
from partners.actions.guards import lock_for

if TYPE_CHECKING:
    from wagtail.models import Revision

    from accounts.models import User
    from partners.models import Organisation


@transaction.atomic
def start(listing: Listing, *, by: User) -> Listing:
    """Save an unsaved listing of its organisation as a draft; verified or not, drafting is free.

    Raises `ActionRefused` ("not_allowed").
    """
    organisation = lock_for(listing.organisation, by=by, permission="marketplace.write_for")
    listing.author = by
    listing.status = ListingStatus.DRAFT
    listing.live = False
    derive_fields(listing)
    # The row first and bare: its parts are rows only once they are published.
    Listing(**{field: getattr(listing, field) for field in _columns()}).save(force_insert=True)
    listing._state.adding = False
    listing.save_revision(user=by, clean=False)
    record("listing.drafted", actor=by, about=[organisation, listing])
    return listing


def _columns() -> list[str]:
    return [field.attname for field in Listing._meta.local_fields]


@transaction.atomic
def save(work: Listing, *, by: User, token: str) -> Revision:
    """Keep `work`, a draft that was changed, if nobody saved since its form was made.

    `token` is the `draft_token` that the form carried. Drafts may be incomplete. What is public
    does not change. The audit record has one entry for each sitting (`record_sitting`): drafts are
    saved while one types, and their texts are in the revisions. Raises `ActionRefused`:
    "not_allowed", "changed_meanwhile", "in_review", "locked", "archived".
    """
    organisation, listing = lock_listing(work, by=by)
    _require_token(listing, token)
    if listing.status == ListingStatus.ARCHIVED:
        raise ActionRefused(_("This is archived. Copy it to go on from there."), code="archived")
    require_unlocked(listing, by=by)
    # Not in Wagtail's log: its staff pages would name drafts that nobody has handed in.
    revision = _keep(work, listing, by, overwrite_revision=_own_latest(listing, by))
    record_sitting("listing.revised", actor=by, about=[organisation, listing])
    return revision


def _keep(work: Listing, listing: Listing, by: User, **options: Any) -> Revision:
    _forget_statuses_of_missing_rights(work)
    derive_fields(work)
    work.latest_revision = listing.latest_revision
    return work.save_revision(user=by, clean=False, **options)


@transaction.atomic
def correct(work: Listing, *, by: User, token: str) -> Revision:
    """Keep a reviewer's correction of what waits for their decision, as a revision of its own.

    Raises `ActionRefused`: "not_in_review", "not_allowed", "changed_meanwhile".
    """
    organisation = lock(work.organisation)
    listing = lock(work)
    task = listing.current_workflow_task
    if task is None:
        raise ActionRefused(_("It is not being reviewed."), code="not_in_review")
    if not task.user_can_access_editor(listing, by):
        raise ActionRefused(_("You may not decide about this."), code="not_allowed")
    _require_token(listing, token)
    revision = _keep(work, listing, by, log_action=True)
    record("listing.corrected", actor=by, about=[organisation, listing])
    return revision


def _require_token(listing: Listing, token: str) -> None:
    if listing.draft_token != token:
        raise ActionRefused(
            _("Somebody else changed this while you were writing. Compare, then save again."),
            code="changed_meanwhile",
        )


def _own_latest(listing: Listing, by: User) -> Revision | None:
    """The newest revision, if saving again may replace it: one's own, neither public nor reviewed."""
    latest = listing.latest_revision
    if latest is None or latest.user_id != by.pk or latest.pk == listing.live_revision_id:
        return None
    return None if latest.task_states.exists() else latest


def _forget_statuses_of_missing_rights(work: Listing) -> None:
    rights = {right.pk for right in work.rights.all()}
    statuses = list(work.rights_statuses.all())
    kept = [status for status in statuses if status.right in rights]
    if len(kept) != len(statuses):
        work.rights_statuses = kept  # type: ignore[misc]  # modelcluster defers the assignment


@transaction.atomic
def copy(listing: Listing, *, by: User, to: Organisation | None = None) -> Listing:
    """A new draft with the texts and parts of the newest draft of `listing`, under new keys.

    Raises `ActionRefused` ("not_allowed").
    """
    organisation, stored = lock_listing(listing, by=by)
    content = stored.get_latest_revision_as_object().serializable_data()
    content["pk"] = uuid.uuid4()
    _rename_parts(content)
    new = Listing.from_serializable_data(content)
    new.organisation = to or organisation
    new.kind = stored.kind
    new.title = (_("Copy of %(title)s") % {"title": new.title})[:120]
    for name in ("first_published_at", "last_published_at", "live_revision", "latest_revision",
                 "expires_on", "reminded_on", "locked_at", "locked_by"):  # fmt: skip
        setattr(new, name, None)
    new.locked = new.has_unpublished_changes = False
    start(new, by=by)
    record("listing.copied", actor=by, about=[organisation, stored, new])
    return new


def _rename_parts(content: dict[str, Any]) -> None:
    """Give every part a key of its own; statuses follow the rights they speak of."""
    renamed: dict[str, str] = {}
    relations = [relation.get_accessor_name() for relation in get_all_child_relations(Listing)]
    for name in relations:
        for row in content.get(name, []):
            renamed[str(row["pk"])] = row["pk"] = str(uuid.uuid4())
    for row in content.get("rights_statuses", []):
        row["right"] = renamed.get(str(row["right"]), row["right"])


@transaction.atomic
def discard(listing: Listing, *, by: User) -> None:
    """Archive a draft that was never public. Raises `ActionRefused`: "not_allowed", "too_late"."""
    organisation, listing = lock_listing(listing, by=by)
    require_unlocked(listing, by=by)
    if listing.status != ListingStatus.DRAFT:
        raise ActionRefused(
            _("It was public once; withdraw or archive it instead."), code="too_late"
        )
    listing.status = ListingStatus.ARCHIVED
    listing.save(update_fields=["status", "updated_at"])
    record("listing.archived", actor=by, about=[organisation, listing])
