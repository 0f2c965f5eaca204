"""Did this session prove more than a password, and can this person do so?"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator

if TYPE_CHECKING:
    from django.http import HttpRequest

    from accounts.models import User

# After this long a session asks again before it opens the staff pages.
VALID_SECONDS = 12 * 60 * 60

# Recovery codes alone are no factor of their own: they come with one of these.
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def is_set_up(user: User) -> bool:
    return Authenticator.objects.filter(user_id=user.pk, type__in=FACTORS).exists()


def was_used(request: HttpRequest, user: User) -> bool:
    """Whether this session used it lately; a passkey sign-in counts, asks no database."""
    earliest = time.time() - VALID_SECONDS
    return any(
        record["method"] == "mfa" and record["at"] > earliest
        for record in get_authentication_records(request, user)
    )


def page_to_use_it(user: User) -> str:
    """Address of the page that asks for a factor this person has."""
    methods = get_adapter().get_reauthentication_methods(user)
    return next(method["url"] for method in methods if method["id"].startswith("mfa_"))
