from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction

from accounts.actions import delete_account
from accounts.models import User
from partners.actions import organisations
from partners.enums import IdentifierScheme, NameKind, OrganisationKind, Role
from partners.models import (
    Membership,
    Organisation,
    OrganisationDivision,
    OrganisationIdentifier,
    OrganisationName,
)
from tests.factories import MembershipFactory, OrganisationFactory, UserFactory
from tests.partners.conftest import recorded, refused, unchanged


def unsaved(name: str = "Water Works", **fields) -> Organisation:
    return Organisation(
        name=name, kind=OrganisationKind.FIRM, language="en", country_id="KE", **fields
    )


def divisions(organisation) -> list[str]:
    return [division.code for division in organisation.divisions.all()]


# --- Founding -------------------------------------------------------------------------------


def test_found_makes_the_founder_owner_and_first_contact(house):
    founded = organisations.found(unsaved(), by=house.stranger, divisions=["36", "41"])
    seat = Membership.objects.get(organisation=founded)
    assert (seat.user, seat.role, seat.contact_rank) == (house.stranger, Role.OWNER, 1)
    assert divisions(founded) == ["36", "41"]
    entry = recorded("organisation.founded")
    assert entry.actor == house.stranger
    assert entry.about == [founded]


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("Institut für Wasser", "institut-fur-wasser"),
        ("معهد المياه", "organisation"),
        ("水研究所", "organisation"),
        ("–– . ––", "organisation"),
        ("a" * 200, "a" * 60),
    ],
)
def test_found_gives_an_address_of_its_own(house, name, stem):
    one = organisations.found(unsaved(name), by=house.stranger)
    two = organisations.found(unsaved(name), by=house.stranger)
    assert one.slug.rpartition("-")[0] == two.slug.rpartition("-")[0] == stem
    assert one.slug != two.slug


def test_found_by_who_left_a_second_ago_is_refused(house):
    page_of_before = house.stranger
    delete_account(User.objects.get(pk=house.stranger.pk), by=house.stranger)
    assert page_of_before.is_active
    # Not that staff closed it, which an account that is deleted looks like too.
    with refused("account_closed", "is deleted already"):
        organisations.found(unsaved(), by=page_of_before)


def test_found_by_who_was_locked_out_a_second_ago_is_refused(house):
    User.objects.filter(pk=house.stranger.pk).update(is_active=False)
    with refused("account_closed", "closed by our staff"):
        organisations.found(unsaved(), by=house.stranger)


def test_found_of_a_twenty_first_is_refused(db):
    person = UserFactory()
    for _number in range(20):
        MembershipFactory(user=person, role=Role.VIEWER)
    with refused("too_many"):
        organisations.found(unsaved(), by=person)


def test_found_of_a_twentieth_is_done(db):
    person = UserFactory()
    for _number in range(19):
        MembershipFactory(user=person)
    assert organisations.found(unsaved(), by=person).pk


# --- Revising -------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["owner", "editor"])
def test_revise_writes_only_what_changed_and_is_recorded(house, role):
    Organisation.objects.filter(pk=house.organisation.pk).update(description="Kept.")
    stale = house.organisation  # its description is still empty
    revised = organisations.revise(
        stale,
        by=getattr(house, role),
        revision=1,
        changes={"city": "Kisumu", "name": "Institute of Deep Wells"},
    )
    stored = Organisation.objects.get(pk=revised.pk)
    assert (stored.city, stored.name, stored.description) == (
        "Kisumu",
        "Institute of Deep Wells",
        "Kept.",
    )
    assert (stored.revision, stored.slug) == (2, "institute-of-wells")
    entry = recorded("organisation.revised")
    assert entry.actor == getattr(house, role)
    assert entry.data == {"fields": ["city", "name"]}


@pytest.mark.parametrize("role", ["signatory", "viewer", "stranger"])
def test_revise_by_anybody_else_is_refused(house, role):
    with refused("not_allowed"):
        organisations.revise(
            house.organisation, by=getattr(house, role), revision=1, changes={"city": "X"}
        )


def test_revise_by_who_lost_the_role_a_second_ago_is_refused(house):
    Membership.objects.filter(pk=house.seats["editor"].pk).update(role=Role.VIEWER)
    with refused("not_allowed"):
        organisations.revise(house.organisation, by=house.editor, revision=1, changes={"city": "X"})


@pytest.mark.parametrize("revision", [0, 2, -1])
def test_revise_of_another_revision_is_refused(house, revision):
    with refused("changed_meanwhile"):
        organisations.revise(
            house.organisation, by=house.owner, revision=revision, changes={"city": "X"}
        )


def test_revise_twice_from_one_page_is_refused_the_second_time(house):
    organisations.revise(house.organisation, by=house.owner, revision=1, changes={"city": "A"})
    with refused("changed_meanwhile"):
        organisations.revise(house.organisation, by=house.editor, revision=1, changes={"city": "B"})


def test_revise_replaces_divisions_only_when_given(house):
    organisations.revise(
        house.organisation, by=house.owner, revision=1, changes={}, divisions=["36", "41"]
    )
    kept = OrganisationDivision.objects.get(code="41").pk
    organisations.revise(house.organisation, by=house.owner, revision=2, changes={"city": "A"})
    assert divisions(house.organisation) == ["36", "41"]
    organisations.revise(
        house.organisation, by=house.owner, revision=3, changes={}, divisions=["41", "72"]
    )
    assert divisions(house.organisation) == ["41", "72"]
    assert OrganisationDivision.objects.get(code="41").pk == kept


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "university", "is_sme": True},
        {"kind": "firm", "is_sme": True, "size_class": "large"},
    ],
)
def test_revise_to_an_impossible_size_does_not_fit_into_the_database(house, changes):
    with unchanged(), pytest.raises(IntegrityError), transaction.atomic():
        organisations.revise(house.organisation, by=house.owner, revision=1, changes=changes)


# --- Logo -----------------------------------------------------------------------------------


def test_set_logo_keeps_it_under_a_random_name(house):
    organisations.set_logo(
        house.organisation, by=house.editor, logo=ContentFile(b"one", name="../../etc/evil.png")
    )
    stored = Organisation.objects.get(pk=house.organisation.pk).logo
    assert stored.name.startswith("logos/")
    assert stored.name.endswith(".png")
    assert "evil" not in stored.name
    assert len(stored.name) == len("logos/") + 32 + len(".png")
    assert recorded("organisation.logo_changed").actor == house.editor


def test_set_logo_deletes_the_old_file_once_the_change_is_certain(
    house, django_capture_on_commit_callbacks
):
    organisations.set_logo(
        house.organisation, by=house.owner, logo=ContentFile(b"one", name="a.png")
    )
    old = Organisation.objects.get(pk=house.organisation.pk).logo.name
    with django_capture_on_commit_callbacks(execute=True):
        organisations.set_logo(house.organisation, by=house.owner, logo=None)
        assert default_storage.exists(old)
    assert not default_storage.exists(old)
    assert not Organisation.objects.get(pk=house.organisation.pk).logo


@pytest.mark.parametrize("role", ["signatory", "viewer", "stranger"])
def test_set_logo_by_anybody_else_is_refused(house, role):
    with refused("not_allowed"):
        organisations.set_logo(house.organisation, by=getattr(house, role), logo=None)


# --- Names ----------------------------------------------------------------------------------


def add_name(house, by="editor", **changes) -> OrganisationName:
    values = {"kind": NameKind.LABEL, "value": "Institut des puits", "language": "fr", **changes}
    return organisations.add_name(house.organisation, by=getattr(house, by), **values)


def test_add_name_is_stored_and_recorded(house):
    name = add_name(house)
    assert list(house.organisation.names.all()) == [name]
    assert recorded("organisation.name_added").data == {"name": "Institut des puits"}


def test_add_name_that_is_there_is_refused(house):
    add_name(house)
    with refused("known"):
        add_name(house)


def test_add_name_of_a_thirty_first_is_refused(house):
    for number in range(30):
        add_name(house, value=f"Name {number}")
    with refused("too_many"):
        add_name(house)


@pytest.mark.parametrize("by", ["signatory", "viewer", "stranger"])
def test_add_name_by_anybody_else_is_refused(house, by):
    with refused("not_allowed"):
        add_name(house, by=by)


def test_remove_name_is_stored_and_recorded(house):
    organisations.remove_name(add_name(house), by=house.owner)
    assert not house.organisation.names.exists()
    assert recorded("organisation.name_removed").data == {"name": "Institut des puits"}


def test_remove_name_removed_meanwhile_is_refused(house):
    name = add_name(house)
    OrganisationName.objects.filter(pk=name.pk).delete()
    with refused("gone"):
        organisations.remove_name(name, by=house.owner)


def test_remove_name_by_an_editor_of_another_organisation_is_refused(house):
    name = add_name(house)
    other = MembershipFactory(role=Role.EDITOR).user
    with refused("not_allowed"):
        organisations.remove_name(name, by=other)


# --- Identifiers ----------------------------------------------------------------------------


def add_identifier(house, by="editor", value="https://ror.org/02mhbdp94"):
    return organisations.add_identifier(
        house.organisation, by=getattr(house, by), scheme=IdentifierScheme.ROR, value=value
    )


def test_add_identifier_is_stored_in_normal_form_and_recorded(house):
    identifier = add_identifier(house)
    assert identifier.value == "02mhbdp94"
    assert recorded("organisation.identifier_added").data == {"scheme": "ror", "value": "02mhbdp94"}


def test_add_identifier_with_a_wrong_check_digit_is_refused_in_words(house):
    with unchanged(), pytest.raises(ValidationError, match="check digits do not fit"):
        add_identifier(house, value="02mhbdp95")


def test_add_identifier_that_is_there_in_another_spelling_is_refused(house):
    add_identifier(house)
    with refused("known"):
        add_identifier(house, value=" ROR.org/02MHBDP94 ")


def test_add_identifier_of_a_twenty_first_is_refused(house):
    OrganisationIdentifier.objects.bulk_create(
        OrganisationIdentifier(organisation=house.organisation, scheme="national", value=str(n))
        for n in range(20)
    )
    with refused("too_many"):
        add_identifier(house)


@pytest.mark.parametrize("by", ["signatory", "viewer", "stranger"])
def test_add_identifier_by_anybody_else_is_refused(house, by):
    with refused("not_allowed"):
        add_identifier(house, by=by)


def test_remove_identifier_is_stored_and_recorded(house):
    organisations.remove_identifier(add_identifier(house), by=house.owner)
    assert not house.organisation.identifiers.exists()
    assert recorded("organisation.identifier_removed").data["value"] == "02mhbdp94"


def test_remove_identifier_removed_meanwhile_is_refused(house):
    identifier = add_identifier(house)
    OrganisationIdentifier.objects.filter(pk=identifier.pk).delete()
    with refused("gone"):
        organisations.remove_identifier(identifier, by=house.owner)


def test_remove_identifier_by_a_viewer_is_refused(house):
    identifier = add_identifier(house)
    with refused("not_allowed"):
        organisations.remove_identifier(identifier, by=house.viewer)


def test_actions_on_an_organisation_that_is_gone_are_refused(house):
    gone = OrganisationFactory()
    Organisation.objects.filter(pk=gone.pk).delete()
    with refused("gone"):
        organisations.revise(gone, by=house.owner, revision=1, changes={"city": "A"})
