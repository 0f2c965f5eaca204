"""A verified organisation with somebody in every role, and ways to change its verification."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from partners.enums import Role, VerificationStatus
from tests.factories import MembershipFactory, OrganisationFactory, UserFactory, VerificationFactory
from tests.marketplace.listings import new_reviewer


@pytest.fixture
def house(db):
    """One verified organisation; its owner, editor, signatory and viewer; and somebody else."""
    organisation = OrganisationFactory(name="Institute of Wells", slug="institute-of-wells")
    people = {role: UserFactory(name=f"{role.title()} Person") for role in Role.values}
    seats = {
        role: MembershipFactory(organisation=organisation, user=person, role=role)
        for role, person in people.items()
    }
    verification = VerificationFactory(organisation=organisation)

    def lapse() -> None:
        """The last day was yesterday, and nobody has written it down yet."""
        verification.expires_on = timezone.now().date() - timedelta(days=1)
        verification.save()

    def lose() -> None:
        """Staff have withdrawn it."""
        verification.status = VerificationStatus.WITHDRAWN
        verification.save()

    return SimpleNamespace(
        organisation=organisation,
        **people,
        seats=seats,
        stranger=UserFactory(name="Strange R."),
        lapse=lapse,
        lose=lose,
        unverify=verification.delete,
    )


@pytest.fixture
def reviewer(db):
    """Somebody of the group of reviewers who belongs to no organisation."""
    return new_reviewer()


@pytest.fixture
def desk(signed_in, reviewer):
    """The reviewer's browser, after the second factor."""
    return signed_in(reviewer, second_factor=True)
