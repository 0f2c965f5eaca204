"""Who may see the matches of a listing and decide about them."""

import rules

from marketplace.models import Listing
from partners.enums import Role
from partners.permissions import has_role

_belongs, _decides = has_role(*Role), has_role(Role.OWNER, Role.EDITOR)


@rules.predicate
def belongs_to_owner(user, listing: Listing | None) -> bool:
    return listing is not None and _belongs(user, listing.organisation)


@rules.predicate
def decides_for_owner(user, listing: Listing | None) -> bool:
    return listing is not None and _decides(user, listing.organisation)


rules.add_perm("matching.see_matches", belongs_to_owner)
rules.add_perm("matching.decide_on_matches", decides_for_owner)
# Asked of the organisation, inside the lock of an action.
rules.add_perm("matching.decide_for", _decides)
