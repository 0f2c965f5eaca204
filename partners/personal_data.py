"""What organisations hold of a person, for the export and the deletion of an account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.personal_data import register_eraser, register_exporter
from partners.actions.members import end_all_memberships, organisations_without_other_owner
from partners.models import Invitation, Membership, Verification

if TYPE_CHECKING:
    from accounts.models import User


def _memberships(user: User) -> list[dict[str, Any]]:
    seats = Membership.objects.filter(user=user).select_related("organisation")
    return [
        {
            "organisation": seat.organisation.name,
            "role": seat.role,
            "contact_rank": seat.contact_rank,
            "since": seat.created_at,
        }
        for seat in seats
    ]


def _invitations(user: User) -> list[dict[str, Any]]:
    sent = Invitation.objects.filter(invited_by=user).select_related("organisation")
    return [
        {"organisation": row.organisation.name, "role": row.role, "sent": row.created_at}
        for row in sent
    ]


def _verifications(user: User) -> list[dict[str, Any]]:
    asked = Verification.objects.filter(requested_by=user).select_related("organisation")
    return [
        {
            "organisation": row.organisation.name,
            "evidence": row.evidence_kind,
            "email": row.email,
            "note": row.note,
            "requested": row.requested_at,
        }
        for row in asked
    ]


def _obstacles(user: User) -> list[str]:
    return [
        _("You are the only owner of “%(organisation)s”. Hand it over first.")
        % {"organisation": organisation}
        for organisation in organisations_without_other_owner(user)
    ]


register_exporter("memberships", _memberships, models=[Membership])
register_exporter("invitations_sent", _invitations, models=[Invitation])
register_exporter("verifications_requested", _verifications, models=[Verification])
register_eraser(
    "organisations",
    models=[Membership, Invitation, Verification],
    check=_obstacles,
    erase=end_all_memberships,
    keeps=gettext_lazy(
        "What you wrote for an organisation stays with it, and so do requests for verification "
        "with their evidence: others rely on them."
    ),
)
