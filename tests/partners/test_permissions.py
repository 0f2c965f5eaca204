"""Who may do what for an organisation, asked of the rules themselves."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser

from partners.enums import Role
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db

ALLOWED = {
    "partners.see_members": {"owner", "editor", "signatory", "viewer"},
    "partners.edit_organisation": {"owner", "editor"},
    "partners.manage_members": {"owner"},
    "partners.request_verification": {"owner", "signatory"},
    "partners.see_verification": {"owner", "editor", "signatory", "viewer", "verifier"},
    "partners.decide_verification": {"verifier"},
}


@pytest.mark.parametrize("permission", ALLOWED)
def test_permission_is_that_of_the_role(house, verifier, permission):
    people = {role: getattr(house, role) for role in Role.values}
    people |= {"stranger": house.stranger, "verifier": verifier, "visitor": AnonymousUser()}
    may = {who for who, user in people.items() if user.has_perm(permission, house.organisation)}
    assert may == ALLOWED[permission]


@pytest.mark.parametrize("role", Role.values)
def test_decision_is_not_for_verifying_staff_who_belong_to_the_organisation(house, verifier, role):
    MembershipFactory(organisation=house.organisation, user=verifier, role=role)
    assert not verifier.has_perm("partners.decide_verification", house.organisation)
    assert verifier.has_perm("partners.decide_verification", MembershipFactory().organisation)
