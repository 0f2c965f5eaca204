from __future__ import annotations

import pytest

from tests.factories import MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db

EDIT = "partners.edit_organisation"


@pytest.mark.parametrize("withheld", [True, False, None])
@pytest.mark.parametrize("active", [True, False])
def test_own_relations_count_for_active_accounts_whatever_the_second_factor(active, withheld):
    seat = MembershipFactory(user=UserFactory(is_active=active))
    seat.user.staff_powers_withheld = withheld
    assert seat.user.has_perm(EDIT, seat.organisation) is active
    assert seat.user.has_perm(EDIT, MembershipFactory().organisation) is False


def test_powers_of_a_group_count_only_with_the_second_factor():
    staff = UserFactory(with_permissions=["partners.verify_organisation"])
    may = {}
    for withheld in (True, False):
        staff.staff_powers_withheld = withheld
        may[withheld] = staff.has_perm("partners.verify_organisation")
    assert may == {True: False, False: True}
