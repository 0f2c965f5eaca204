"""Who may act for either side of a request. When it may be done is the action's business."""

from __future__ import annotations

from typing import TYPE_CHECKING

import rules

from negotiations.people import ACTING
from partners.permissions import has_role

if TYPE_CHECKING:
    from accounts.models import User
    from negotiations.models import ContactRequest

_acts = has_role(*ACTING)


@rules.predicate
def acts_for_sender(user: User, request: ContactRequest | None) -> bool:
    return request is not None and _acts(user, request.sender)


@rules.predicate
def acts_for_recipient(user: User, request: ContactRequest | None) -> bool:
    return request is not None and _acts(user, request.recipient)


# Asked of an organisation: there may be no request yet.
rules.add_perm("negotiations.act_for", _acts)
rules.add_perm("negotiations.act_as_sender", acts_for_sender)
rules.add_perm("negotiations.act_as_recipient", acts_for_recipient)
