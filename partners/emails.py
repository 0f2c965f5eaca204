"""Every message about organisations, one function each; queued with the change it tells of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import override

from core.languages import supported
from core.mail import send
from partners.enums import Role, VerificationStatus
from partners.verifiers import verifiers_of

if TYPE_CHECKING:
    from accounts.models import User
    from partners.models import Invitation, Membership, Organisation, Verification


def _address(language: str, name: str, *args: object) -> str:
    """An absolute address in the reader's language, on the configured site."""
    with override(supported(language)):
        return settings.SITE_URL + reverse(name, args=args)


def invitation(invitation: Invitation, *, token: str) -> None:
    """To the person invited; they may have no account yet."""
    send(
        to=invitation.email,
        language=invitation.language,
        template="partners/invitation",
        context={
            "invitation": invitation,
            "organisation": invitation.organisation,
            "inviter": invitation.invited_by,
            "link": _address(invitation.language, "answer_invitation", token),
        },
    )


def invitation_accepted(invitation: Invitation, *, member: User) -> None:
    """To the person who invited."""
    _to(
        invitation.invited_by,
        "partners/invitation_accepted",
        invitation.organisation,
        page="list_members",
        member=member,
        role=invitation.get_role_display,
    )


def role_changed(membership: Membership, *, by: User) -> None:
    _to(
        membership.user,
        "partners/role_changed",
        membership.organisation,
        page="list_members",
        by=by,
        role=membership.get_role_display,
    )


def membership_removed(organisation: Organisation, user: User, *, by: User) -> None:
    _to(user, "partners/membership_removed", organisation, page="list_my_organisations", by=by)


def handed_over(membership: Membership, *, by: User) -> None:
    _to(
        membership.user,
        "partners/handed_over",
        membership.organisation,
        page="list_members",
        by=by,
    )


def verification_decided(verification: Verification) -> None:
    """To every owner and whoever asked, if still a member: what was decided, and why.

    When its time has run out nobody decided, and no reason is given.
    """
    expired = verification.status == VerificationStatus.EXPIRED
    for reader in _owners(verification.organisation, and_member=verification.requested_by_id):
        _to(
            reader,
            "partners/verification_decided",
            verification.organisation,
            page="show_verification",
            verification=verification,
            why="" if expired else verification.reason,
        )


def verification_outdated(verification: Verification) -> None:
    """To whoever decides on verification, but for members: a profile says something else now."""
    organisation = verification.organisation
    for verifier in verifiers_of(organisation):
        send(
            to=verifier.email,
            language=verifier.language,
            template="partners/verification_outdated",
            context={
                "reader": verifier,
                "organisation": organisation,
                "verification": verification,
                "link": _address(verifier.language, "verifications:decide", verification.pk),
            },
        )


def verification_ending(verification: Verification) -> None:
    for owner in _owners(verification.organisation):
        _to(
            owner,
            "partners/verification_ending",
            verification.organisation,
            page="show_verification",
            verification=verification,
        )


def _owners(organisation: Organisation, *, and_member: int | None = None) -> list[User]:
    wanted = Q(role=Role.OWNER) | Q(user=and_member)
    seats = organisation.memberships.filter(wanted, user__is_active=True)
    return [seat.user for seat in seats.select_related("user")]


def _to(
    user: User, template: str, organisation: Organisation, *, page: str, **context: object
) -> None:
    args = () if page == "list_my_organisations" else (organisation.slug,)
    send(
        to=user.email,
        language=user.language,
        template=template,
        context={
            "reader": user,
            "organisation": organisation,
            "link": _address(user.language, page, *args),
            **context,
        },
    )
