"""Seats: changing roles, leaving, handing over, naming contacts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.recording import record
from core.actions import lock
from core.errors import ActionRefused
from partners import emails
from partners.actions.guards import lock_for, needs_an_owner, require_another_owner
from partners.enums import Role

if TYPE_CHECKING:
    from accounts.models import User
    from partners.models import Membership, Organisation


@transaction.atomic
def change_role(membership: Membership, *, by: User, role: str) -> Membership:
    """Give a member another role.

    Raises `ActionRefused` ("not_allowed", "last_owner").
    """
    organisation = lock_for(membership.organisation, by=by, permission="partners.manage_members")
    membership = lock(membership)
    if membership.role == role:
        return membership
    if membership.role == Role.OWNER:
        require_another_owner(organisation, than=membership.user)
    before, membership.role = membership.role, role
    membership.save(update_fields=["role", "updated_at"])
    record(
        "membership.role_changed",
        actor=by,
        about=[organisation, membership.user],
        data={"from": before, "to": role},
    )
    if role != Role.OWNER:
        _revoke_sent_by(membership.user, organisation, by=by)
    if membership.user != by:
        emails.role_changed(membership, by=by)
    return membership


@transaction.atomic
def remove(membership: Membership, *, by: User) -> None:
    """End somebody's membership; access ends with the next request."""
    organisation = lock_for(membership.organisation, by=by, permission="partners.manage_members")
    membership = lock(membership)
    if membership.user == by:
        raise ActionRefused(_("To go yourself, leave the organisation."), code="self")
    _end(membership, organisation)
    record(
        "membership.removed",
        actor=by,
        about=[organisation, membership.user],
        data={"role": membership.role},
    )
    _revoke_sent_by(membership.user, organisation, by=by)
    emails.membership_removed(organisation, membership.user, by=by)


@transaction.atomic
def leave(organisation: Organisation, *, by: User) -> None:
    """End one's own membership. Raises `ActionRefused` ("not_member", "last_owner")."""
    organisation = lock(organisation)
    membership = _seat_of(organisation, by)
    _end(membership, organisation)
    record("membership.left", actor=by, about=[organisation, by], data={"role": membership.role})


@transaction.atomic
def hand_over(organisation: Organisation, *, by: User, to: Membership) -> None:
    """Make another member an owner and first contact, and oneself an editor, in one step."""
    organisation = lock_for(organisation, by=by, permission="partners.manage_members")
    heir = lock(to)
    if heir.organisation_id != organisation.pk or heir.user == by or not heir.user.is_active:
        raise ActionRefused(_("Choose another member of this organisation."), code="wrong_heir")
    organisation.memberships.filter(contact_rank=1).update(contact_rank=None)
    heir.role, heir.contact_rank = Role.OWNER, 1
    heir.save(update_fields=["role", "contact_rank", "updated_at"])
    mine = _seat_of(organisation, by)
    mine.role = Role.EDITOR
    mine.save(update_fields=["role", "updated_at"])
    record("organisation.handed_over", actor=by, about=[organisation, heir.user])
    _revoke_sent_by(by, organisation, by=by)
    emails.handed_over(heir, by=by)


@transaction.atomic
def set_contact(membership: Membership, *, by: User, rank: int | None) -> None:
    """Make a member the first (1) or second (2) contact, or neither; whoever was it, is not."""
    organisation = lock_for(membership.organisation, by=by, permission="partners.manage_members")
    membership = lock(membership)
    if rank is not None:
        organisation.memberships.filter(contact_rank=rank).exclude(pk=membership.pk).update(
            contact_rank=None
        )
    membership.contact_rank = rank
    membership.save(update_fields=["contact_rank", "updated_at"])
    record(
        "membership.contact_changed",
        actor=by,
        about=[organisation, membership.user],
        data={"rank": rank},
    )


def organisations_without_other_owner(user: User) -> list[Organisation]:
    """Those that would be left without an owner if `user` went."""
    owned = user.memberships.owners().select_related("organisation")
    return [
        seat.organisation
        for seat in owned
        if not seat.organisation.memberships.owners().exclude(user=user).exists()
    ]


def require_owners_without(user: User) -> None:
    """Make sure, before an account is closed, that what it belongs to keeps an owner.

    The person and their organisations stay locked until the transaction ends: who leaves or is
    made an owner meanwhile waits. Raises `ActionRefused` ("last_owner"), naming each.
    """
    user = lock(user)
    for seat in _seats_in_order(user):
        lock(seat.organisation)
    if left_alone := organisations_without_other_owner(user):
        raise ActionRefused(" ".join(map(needs_an_owner, left_alone)), code="last_owner")


@transaction.atomic
def end_all_memberships(user: User) -> None:
    """End every membership of a person who deletes the account, and close what they sent.

    Raises `ActionRefused` ("last_owner") if an organisation would be left without an owner.
    """
    for seat in _seats_in_order(user):
        leave(seat.organisation, by=user)
    user.sent_invitations.open().update(closed_at=timezone.now())


def _seats_in_order(user: User) -> list[Membership]:
    # Whoever locks several organisations does so in one order, or two would wait for each other.
    return list(user.memberships.select_related("organisation").order_by("organisation_id"))


def _seat_of(organisation: Organisation, user: User) -> Membership:
    seat = organisation.memberships.filter(user=user).first()
    if seat is None:
        raise ActionRefused(
            _("You do not belong to “%(organisation)s”.") % {"organisation": organisation},
            code="not_member",
        )
    return seat


def _revoke_sent_by(user: User, organisation: Organisation, *, by: User) -> None:
    """Close the open invitations of somebody who may no longer invite: they may lead back in.

    Of oneself too: an owner could ask a second address of theirs to be one, and then step down.
    """
    for invitation in organisation.invitations.open().filter(invited_by=user):
        invitation.closed_at = timezone.now()
        invitation.save(update_fields=["closed_at", "updated_at"])
        record(
            "invitation.revoked", actor=by, about=[organisation], data={"email": invitation.email}
        )


def _end(membership: Membership, organisation: Organisation) -> None:
    if membership.role == Role.OWNER:
        require_another_owner(organisation, than=membership.user)
    membership.delete()
