from __future__ import annotations

import pytest
from django.core import mail
from django.utils import timezone

from core.errors import ActionRefused
from partners.actions import members
from partners.enums import Role
from partners.models import Membership
from tests.factories import InvitationFactory, MembershipFactory, OrganisationFactory, UserFactory
from tests.partners.conftest import recorded, refused


def role_of(person, organisation) -> str | None:
    return (
        Membership.objects.filter(user=person, organisation=organisation)
        .values_list("role", flat=True)
        .first()
    )


# --- Changing a role ------------------------------------------------------------------------


def test_change_role_is_stored_recorded_and_told_in_the_readers_language(house):
    house.viewer.language = "fr"
    house.viewer.save()
    members.change_role(house.seats["viewer"], by=house.owner, role=Role.EDITOR)

    assert role_of(house.viewer, house.organisation) == Role.EDITOR
    entry = recorded("membership.role_changed")
    assert entry.actor == house.owner
    assert entry.about == [house.organisation, house.viewer]
    assert entry.data == {"from": "viewer", "to": "editor"}
    [message] = mail.outbox
    assert message.to == [house.viewer.email]
    assert "http://testserver/fr/organisations/institute-of-wells/members/" in message.body
    assert '<html lang="fr" dir="ltr">' in message.alternatives[0].content


def test_change_role_to_the_same_role_writes_nothing(house):
    members.change_role(house.seats["viewer"], by=house.owner, role=Role.VIEWER)
    assert mail.outbox == []
    assert role_of(house.viewer, house.organisation) == Role.VIEWER


@pytest.mark.parametrize("role", ["editor", "signatory", "viewer", "stranger"])
def test_change_role_by_anybody_but_an_owner_is_refused(house, role):
    with refused("not_allowed"):
        members.change_role(house.seats["viewer"], by=getattr(house, role), role=Role.OWNER)


def test_change_role_by_who_lost_theirs_a_second_ago_is_refused(house, second_owner):
    page_of_before = house.owner
    assert page_of_before.has_perm("partners.manage_members", house.organisation)
    members.change_role(house.seats["owner"], by=second_owner.user, role=Role.VIEWER)
    mail.outbox.clear()
    with refused("not_allowed"):
        members.change_role(house.seats["viewer"], by=page_of_before, role=Role.OWNER)


def test_change_role_by_who_was_locked_out_a_second_ago_is_refused(house, second_owner):
    page_of_before = house.owner
    type(page_of_before).objects.filter(pk=page_of_before.pk).update(is_active=False)
    with refused("not_allowed"):
        members.change_role(house.seats["viewer"], by=page_of_before, role=Role.OWNER)


def test_change_role_of_the_last_owner_is_refused(house):
    with refused("last_owner"):
        members.change_role(house.seats["owner"], by=house.owner, role=Role.EDITOR)


def test_change_role_counts_only_owners_who_can_still_sign_in(house):
    gone = UserFactory(is_active=False)
    MembershipFactory(organisation=house.organisation, user=gone, role=Role.OWNER)
    with refused("last_owner"):
        members.change_role(house.seats["owner"], by=house.owner, role=Role.EDITOR)


def test_change_role_of_one_of_two_owners_is_done(house, second_owner):
    members.change_role(house.seats["owner"], by=house.owner, role=Role.EDITOR)
    assert role_of(house.owner, house.organisation) == Role.EDITOR
    assert mail.outbox == []  # nobody is told what they did themselves


def test_change_role_of_a_seat_removed_meanwhile_is_refused(house):
    seat = house.seats["viewer"]
    Membership.objects.filter(pk=seat.pk).delete()
    with refused("gone"):
        members.change_role(seat, by=house.owner, role=Role.EDITOR)


def test_change_role_of_an_owner_revokes_what_they_sent(house, second_owner):
    door = InvitationFactory(organisation=house.organisation, invited_by=house.owner)
    other = InvitationFactory(organisation=house.organisation, invited_by=second_owner.user)
    members.change_role(house.seats["owner"], by=second_owner.user, role=Role.EDITOR)
    door.refresh_from_db()
    other.refresh_from_db()
    assert [door.is_open, other.is_open] == [False, True]
    assert recorded("invitation.revoked").data == {"email": door.email}


def test_change_role_of_oneself_revokes_what_one_sent(house, second_owner):
    mine = InvitationFactory(
        organisation=house.organisation, invited_by=house.owner, role=Role.OWNER
    )
    elsewhere = InvitationFactory(invited_by=house.owner)
    members.change_role(house.seats["owner"], by=house.owner, role=Role.EDITOR)
    mine.refresh_from_db()
    elsewhere.refresh_from_db()
    assert (mine.is_open, elsewhere.is_open) == (False, True)
    assert recorded("invitation.revoked").data == {"email": mine.email}


def test_change_role_to_owner_revokes_nothing(house):
    sent = InvitationFactory(organisation=house.organisation, invited_by=house.viewer)
    members.change_role(house.seats["viewer"], by=house.owner, role=Role.OWNER)
    sent.refresh_from_db()
    assert sent.is_open


# --- Removing -------------------------------------------------------------------------------


def test_remove_ends_the_seat_at_once_is_recorded_and_told(house):
    house.editor.language = "ar"
    house.editor.save()
    members.remove(house.seats["editor"], by=house.owner)

    assert role_of(house.editor, house.organisation) is None
    assert not house.editor.has_perm("partners.edit_organisation", house.organisation)
    entry = recorded("membership.removed")
    assert entry.actor == house.owner
    assert entry.about == [house.organisation, house.editor]
    assert entry.data == {"role": "editor"}
    [message] = mail.outbox
    assert message.to == [house.editor.email]
    assert "http://testserver/ar/organisations/mine/" in message.body
    assert '<html lang="ar" dir="rtl">' in message.alternatives[0].content


def test_remove_of_an_owner_closes_the_door_they_left_open(house, second_owner):
    door = InvitationFactory(organisation=house.organisation, invited_by=house.owner)
    members.remove(house.seats["owner"], by=second_owner.user)
    door.refresh_from_db()
    assert not door.is_open


@pytest.mark.parametrize("role", ["editor", "signatory", "viewer", "stranger"])
def test_remove_by_anybody_but_an_owner_is_refused(house, role):
    with refused("not_allowed"):
        members.remove(house.seats["owner"], by=getattr(house, role))


def test_remove_of_oneself_is_refused(house, second_owner):
    with refused("self"):
        members.remove(house.seats["owner"], by=house.owner)


def test_remove_of_the_last_owner_is_refused(house, superuser):
    with refused("last_owner"):
        members.remove(house.seats["owner"], by=superuser)


def test_remove_twice_is_refused_the_second_time(house):
    members.remove(house.seats["viewer"], by=house.owner)
    with refused("gone"):
        members.remove(
            Membership(pk=house.seats["viewer"].pk, organisation=house.organisation), by=house.owner
        )


def test_remove_in_another_organisation_is_refused(house):
    elsewhere = MembershipFactory(organisation=OrganisationFactory(), role=Role.VIEWER)
    with refused("not_allowed"):
        members.remove(elsewhere, by=house.owner)


# --- Leaving --------------------------------------------------------------------------------


def test_leave_ends_the_own_seat_and_is_recorded(house):
    members.leave(house.organisation, by=house.viewer)
    assert role_of(house.viewer, house.organisation) is None
    entry = recorded("membership.left")
    assert entry.actor == house.viewer
    assert entry.about == [house.organisation, house.viewer]
    assert entry.data == {"role": "viewer"}
    assert mail.outbox == []


def test_leave_of_the_last_owner_is_refused(house):
    with refused("last_owner"):
        members.leave(house.organisation, by=house.owner)


def test_leave_of_one_of_two_owners_leaves_one(house, second_owner):
    members.leave(house.organisation, by=house.owner)
    assert [seat.user for seat in house.organisation.memberships.owners()] == [second_owner.user]


def test_leave_by_somebody_else_is_refused(house):
    with refused("not_member"):
        members.leave(house.organisation, by=house.stranger)


def test_leave_of_an_organisation_deleted_meanwhile_is_refused(house):
    organisation = OrganisationFactory()
    type(organisation).objects.filter(pk=organisation.pk).delete()
    with refused("gone"):
        members.leave(organisation, by=house.owner)


# --- Handing over ---------------------------------------------------------------------------


def test_hand_over_swaps_owner_and_first_contact_in_one_step(house):
    members.set_contact(house.seats["owner"], by=house.owner, rank=1)
    members.hand_over(house.organisation, by=house.owner, to=house.seats["viewer"])

    seats = {
        seat.user: (seat.role, seat.contact_rank) for seat in house.organisation.memberships.all()
    }
    assert seats[house.viewer] == (Role.OWNER, 1)
    assert seats[house.owner] == (Role.EDITOR, None)
    entry = recorded("organisation.handed_over")
    assert entry.actor == house.owner
    assert entry.about == [house.organisation, house.viewer]
    [message] = mail.outbox
    assert message.to == [house.viewer.email]


def test_hand_over_keeps_the_second_contact(house):
    members.set_contact(house.seats["signatory"], by=house.owner, rank=2)
    members.hand_over(house.organisation, by=house.owner, to=house.seats["viewer"])
    house.seats["signatory"].refresh_from_db()
    assert house.seats["signatory"].contact_rank == 2


def test_hand_over_revokes_what_the_giver_sent(house, second_owner):
    mine, other = (
        InvitationFactory(organisation=house.organisation, invited_by=person, role=Role.OWNER)
        for person in (house.owner, second_owner.user)
    )
    members.hand_over(house.organisation, by=house.owner, to=house.seats["editor"])
    mine.refresh_from_db()
    other.refresh_from_db()
    assert (mine.is_open, other.is_open) == (False, True)


@pytest.mark.parametrize("role", ["editor", "signatory", "viewer", "stranger"])
def test_hand_over_by_anybody_but_an_owner_is_refused(house, role):
    with refused("not_allowed"):
        members.hand_over(house.organisation, by=getattr(house, role), to=house.seats["viewer"])


def test_hand_over_to_oneself_is_refused(house):
    with refused("wrong_heir"):
        members.hand_over(house.organisation, by=house.owner, to=house.seats["owner"])


def test_hand_over_to_a_member_of_another_organisation_is_refused(house):
    elsewhere = MembershipFactory()
    with refused("wrong_heir"):
        members.hand_over(house.organisation, by=house.owner, to=elsewhere)


def test_hand_over_to_an_account_that_is_locked_is_refused(house):
    house.viewer.is_active = False
    house.viewer.save()
    with refused("wrong_heir"):
        members.hand_over(house.organisation, by=house.owner, to=house.seats["viewer"])


def test_hand_over_by_a_superuser_who_is_no_member_is_refused(house, superuser):
    with refused("not_member"):
        members.hand_over(house.organisation, by=superuser, to=house.seats["viewer"])


# --- Contacts -------------------------------------------------------------------------------


def test_set_contact_names_a_second_contact(house):
    members.set_contact(house.seats["editor"], by=house.owner, rank=2)
    house.seats["editor"].refresh_from_db()
    assert house.seats["editor"].contact_rank == 2
    entry = recorded("membership.contact_changed")
    assert entry.about == [house.organisation, house.editor]
    assert entry.data == {"rank": 2}


def test_set_contact_takes_the_rank_from_whoever_had_it(house):
    members.set_contact(house.seats["editor"], by=house.owner, rank=2)
    members.set_contact(house.seats["viewer"], by=house.owner, rank=2)
    ranks = dict(house.organisation.memberships.values_list("user", "contact_rank"))
    assert ranks[house.viewer.pk] == 2
    assert ranks[house.editor.pk] is None


def test_set_contact_to_none_takes_it_away(house):
    members.set_contact(house.seats["editor"], by=house.owner, rank=1)
    members.set_contact(house.seats["editor"], by=house.owner, rank=None)
    assert not house.organisation.memberships.filter(contact_rank__isnull=False).exists()


def test_set_contact_by_an_editor_is_refused(house):
    with refused("not_allowed"):
        members.set_contact(house.seats["editor"], by=house.editor, rank=1)


# --- Leaving for good -----------------------------------------------------------------------


def test_organisations_without_other_owner_are_those_left_alone(house, second_owner):
    alone = MembershipFactory(user=house.owner).organisation
    assert members.organisations_without_other_owner(house.owner) == [alone]
    assert members.organisations_without_other_owner(house.viewer) == []


def test_end_all_memberships_leaves_everywhere_and_closes_invitations(house, second_owner):
    invitation = InvitationFactory(organisation=house.organisation, invited_by=house.owner)
    members.end_all_memberships(house.owner)
    invitation.refresh_from_db()
    assert not house.owner.memberships.exists()
    assert invitation.closed_at <= timezone.now()


def test_end_all_memberships_of_a_last_owner_leaves_none_of_them(house, second_owner):
    MembershipFactory(user=house.owner)
    with refused("last_owner"):
        members.end_all_memberships(house.owner)


def test_refusal_says_what_to_do_in_the_active_language(house):
    with pytest.raises(ActionRefused) as refusal:
        members.leave(house.organisation, by=house.owner)
    assert str(refusal.value) == (
        "“Institute of Wells” needs at least one owner. Make somebody else an owner first."
    )
