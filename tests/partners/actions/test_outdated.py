"""A verified organisation changes what was verified."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, Permission
from django.core import mail
from django.utils import timezone, translation

from countries.models import Country
from partners.actions import organisations, verifications
from partners.models import Organisation, Verification
from partners.verifiers import verifiers_of
from tests.factories import MembershipFactory, UserFactory, VerificationFactory
from tests.partners.conftest import recorded, refused

UNTIL = timezone.now().date() + timedelta(days=100)
WELLS = {"name": "Institute of Wells", "kind": "research_institute", "country": "KE"}


@pytest.fixture
def granted(house):
    return VerificationFactory(organisation=house.organisation, requested_by=house.owner)


def revise(house, **changes) -> None:
    now = Organisation.objects.get(pk=house.organisation.pk)
    organisations.revise(now, by=house.editor, revision=now.revision, changes=changes)


def stored(verification: Verification) -> Verification:
    return Verification.objects.get(pk=verification.pk)


@pytest.mark.parametrize(
    ("field", "value"), [("name", "National Bank"), ("kind", "government"), ("country", "GH")]
)
def test_change_of_what_was_verified_is_marked_recorded_and_told(
    house, granted, verifier, field, value
):
    given = Country.objects.get(pk=value) if field == "country" else value
    revise(house, **{field: given})
    now = stored(granted)
    assert (now.is_outdated, now.verified_as) == (True, WELLS)
    assert now.is_in_force
    entry = recorded("verification.facts_changed")
    assert (entry.actor, entry.about) == (house.editor, [house.organisation])
    assert entry.data == {"from": WELLS, "to": {**WELLS, field: value}}
    [message] = mail.outbox
    assert message.to == [verifier.email]
    assert "Institute of Wells · Research institute · Kenya" in message.body
    assert f"/admin/verifications/{granted.pk}/" in message.body


def test_change_of_anything_else_is_not(house, granted, verifier):
    revise(house, city="Kisumu", website="https://wells.example", name=house.organisation.name)
    assert not stored(granted).is_outdated
    assert mail.outbox == []


@pytest.mark.parametrize("status", ["requested", "expired", "withdrawn", "refused"])
def test_change_under_no_verification_is_not(house, verifier, status):
    row = VerificationFactory(organisation=house.organisation, status=status)
    revise(house, name="National Bank")
    assert stored(row).verified_as is None
    assert mail.outbox == []


def test_mark_keeps_what_was_verified_and_goes_when_all_is_as_it_was(house, granted, verifier):
    revise(house, name="Wells Ltd", kind="firm")
    revise(house, name="National Bank")
    assert stored(granted).verified_as == WELLS
    assert len(mail.outbox) == 1
    revise(house, name="Institute of Wells", kind="research_institute")
    assert stored(granted).verified_as is None
    assert len(mail.outbox) == 1


def test_words_are_those_of_the_reader(house, granted):
    revise(house, name="National Bank")
    with translation.override("fr"):
        assert (
            stored(granted).facts_verified == "Institute of Wells · Institut de recherche · Kenya"
        )
        assert stored(granted).facts_now.startswith("National Bank · ")


def test_confirm_takes_the_mark_and_is_recorded_and_told(house, granted, verifier, superuser):
    revise(house, name="Wells Ltd")
    mail.outbox.clear()
    verifications.confirm(granted, by=superuser, reason=" Register seen. ", revision=2)
    now = stored(granted)
    assert (now.status, now.is_outdated) == ("granted", False)
    assert (now.reason, now.decided_by) == ("Register seen.", superuser)
    assert recorded("verification.confirmed").data["name"] == "Wells Ltd"
    assert [message.to for message in mail.outbox] == [[house.owner.email]]


def test_confirm_of_what_nobody_changed_is_refused(granted, superuser):
    with refused("too_late"):
        verifications.confirm(granted, by=superuser, reason="Seen.")


def test_confirm_of_what_is_withdrawn_is_refused(house, granted, superuser):
    revise(house, name="Wells Ltd")
    verifications.withdraw(granted, by=superuser, reason="No.")
    with refused("too_late"):
        verifications.confirm(granted, by=superuser, reason="Seen.")


@pytest.mark.parametrize("role", ["owner", "stranger"])
def test_confirm_by_somebody_without_the_right_is_refused(house, granted, role):
    revise(house, name="Wells Ltd")
    with refused("own_organisation" if role == "owner" else "not_allowed"):
        verifications.confirm(granted, by=getattr(house, role), reason="Seen.")


def test_decision_about_a_profile_that_changed_meanwhile_is_refused(house, granted, verifier):
    revise(house, name="Wells Ltd")
    revise(house, name="National Bank")
    with refused("changed_meanwhile"):
        verifications.confirm(granted, by=verifier, reason="Seen.", revision=2)
    waiting = VerificationFactory(organisation=house.organisation, status="requested")
    with refused("changed_meanwhile"):
        verifications.grant(waiting, by=verifier, reason="Seen.", expires_on=UNTIL, revision=2)


def test_renewal_is_granted_for_what_the_profile_says_now(house, granted, verifier):
    revise(house, name="Wells Ltd")
    renewal = VerificationFactory(organisation=house.organisation, status="requested")
    verifications.grant(renewal, by=verifier, reason="Seen.", expires_on=UNTIL, revision=2)
    assert (stored(granted).is_outdated, stored(renewal).is_outdated) == (False, False)


def test_verifiers_are_those_in_the_group_but_members_and_closed_accounts(house, superuser):
    assert verifiers_of(house.organisation) == [superuser]
    group = Group.objects.create(name="Deciding")
    group.permissions.add(Permission.objects.get(codename="verify_organisation"))
    inside, member, closed = UserFactory(), UserFactory(), UserFactory(is_active=False)
    for person in (inside, member, closed):
        person.groups.add(group)
    # Told once, however often the permission is given.
    inside.user_permissions.add(Permission.objects.get(codename="verify_organisation"))
    MembershipFactory(organisation=house.organisation, user=member, role="viewer")
    assert verifiers_of(house.organisation) == [inside]
