from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone

from partners.actions import invitations, members
from partners.enums import Role
from partners.models import Invitation, Membership
from tests.factories import InvitationFactory, MembershipFactory, UserFactory
from tests.partners.conftest import recorded, refused


def send(house, **changes) -> Invitation:
    values = {"by": house.owner, "email": "new@people.example", "role": Role.EDITOR}
    return invitations.invite(house.organisation, **{**values, "language": "en", **changes})


def token_in(message) -> str:
    return message.body.rpartition("/invitations/")[2].split("/")[0]


@pytest.fixture
def invited(house):
    """Somebody with an account, and the open invitation to them."""
    person = UserFactory(name="Ines Invited", email="ines@people.example")
    invitation = InvitationFactory(
        organisation=house.organisation,
        invited_by=house.owner,
        email=person.email,
        role=Role.SIGNATORY,
    )
    return person, invitation


# --- Inviting -------------------------------------------------------------------------------


def test_invite_is_stored_recorded_and_sent_in_the_chosen_language(house):
    invitation = send(house, language="ru", role=Role.SIGNATORY)

    assert (invitation.email, invitation.role) == ("new@people.example", Role.SIGNATORY)
    assert invitation.expires_at - invitation.created_at == pytest.approx(
        timedelta(days=14), abs=timedelta(seconds=5)
    )
    entry = recorded("invitation.sent")
    assert entry.actor == house.owner
    assert entry.about == [house.organisation]
    assert entry.data == {"email": "new@people.example", "role": "signatory"}
    [message] = mail.outbox
    assert message.to == ["new@people.example"]
    assert "http://testserver/ru/invitations/" in message.body
    assert '<html lang="ru" dir="ltr">' in message.alternatives[0].content


def test_invite_keeps_of_the_token_only_its_digest(house):
    invitation = send(house)
    token = token_in(mail.outbox[0])
    assert len(token) == 43  # 256 bits
    assert invitation.token_digest == Invitation.digest(token)
    columns = Invitation.objects.values_list().get(pk=invitation.pk)
    assert [value for value in columns if token in str(value)] == []
    assert token not in str(recorded("invitation.sent").data)


def test_invite_gives_everybody_another_token(house):
    for number in range(5):
        send(house, email=f"new{number}@people.example")
    assert len({token_in(message) for message in mail.outbox}) == 5


@pytest.mark.parametrize("role", ["editor", "signatory", "viewer", "stranger"])
def test_invite_by_anybody_but_an_owner_is_refused(house, role):
    with refused("not_allowed"):
        send(house, by=getattr(house, role))


def test_invite_by_who_lost_ownership_a_second_ago_is_refused(house, second_owner):
    Membership.objects.filter(pk=house.seats["owner"].pk).update(role=Role.EDITOR)
    with refused("not_allowed"):
        send(house)


@pytest.mark.parametrize("change", [str, str.upper, str.title])
def test_invite_of_a_member_is_refused_in_any_letter_case(house, change):
    with refused("member"):
        send(house, email=f" {change(house.viewer.email)} ")


def test_invite_twice_is_refused_in_any_letter_case(house):
    send(house)
    with refused("invited"):
        send(house, email="NEW@people.example")


def test_invite_again_after_the_first_expired_is_sent(house):
    first = InvitationFactory(
        organisation=house.organisation,
        email="new@people.example",
        expires_at=timezone.now() - timedelta(seconds=1),
    )
    second = send(house)
    first.refresh_from_db()
    assert first.closed_at is not None
    assert second.is_open


def test_invite_of_a_fifty_first_is_refused_until_one_is_answered(house):
    waiting = [InvitationFactory(organisation=house.organisation) for _number in range(50)]
    with refused("too_many"):
        send(house)
    invitations.revoke(waiting[0], by=house.owner)
    assert send(house).is_open


def test_invite_puts_no_line_break_of_a_name_into_a_header(house):
    house.owner.name = "Eve\r\nBcc: all@people.example"
    house.owner.save()
    house.organisation.name = "Wells\nX-Forged: 1\u2028Y: 2"
    house.organisation.save()
    send(house)
    message = mail.outbox[0].message()
    assert message["Bcc"] is None
    assert message["X-Forged"] is None
    assert message["Y"] is None
    assert message["Subject"] == (
        "Eve Bcc: all@people.example asks you to join Wells X-Forged: 1 Y: 2"
    )


def test_two_open_invitations_of_one_address_do_not_fit_into_the_database(house):
    InvitationFactory(organisation=house.organisation, email="new@people.example")
    with pytest.raises(IntegrityError), transaction.atomic():
        InvitationFactory(organisation=house.organisation, email="NEW@people.example")


# --- Accepting ------------------------------------------------------------------------------


def test_accept_gives_the_seat_is_recorded_and_told_to_who_invited(house, invited):
    person, invitation = invited
    house.owner.language = "es"
    house.owner.save()
    seat = invitations.accept(invitation, by=person)

    assert (seat.user, seat.organisation, seat.role) == (person, house.organisation, "signatory")
    invitation.refresh_from_db()
    assert invitation.accepted_by == person
    assert not invitation.is_open
    entry = recorded("invitation.accepted")
    assert entry.actor == person
    assert entry.about == [house.organisation, person]
    assert entry.data == {"role": "signatory"}
    [message] = mail.outbox
    assert message.to == [house.owner.email]
    assert "http://testserver/es/organisations/institute-of-wells/members/" in message.body


def test_accept_with_an_address_differing_by_case_is_done(house):
    person = UserFactory(email="maria@people.example")
    invitation = InvitationFactory(organisation=house.organisation, email="Maria@People.Example")
    assert invitations.accept(invitation, by=person).user == person


def test_accept_with_a_second_verified_address_is_done(house):
    person = UserFactory()
    EmailAddress.objects.create(user=person, email="office@wells.example", verified=True)
    invitation = InvitationFactory(organisation=house.organisation, email="office@wells.example")
    assert invitations.accept(invitation, by=person).user == person


def test_accept_with_an_address_that_is_not_verified_is_refused(house):
    person = UserFactory(email="claimed@people.example", verified=False)
    EmailAddress.objects.create(user=person, email=person.email, verified=False)
    invitation = InvitationFactory(organisation=house.organisation, email=person.email)
    with refused("other_address"):
        invitations.accept(invitation, by=person)


def test_accept_by_somebody_else_is_refused(house, invited):
    with refused("other_address"):
        invitations.accept(invited[1], by=house.stranger)


def test_accept_of_an_address_that_only_looks_the_same_is_refused(house):
    person = UserFactory(email="a_b@people.example")
    invitation = InvitationFactory(organisation=house.organisation, email="axb@people.example")
    with refused("other_address"):
        invitations.accept(invitation, by=person)


def test_accept_by_a_member_is_refused(house):
    invitation = InvitationFactory(organisation=house.organisation, email=house.viewer.email)
    with refused("member"):
        invitations.accept(invitation, by=house.viewer)


def test_accept_by_who_was_locked_out_a_second_ago_is_refused(invited):
    person, invitation = invited
    type(person).objects.filter(pk=person.pk).update(is_active=False)
    with refused("account_closed"):
        invitations.accept(invitation, by=person)


def test_accept_twice_is_refused_the_second_time(house, invited):
    person, invitation = invited
    page_of_before = Invitation.objects.get(pk=invitation.pk)
    invitations.accept(invitation, by=person)
    members.leave(house.organisation, by=person)
    mail.outbox.clear()
    with refused("closed"):
        invitations.accept(page_of_before, by=person)


def test_accept_in_the_last_second_is_done(house, invited, time_machine):
    person, invitation = invited
    time_machine.move_to(invitation.expires_at - timedelta(seconds=1), tick=False)
    assert invitations.accept(invitation, by=person).user == person


def test_accept_at_the_moment_of_expiry_is_refused(invited, time_machine):
    person, invitation = invited
    time_machine.move_to(invitation.expires_at, tick=False)
    with refused("closed"):
        invitations.accept(invitation, by=person)


def test_accept_after_revocation_is_refused(house, invited):
    person, invitation = invited
    page_of_before = Invitation.objects.get(pk=invitation.pk)
    invitations.revoke(invitation, by=house.owner)
    with refused("closed"):
        invitations.accept(page_of_before, by=person)


def test_accept_of_what_a_removed_owner_sent_is_refused(house, second_owner, invited):
    person, invitation = invited
    members.remove(house.seats["owner"], by=second_owner.user)
    mail.outbox.clear()
    with refused("closed"):
        invitations.accept(invitation, by=person)


def test_accept_of_what_an_owner_sent_who_then_left_is_done(house, second_owner, invited):
    person, invitation = invited
    members.leave(house.organisation, by=house.owner)
    assert invitations.accept(invitation, by=person).role == Role.SIGNATORY


def test_accept_when_the_organisation_is_gone_is_refused(invited):
    person, invitation = invited
    stale = Invitation.objects.select_related("organisation").get(pk=invitation.pk)
    stale.organisation.memberships.all().delete()
    type(stale.organisation).objects.filter(pk=stale.organisation_id).delete()
    with refused("gone"):
        invitations.accept(stale, by=person)


# --- Declining and revoking -----------------------------------------------------------------


def test_decline_closes_the_invitation_and_is_recorded(house, invited):
    person, invitation = invited
    invitations.decline(invitation, by=person)
    invitation.refresh_from_db()
    assert not invitation.is_open
    assert invitation.accepted_by is None
    assert recorded("invitation.declined").actor == person
    assert not Membership.objects.filter(user=person).exists()
    assert mail.outbox == []


def test_decline_by_somebody_else_is_refused(house, invited):
    with refused("other_address"):
        invitations.decline(invited[1], by=house.stranger)


def test_decline_of_a_closed_one_is_refused(invited):
    person, invitation = invited
    invitations.decline(invitation, by=person)
    with refused("closed"):
        invitations.decline(invitation, by=person)


def test_revoke_closes_the_invitation_and_is_recorded(house, invited):
    _person, invitation = invited
    invitations.revoke(invitation, by=house.owner)
    invitation.refresh_from_db()
    assert not invitation.is_open
    entry = recorded("invitation.revoked")
    assert entry.actor == house.owner
    assert entry.data == {"email": "ines@people.example"}


@pytest.mark.parametrize("role", ["editor", "signatory", "viewer", "stranger"])
def test_revoke_by_anybody_but_an_owner_is_refused(house, invited, role):
    with refused("not_allowed"):
        invitations.revoke(invited[1], by=getattr(house, role))


def test_revoke_by_an_owner_of_another_organisation_is_refused(house, invited):
    other = MembershipFactory().user
    with refused("not_allowed"):
        invitations.revoke(invited[1], by=other)


def test_revoke_of_an_answered_one_is_refused(house, invited):
    person, invitation = invited
    invitations.accept(invitation, by=person)
    mail.outbox.clear()
    with refused("closed"):
        invitations.revoke(invitation, by=house.owner)
