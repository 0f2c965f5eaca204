"""Asking to be verified, and the decision."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.recording import record
from core.actions import lock, move
from core.changes import changed
from core.errors import ActionRefused
from partners import emails
from partners.actions.guards import lock_for
from partners.enums import VERIFICATION_TRANSITIONS, VerificationStatus

if TYPE_CHECKING:
    from accounts.models import User
    from partners.models import Organisation, Verification

LONGEST = timedelta(days=3 * 366)
REMINDER_DAYS = (30, 7)


@transaction.atomic
def request(organisation: Organisation, verification: Verification, *, by: User) -> Verification:
    """Save an unsaved `verification` with its evidence as a request of `organisation`.

    A renewal may be asked for while an earlier verification is in force. Raises `ActionRefused`:
    "not_allowed", "waiting" (one request is being looked at).
    """
    organisation = lock_for(organisation, by=by, permission="partners.request_verification")
    if organisation.verifications.filter(status=VerificationStatus.REQUESTED).exists():
        raise ActionRefused(
            _("A request is waiting for a decision. Cancel it to send another."), code="waiting"
        )
    verification.organisation = organisation
    verification.requested_by = by
    verification.status = VerificationStatus.REQUESTED
    verification.save()
    record(
        "verification.requested",
        actor=by,
        about=[organisation],
        data={"evidence": verification.evidence_kind},
    )
    return verification


@transaction.atomic
def cancel(verification: Verification, *, by: User) -> None:
    """Take a request back before it was decided."""
    organisation = lock_for(
        verification.organisation, by=by, permission="partners.request_verification"
    )
    verification = lock(verification)
    _move(verification, VerificationStatus.CANCELLED)
    record("verification.cancelled", actor=by, about=[organisation])


@transaction.atomic
def grant(
    verification: Verification,
    *,
    by: User,
    reason: str,
    expires_on: date,
    revision: int | None = None,
) -> Verification:
    """Verify the organisation until the end of `expires_on`; an earlier one ends.

    Raises `ActionRefused`: "not_allowed", "own_organisation", "too_late", "reason_missing",
    "bad_date" (not in the future, or more than three years away), "changed_meanwhile" (the profile
    is no longer that of `revision`, if given).
    """
    verification, organisation = _for_decision(verification, by=by, reason=reason)
    _require_as_seen(organisation, revision)
    today = timezone.now().date()
    if not today < expires_on <= today + LONGEST:
        raise ActionRefused(
            _("Choose a last day in the future, at most three years from now."), code="bad_date"
        )
    for earlier in organisation.verifications.filter(status__in=VerificationStatus.PUBLIC_STATES):
        _move(earlier, VerificationStatus.SUPERSEDED)
    return _decide(
        verification, VerificationStatus.GRANTED, by=by, reason=reason, expires_on=expires_on
    )


@transaction.atomic
def refuse(verification: Verification, *, by: User, reason: str) -> Verification:
    """Do not verify; the organisation reads the reason and may ask again."""
    verification, _organisation = _for_decision(verification, by=by, reason=reason)
    return _decide(verification, VerificationStatus.REFUSED, by=by, reason=reason)


@transaction.atomic
def withdraw(verification: Verification, *, by: User, reason: str) -> Verification:
    """End a verification that was granted; the public page goes at once."""
    verification, _organisation = _for_decision(verification, by=by, reason=reason)
    return _decide(verification, VerificationStatus.WITHDRAWN, by=by, reason=reason)


@transaction.atomic
def confirm(
    verification: Verification, *, by: User, reason: str, revision: int | None = None
) -> Verification:
    """Let a verification stand for what the profile says now.

    Raises `ActionRefused` as `grant` does; "too_late" also when there is nothing to confirm.
    """
    verification, organisation = _for_decision(verification, by=by, reason=reason)
    _require_as_seen(organisation, revision)
    if not verification.is_outdated:
        raise ActionRefused(
            _("This is no longer possible: it is already “%(state)s”.")
            % {"state": verification.state.label},
            code="too_late",
        )
    verification.verified_as = None
    verification.decided_by, verification.decided_at = by, timezone.now()
    verification.reason = reason.strip()
    verification.save(update_fields=["verified_as", "decided_by", "decided_at", "reason"])
    record(
        "verification.confirmed",
        actor=by,
        about=[organisation],
        data={"reason": verification.reason, **organisation.facts_to_verify()},
    )
    emails.verification_decided(verification)
    return verification


def mark_if_outdated(organisation: Organisation, *, before: dict[str, str], by: User) -> None:
    """Note on the verification that the (locked) profile has changed from `before`; tell staff.

    The verification stands until they decide (docs/adr/0030). Who changes everything back takes
    the mark away.
    """
    now = organisation.facts_to_verify()
    granted = organisation.verifications.filter(status=VerificationStatus.GRANTED).first()
    if granted is None or now == before:
        return
    was_marked = granted.is_outdated
    verified = granted.verified_as if was_marked else before
    granted.verified_as = None if verified == now else verified
    granted.save(update_fields=["verified_as"])
    record(
        "verification.facts_changed",
        actor=by,
        about=[organisation],
        data={"from": before, "to": now},
    )
    if not was_marked:
        emails.verification_outdated(granted)


@transaction.atomic
def expire(verification: Verification) -> None:
    """Write down that a verification's last day has passed, and tell the owners."""
    organisation = lock(verification.organisation)
    verification = lock(verification)
    if verification.expires_on is None or verification.expires_on >= timezone.now().date():
        raise ActionRefused(_("This verification is still in force."), code="too_early")
    _move(verification, VerificationStatus.EXPIRED)
    record("verification.expired", actor=None, about=[organisation])
    emails.verification_decided(verification)


@transaction.atomic
def remind(verification: Verification) -> None:
    """Tell the owners that a verification ends soon, once for each of REMINDER_DAYS.

    A day on which nobody asked is made up for. Raises `ActionRefused` ("not_due").
    """
    organisation = lock(verification.organisation)
    verification = lock(verification)
    if not _reminder_is_due(verification):
        raise ActionRefused(_("There is nothing to remind of today."), code="not_due")
    verification.reminded_on = timezone.now().date()
    verification.save(update_fields=["reminded_on"])
    record("verification.reminded", actor=None, about=[organisation])
    emails.verification_ending(verification)


def _reminder_is_due(verification: Verification) -> bool:
    ends, decided = verification.expires_on, verification.decided_at
    if not verification.is_in_force or ends is None or decided is None:
        return False
    today = timezone.now().date()
    days = [ends - timedelta(days=before) for before in REMINDER_DAYS]
    last_told = verification.reminded_on or decided.date()
    return any(last_told < day <= today for day in days)


def _for_decision(
    verification: Verification, *, by: User, reason: str
) -> tuple[Verification, Organisation]:
    organisation = lock(verification.organisation)
    # Not only by permission: a superuser holds every permission.
    if organisation.memberships.filter(user=by).exists():
        raise ActionRefused(
            _("You belong to this organisation; somebody else has to decide."),
            code="own_organisation",
        )
    lock_for(organisation, by=by, permission="partners.decide_verification")
    if not reason.strip():
        raise ActionRefused(
            _("Give a reason; the organisation will read it."), code="reason_missing"
        )
    return lock(verification), organisation


def _require_as_seen(organisation: Organisation, revision: int | None) -> None:
    # Else a profile could be put in order to be looked at, and changed before the decision.
    if revision is not None and organisation.revision != revision:
        raise ActionRefused(
            _(
                "Somebody else changed this profile while you were writing. Compare, then save again."
            ),
            code="changed_meanwhile",
        )


def _decide(
    verification: Verification,
    status: VerificationStatus,
    *,
    by: User,
    reason: str,
    expires_on: date | None = None,
) -> Verification:
    fields = {"decided_by": by, "decided_at": timezone.now(), "reason": reason.strip()}
    if expires_on:
        fields["expires_on"] = expires_on
    _move(verification, status, **fields)
    record(
        f"verification.{status.value}",
        actor=by,
        about=[verification.organisation],
        data={
            "reason": verification.reason,
            "expires_on": expires_on.isoformat() if expires_on else None,
        },
    )
    emails.verification_decided(verification)
    return verification


def _move(verification: Verification, status: VerificationStatus, **fields: object) -> None:
    move(verification, to=status, transitions=VERIFICATION_TRANSITIONS, **fields)
    changed("partners.organisation", [verification.organisation_id])
