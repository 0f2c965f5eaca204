"""Who may do what with listings. When it may be done is the action's business."""

import rules

from marketplace.models import Listing
from partners.enums import Role
from partners.permissions import has_role

_writes = has_role(Role.OWNER, Role.EDITOR)


@rules.predicate
def writes_for_owner(user, listing: Listing | None) -> bool:
    return listing is not None and _writes(user, listing.organisation)


# Asked of the organisation: there may be no listing yet.
rules.add_perm("marketplace.write_for", _writes)
rules.add_perm("marketplace.write_listing", writes_for_owner)
