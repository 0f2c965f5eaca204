"""Asking people in, and their answer."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.recording import record
from core.actions import lock
from core.errors import ActionRefused
from partners import emails
from partners.actions.guards import lock_for, lock_person
from partners.models import Invitation, Membership

if TYPE_CHECKING:
    from accounts.models import User
    from partners.models import Organisation

VALID_FOR = timedelta(days=14)
MAX_OPEN = 50


@transaction.atomic
def invite(
    organisation: Organisation, *, by: User, email: str, role: str, language: str
) -> Invitation:
    """Send a link that gives its addressee a seat.

    Raises `ActionRefused`: "not_allowed", "member" (has a seat), "invited" (an open invitation
    is under way), "too_many" (50 are open).
    """
    organisation = lock_for(organisation, by=by, permission="partners.manage_members")
    email = email.strip().lower()
    if organisation.memberships.filter(user__email__iexact=email).exists():
        raise ActionRefused(_("%(email)s is a member already.") % {"email": email}, code="member")
    _close_expired(organisation)
    waiting = organisation.invitations.open()
    if waiting.filter(email__iexact=email).exists():
        raise ActionRefused(
            _("%(email)s was invited already. Revoke that invitation to send another.")
            % {"email": email},
            code="invited",
        )
    if waiting.count() >= MAX_OPEN:
        raise ActionRefused(
            _("%(limit)d invitations are waiting for an answer. Revoke some to send more.")
            % {"limit": MAX_OPEN},
            code="too_many",
        )
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        organisation=organisation,
        email=email,
        role=role,
        language=language,
        token_digest=Invitation.digest(token),
        invited_by=by,
        expires_at=timezone.now() + VALID_FOR,
    )
    record("invitation.sent", actor=by, about=[organisation], data={"email": email, "role": role})
    emails.invitation(invitation, token=token)
    return invitation


@transaction.atomic
def accept(invitation: Invitation, *, by: User) -> Membership:
    """Take the seat.

    Raises `ActionRefused`: "account_closed", "closed" (used, revoked or expired), "other_address"
    (the person has not verified the address it was sent to), "member".
    """
    by = lock_person(by)
    organisation = lock(invitation.organisation)
    invitation = _open(lock(invitation))
    _require_addressee(invitation, by)
    if organisation.memberships.filter(user=by).exists():
        raise ActionRefused(
            _("You are a member of “%(organisation)s” already.") % {"organisation": organisation},
            code="member",
        )
    membership = Membership.objects.create(organisation=organisation, user=by, role=invitation.role)
    _close(invitation, accepted_by=by)
    record(
        "invitation.accepted", actor=by, about=[organisation, by], data={"role": invitation.role}
    )
    emails.invitation_accepted(invitation, member=by)
    return membership


@transaction.atomic
def decline(invitation: Invitation, *, by: User) -> None:
    """Say no; the link stops working."""
    organisation = lock(invitation.organisation)
    invitation = _open(lock(invitation))
    _require_addressee(invitation, by)
    _close(invitation)
    record("invitation.declined", actor=by, about=[organisation])


@transaction.atomic
def revoke(invitation: Invitation, *, by: User) -> None:
    """Take an invitation back before it was answered."""
    organisation = lock_for(invitation.organisation, by=by, permission="partners.manage_members")
    invitation = _open(lock(invitation))
    _close(invitation)
    record("invitation.revoked", actor=by, about=[organisation], data={"email": invitation.email})


def _open(invitation: Invitation) -> Invitation:
    if not invitation.is_open:
        raise ActionRefused(
            _("This invitation was used, revoked or has expired. Ask for a new one."),
            code="closed",
        )
    return invitation


def _require_addressee(invitation: Invitation, user: User) -> None:
    addresses = EmailAddress.objects.filter(user=user, verified=True)
    if not addresses.filter(email__iexact=invitation.email).exists():
        raise ActionRefused(
            _(
                "This invitation was sent to another e-mail address. Sign in with that address, "
                "or add it to your account and verify it."
            ),
            code="other_address",
        )


def _close(invitation: Invitation, *, accepted_by: User | None = None) -> None:
    invitation.closed_at = timezone.now()
    invitation.accepted_by = accepted_by
    invitation.save(update_fields=["closed_at", "accepted_by", "updated_at"])


def _close_expired(organisation: Organisation) -> None:
    # The constraint "one open invitation" knows no clock.
    organisation.invitations.filter(closed_at=None, expires_at__lte=timezone.now()).update(
        closed_at=timezone.now()
    )
