from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone

from partners.actions import verifications
from partners.enums import EvidenceKind, Role, VerificationStatus
from partners.models import Membership, Organisation, Verification
from tests.factories import MembershipFactory, UserFactory, VerificationFactory
from tests.partners.conftest import recorded, refused

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
TODAY = NOON.date()
LAST_DAY = TODAY + timedelta(days=365)


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def waiting(house):
    return VerificationFactory(
        organisation=house.organisation,
        requested_by=house.signatory,
        status=VerificationStatus.REQUESTED,
    )


@pytest.fixture
def granted(house):
    return VerificationFactory(
        organisation=house.organisation, requested_by=house.owner, expires_on=LAST_DAY
    )


def unsaved(**fields) -> Verification:
    return Verification(evidence_kind=EvidenceKind.EMAIL_DOMAIN, email="a@b.example", **fields)


def status(verification) -> str:
    return Verification.objects.get(pk=verification.pk).status


# --- Asking ---------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["owner", "signatory"])
def test_request_is_stored_and_recorded(house, role):
    person = getattr(house, role)
    asked = verifications.request(house.organisation, unsaved(), by=person)
    assert (asked.organisation, asked.requested_by) == (house.organisation, person)
    assert status(asked) == VerificationStatus.REQUESTED
    entry = recorded("verification.requested")
    assert entry.actor == person
    assert entry.about == [house.organisation]
    assert entry.data == {"evidence": "email_domain"}


def test_request_cannot_bring_its_own_decision(house, verifier):
    asked = verifications.request(
        house.organisation, unsaved(status=VerificationStatus.GRANTED), by=house.owner
    )
    assert status(asked) == VerificationStatus.REQUESTED


@pytest.mark.parametrize("role", ["editor", "viewer", "stranger"])
def test_request_by_anybody_but_owner_and_signatory_is_refused(house, role):
    with refused("not_allowed"):
        verifications.request(house.organisation, unsaved(), by=getattr(house, role))


def test_request_by_who_lost_the_role_a_second_ago_is_refused(house):
    Membership.objects.filter(pk=house.seats["signatory"].pk).update(role=Role.VIEWER)
    with refused("not_allowed"):
        verifications.request(house.organisation, unsaved(), by=house.signatory)


def test_request_while_one_is_waiting_is_refused(house, waiting):
    with refused("waiting"):
        verifications.request(house.organisation, unsaved(), by=house.owner)


@pytest.mark.parametrize("before", ["granted", "refused", "cancelled", "withdrawn", "expired"])
def test_request_after_any_decision_is_possible(house, before):
    VerificationFactory(organisation=house.organisation, status=before)
    verifications.request(house.organisation, unsaved(), by=house.owner)
    assert house.organisation.verifications.count() == 2


def test_two_waiting_requests_do_not_fit_into_the_database(house, waiting):
    with pytest.raises(IntegrityError), transaction.atomic():
        VerificationFactory(organisation=house.organisation, status=VerificationStatus.REQUESTED)


@pytest.mark.parametrize("role", ["owner", "signatory"])
def test_cancel_is_stored_and_recorded(house, waiting, role):
    verifications.cancel(waiting, by=getattr(house, role))
    assert status(waiting) == VerificationStatus.CANCELLED
    assert recorded("verification.cancelled").about == [house.organisation]


@pytest.mark.parametrize("role", ["editor", "viewer", "stranger"])
def test_cancel_by_anybody_else_is_refused(house, waiting, role):
    with refused("not_allowed"):
        verifications.cancel(waiting, by=getattr(house, role))


def test_cancel_after_the_decision_is_refused(house, granted):
    with refused("too_late"):
        verifications.cancel(granted, by=house.owner)


# --- Deciding -------------------------------------------------------------------------------


def test_grant_is_stored_recorded_and_told_in_the_readers_language(
    house, waiting, verifier, second_owner
):
    house.owner.language = "zh-hans"
    house.owner.save()
    verifications.grant(waiting, by=verifier, reason="  Register seen. ", expires_on=LAST_DAY)

    stored = Verification.objects.get(pk=waiting.pk)
    assert stored.status == VerificationStatus.GRANTED
    assert (stored.decided_by, stored.decided_at) == (verifier, NOON)
    assert (stored.reason, stored.expires_on) == ("Register seen.", LAST_DAY)
    assert stored.is_in_force
    entry = recorded("verification.granted")
    assert entry.actor == verifier
    assert entry.about == [house.organisation]
    assert entry.data == {"reason": "Register seen.", "expires_on": LAST_DAY.isoformat()}
    people = [house.owner, house.signatory, second_owner.user]
    assert sorted(m.to[0] for m in mail.outbox) == sorted(person.email for person in people)
    [theirs] = [m for m in mail.outbox if m.to == [house.owner.email]]
    page = "http://testserver/zh-hans/organisations/institute-of-wells/verification/"
    assert page in theirs.body
    assert "Register seen." in theirs.body


@pytest.mark.parametrize("days", [1, 3 * 366])
def test_grant_until_the_first_and_last_possible_day_is_done(waiting, verifier, days):
    until = TODAY + timedelta(days=days)
    verifications.grant(waiting, by=verifier, reason="Seen.", expires_on=until)
    assert status(waiting) == VerificationStatus.GRANTED


@pytest.mark.parametrize("days", [-1, 0, 3 * 366 + 1])
def test_grant_until_another_day_is_refused(waiting, verifier, days):
    with refused("bad_date"):
        verifications.grant(
            waiting, by=verifier, reason="Seen.", expires_on=TODAY + timedelta(days=days)
        )


@pytest.mark.parametrize("reason", ["", "   ", "\n\t"])
@pytest.mark.parametrize("decision", ["grant", "refuse"])
def test_decision_without_reason_is_refused(waiting, verifier, reason, decision):
    more = {"expires_on": LAST_DAY} if decision == "grant" else {}
    with refused("reason_missing"):
        getattr(verifications, decision)(waiting, by=verifier, reason=reason, **more)


def test_withdrawal_without_reason_is_refused(granted, verifier):
    with refused("reason_missing"):
        verifications.withdraw(granted, by=verifier, reason=" ")


@pytest.mark.parametrize("role", ["owner", "viewer", "stranger"])
def test_decision_by_somebody_without_the_right_is_refused(house, waiting, role):
    code = "not_allowed" if role == "stranger" else "own_organisation"
    with refused(code):
        verifications.grant(waiting, by=getattr(house, role), reason="Seen.", expires_on=LAST_DAY)


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("staff", ["verifier", "superuser"])
def test_decision_on_the_own_organisation_is_refused_even_to_a_superuser(
    house, waiting, request, staff, role
):
    person = request.getfixturevalue(staff)
    MembershipFactory(organisation=house.organisation, user=person, role=role)
    with refused("own_organisation"):
        verifications.grant(waiting, by=person, reason="Seen.", expires_on=LAST_DAY)
    with refused("own_organisation"):
        verifications.refuse(waiting, by=person, reason="Seen.")


def test_decision_by_who_lost_the_right_a_second_ago_is_refused(waiting, verifier):
    assert verifier.has_perm("partners.verify_organisation")  # remembered by this object
    verifier.user_permissions.clear()
    with refused("not_allowed"):
        verifications.grant(waiting, by=verifier, reason="Seen.", expires_on=LAST_DAY)


def test_decision_without_the_second_factor_is_refused(waiting, superuser):
    superuser.staff_powers_withheld = True
    with refused("not_allowed"):
        verifications.grant(waiting, by=superuser, reason="Seen.", expires_on=LAST_DAY)


@pytest.mark.parametrize("before", ["refused", "cancelled", "withdrawn", "expired", "superseded"])
def test_grant_of_what_is_decided_is_refused(house, verifier, before):
    decided = VerificationFactory(organisation=house.organisation, status=before)
    with refused("too_late"):
        verifications.grant(decided, by=verifier, reason="Seen.", expires_on=LAST_DAY)


def test_grant_from_a_page_opened_before_the_cancellation_is_refused(house, waiting, verifier):
    page_of_before = Verification.objects.get(pk=waiting.pk)
    verifications.cancel(waiting, by=house.owner)
    with refused("too_late"):
        verifications.grant(page_of_before, by=verifier, reason="Seen.", expires_on=LAST_DAY)


@pytest.mark.parametrize("before", ["granted", "expired"])
def test_grant_of_a_renewal_replaces_the_earlier_one(house, waiting, verifier, before):
    earlier = VerificationFactory(organisation=house.organisation, status=before)
    verifications.grant(waiting, by=verifier, reason="Seen again.", expires_on=LAST_DAY)
    assert (status(earlier), status(waiting)) == ("superseded", "granted")
    organisation = Organisation.objects.with_verified_until().get(pk=house.organisation.pk)
    assert organisation.verified_until == LAST_DAY


def test_refuse_is_stored_recorded_and_told(house, waiting, verifier):
    verifications.refuse(waiting, by=verifier, reason="Not legible.")
    stored = Verification.objects.get(pk=waiting.pk)
    assert (stored.status, stored.reason, stored.expires_on) == ("refused", "Not legible.", None)
    assert recorded("verification.refused").data["reason"] == "Not legible."
    assert {m.to[0] for m in mail.outbox} == {house.owner.email, house.signatory.email}


def test_refuse_of_a_renewal_leaves_the_earlier_one_in_force(house, waiting, granted, verifier):
    verifications.refuse(waiting, by=verifier, reason="Not legible.")
    assert status(granted) == VerificationStatus.GRANTED
    assert Organisation.objects.verified().get() == house.organisation


@pytest.mark.parametrize("before", ["granted", "expired"])
def test_withdraw_hides_at_once(house, verifier, before, client):
    old = VerificationFactory(organisation=house.organisation, status=before)
    address = house.organisation.get_absolute_url()
    assert client.get(address).status_code == 200
    verifications.withdraw(old, by=verifier, reason="Register says dissolved.")
    assert client.get(address).status_code == 410
    assert recorded("verification.withdrawn").actor == verifier
    assert [m.to for m in mail.outbox] == [[house.owner.email]]


def test_withdraw_of_a_request_is_refused(waiting, verifier):
    with refused("too_late"):
        verifications.withdraw(waiting, by=verifier, reason="No.")


# --- Time -----------------------------------------------------------------------------------


def test_expiry_holds_at_the_boundary_without_any_command(house, time_machine):
    row = VerificationFactory(organisation=house.organisation, expires_on=date(2026, 11, 30))
    time_machine.move_to(datetime(2026, 11, 30, 23, 59, 59, tzinfo=UTC), tick=False)
    assert (row.is_in_force, row.state) == (True, VerificationStatus.GRANTED)
    assert Organisation.objects.verified().count() == 1
    time_machine.move_to(datetime(2026, 12, 1, tzinfo=UTC), tick=False)
    assert (row.is_in_force, row.state) == (False, VerificationStatus.EXPIRED)
    assert Organisation.objects.verified().count() == 0
    assert str(row) == "Institute of Wells: Expired"


def test_expiry_does_not_follow_the_readers_time_zone(house, time_machine):
    VerificationFactory(organisation=house.organisation, expires_on=date(2026, 11, 30))
    time_machine.move_to(datetime(2026, 11, 30, 20, tzinfo=UTC), tick=False)
    with timezone.override("Pacific/Kiritimati"):  # 1 December there
        assert Organisation.objects.verified().count() == 1


def test_expire_is_stored_recorded_and_told(house, granted, time_machine):
    time_machine.move_to(NOON + timedelta(days=366), tick=False)
    verifications.expire(granted)
    assert status(granted) == VerificationStatus.EXPIRED
    assert recorded("verification.expired").actor is None
    assert [m.to for m in mail.outbox] == [[house.owner.email]]


def test_expire_on_the_last_day_is_refused(granted, time_machine):
    time_machine.move_to(NOON + timedelta(days=365), tick=False)
    with refused("too_early"):
        verifications.expire(granted)


def test_expire_of_what_nobody_granted_is_refused(waiting):
    with refused("too_early"):
        verifications.expire(waiting)


def test_expire_of_what_was_withdrawn_meanwhile_is_refused(granted, verifier, time_machine):
    verifications.withdraw(granted, by=verifier, reason="Dissolved.")
    mail.outbox.clear()
    time_machine.move_to(NOON + timedelta(days=366), tick=False)
    with refused("too_late"):
        verifications.expire(granted)


def test_remind_of_what_ends_later_is_refused(granted):
    with refused("not_due"):
        verifications.remind(granted)


def test_remind_tells_owners_only(house, granted, time_machine):
    MembershipFactory(organisation=house.organisation, user=UserFactory(is_active=False))
    time_machine.move_to(NOON + timedelta(days=335), tick=False)
    verifications.remind(granted)
    assert [m.to for m in mail.outbox] == [[house.owner.email]]
    assert recorded("verification.reminded").actor is None
    mail.outbox.clear()
    with refused("not_due"):
        verifications.remind(granted)
