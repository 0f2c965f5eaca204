from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from partners.enums import Role, VerificationStatus
from partners.models import (
    Invitation,
    Membership,
    Organisation,
    OrganisationName,
    Verification,
)
from tests.factories import (
    InvitationFactory,
    MembershipFactory,
    OrganisationFactory,
    UserFactory,
    VerificationFactory,
)

pytestmark = pytest.mark.django_db

NOBODY = AnonymousUser()
PUBLIC = {"granted", "expired"}


@pytest.mark.parametrize("status", VerificationStatus.values)
def test_visible_to_strangers_is_what_was_verified_and_not_withdrawn(house, status):
    VerificationFactory(organisation=house.organisation, status=status)
    expected = status in PUBLIC
    for person in (NOBODY, house.stranger):
        assert Organisation.objects.visible_to(person).exists() is expected
    assert Organisation.objects.visible_to(house.viewer).exists()


def test_visible_to_verifiers_is_everything(house, verifier):
    assert list(Organisation.objects.visible_to(verifier)) == [house.organisation]


def test_visible_to_a_member_of_two_counts_each_once(house):
    MembershipFactory(user=house.owner)
    VerificationFactory(organisation=house.organisation)
    assert Organisation.objects.visible_to(house.owner).count() == 2


def test_visible_seats_and_verifications_are_the_own(house, verifier):
    VerificationFactory(organisation=house.organisation)
    MembershipFactory()
    for model, all_of_them in ((Membership, 5), (Verification, 1)):
        assert model.objects.visible_to(NOBODY).count() == 0
        assert model.objects.visible_to(house.stranger).count() == 0
        assert model.objects.visible_to(house.viewer).count() == (4 if model is Membership else 1)
        assert model.objects.visible_to(verifier).count() == all_of_them


def test_visible_invitations_are_those_of_organisations_one_owns(house):
    invitation = InvitationFactory(organisation=house.organisation)
    assert list(Invitation.objects.visible_to(house.owner)) == [invitation]
    for person in (NOBODY, house.editor, house.stranger):
        assert not Invitation.objects.visible_to(person).exists()


def test_invitations_addressed_to_a_person_are_open_and_to_a_verified_address(house):
    person = UserFactory(email="maria@people.example")
    EmailAddress.objects.create(user=person, email="second@people.example", verified=True)
    EmailAddress.objects.create(user=person, email="claimed@people.example", verified=False)
    other = OrganisationFactory()
    first = InvitationFactory(organisation=house.organisation, email="MARIA@people.example")
    second = InvitationFactory(organisation=house.organisation, email="second@people.example")
    InvitationFactory(organisation=house.organisation, email="claimed@people.example")
    InvitationFactory(organisation=other, email=person.email, closed_at=timezone.now())
    InvitationFactory(
        organisation=OrganisationFactory(), email=person.email, expires_at=timezone.now()
    )
    assert set(Invitation.objects.addressed_to(person)) == {first, second}
    assert not Invitation.objects.addressed_to(UserFactory(verified=False)).exists()


def test_owners_are_those_who_can_sign_in(house):
    MembershipFactory(organisation=house.organisation, user=UserFactory(is_active=False))
    assert [seat.user for seat in house.organisation.memberships.owners()] == [house.owner]


def test_with_role_of_gives_the_role_and_only_the_own(house):
    OrganisationFactory()
    [mine] = Organisation.objects.with_role_of(house.signatory)
    assert (mine, mine.role) == (house.organisation, Role.SIGNATORY)


@pytest.mark.parametrize(("days", "in_force"), [(-1, False), (0, True), (1, True)])
def test_verified_until_names_the_last_day_while_it_holds(house, days, in_force):
    last = timezone.now().date() + timedelta(days=days)
    VerificationFactory(organisation=house.organisation, expires_on=last)
    row = Organisation.objects.with_verified_until().get()
    assert row.verified_until == (last if in_force else None)
    assert Organisation.objects.verified().exists() is in_force


def test_numbers_count_organisations_and_countries(house):
    OrganisationFactory()
    OrganisationFactory(country_id="IN")
    assert Organisation.objects.numbers() == {"organisations": 3, "countries": 2}


@pytest.mark.parametrize(("days", "count"), [(0, 0), (1, 1), (2, 1)])
def test_expiring_are_those_in_force_that_end_by_a_day(house, days, count):
    today = timezone.now().date()
    VerificationFactory(organisation=house.organisation, expires_on=today + timedelta(days=1))
    VerificationFactory(status="withdrawn", expires_on=today)
    assert Verification.objects.expiring(before=today + timedelta(days=days)).count() == count


# --- Words ----------------------------------------------------------------------------------


@pytest.fixture
def places(db):
    wells = OrganisationFactory(name="Institute of Wells", city="Kisumu", country_id="KE")
    OrganisationName.objects.create(organisation=wells, kind="acronym", value="IOW")
    OrganisationName.objects.create(
        organisation=wells, kind="label", value="معهد الآبار", language="ar"
    )
    OrganisationFactory(name="100% Sun_Power", city="São Paulo", country_id="BR")
    OrganisationFactory(name="100 Sun Power", city="Sao Paulo", country_id="BR")


def matching(words: str) -> set[str]:
    return {row.name for row in Organisation.objects.matching(words)}


WELLS, PERCENT, PLAIN = "Institute of Wells", "100% Sun_Power", "100 Sun Power"


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("", {WELLS, PERCENT, PLAIN}),
        ("   \t\n ", {WELLS, PERCENT, PLAIN}),
        ("wells", {WELLS}),
        ("WELLS institute", {WELLS}),
        ("iow", {WELLS}),
        ("الآبار", {WELLS}),
        ("kisumu", {WELLS}),
        ("kenya wells", {WELLS}),
        ("Бразилия", {PERCENT, PLAIN}),
        ("巴西", {PERCENT, PLAIN}),
        ("wells sun", set()),
        ("%", {PERCENT}),
        ("_", {PERCENT}),
        ("100%", {PERCENT}),
        ("sun_power", {PERCENT}),
        ("são", {PERCENT}),
        ("\\", set()),
        ("'; DROP TABLE partners_organisation; --", set()),
        ("' OR 1=1", set()),
    ],
)
def test_matching_takes_words_literally(places, words, found):
    assert matching(words) == found


def test_matching_counts_an_organisation_once_however_many_names_fit(places):
    organisation = Organisation.objects.get(name=WELLS)
    for number in range(5):
        OrganisationName.objects.create(
            organisation=organisation, kind="alias", value=f"Wells {number}"
        )
    assert Organisation.objects.matching("wells").count() == 1


def test_matching_asks_for_eight_words_at_most(places):
    assert matching("wells " * 8 + "nowhere") == {WELLS}
    assert matching("wells " * 7 + "nowhere") == set()
