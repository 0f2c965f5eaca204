"""Who may do what for an organisation. When it may be done is the action's business."""

from __future__ import annotations

from typing import TYPE_CHECKING

import rules

from partners.enums import Role
from partners.models import Membership

if TYPE_CHECKING:
    from accounts.models import User
    from partners.models import Organisation


def has_role(*roles: Role) -> rules.Predicate:
    """Holds one of `roles` in the organisation now, as the database says at this moment."""

    @rules.predicate(f"has_role:{','.join(roles)}")
    def holds(user: User, organisation: Organisation | None) -> bool:
        return (
            organisation is not None
            and user.is_authenticated
            and Membership.objects.filter(
                user=user, organisation=organisation, role__in=roles
            ).exists()
        )

    return holds


@rules.predicate
def is_verifier(user: User, organisation: Organisation | None) -> bool:
    return user.has_perm("partners.verify_organisation")


is_member = has_role(*Role)
is_owner = has_role(Role.OWNER)

rules.add_perm("partners.see_members", is_member)
rules.add_perm("partners.edit_organisation", has_role(Role.OWNER, Role.EDITOR))
rules.add_perm("partners.manage_members", is_owner)
rules.add_perm("partners.request_verification", has_role(Role.OWNER, Role.SIGNATORY))
rules.add_perm("partners.see_verification", is_member | is_verifier)
# Nobody judges an organisation they belong to.
rules.add_perm("partners.decide_verification", is_verifier & ~is_member)
