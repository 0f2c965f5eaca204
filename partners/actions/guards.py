"""Checks that several actions make inside their transaction, after the lock."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from core.actions import lock
from core.errors import ActionRefused

if TYPE_CHECKING:
    from accounts.models import User
    from partners.models import Organisation


def lock_for(organisation: Organisation, *, by: User, permission: str) -> Organisation:
    """Lock the organisation and make sure that `by` may still do this.

    Asked again inside the lock, of the database: a role lost a second ago is lost. Raises
    `ActionRefused` ("not_allowed").
    """
    organisation = lock(organisation)
    stored = _as_stored(by)
    if not stored.has_perm(permission, organisation):
        raise ActionRefused(
            _("Your role in “%(organisation)s” does not allow this, or it has changed meanwhile.")
            % {"organisation": organisation},
            code="not_allowed",
        )
    return organisation


def lock_person(user: User) -> User:
    """Lock the person, as stored, and make sure that the account is open.

    Taken before any organisation, as by whoever deletes or closes the account: nobody is given a
    seat that this has passed over. Raises `ActionRefused` ("account_closed").
    """
    stored = lock(user)
    if stored.is_deleted:
        raise ActionRefused(_("This account is deleted already."), code="account_closed")
    if not stored.is_active:
        raise ActionRefused(
            _("This account was closed by our staff. Write to us if you think this is a mistake."),
            code="account_closed",
        )
    return stored


def _as_stored(user: User) -> User:
    # The person of a request remembers permissions, and whether the account is open, from its
    # beginning; what the session withholds is not in the database.
    model: Any = user._meta.model  # request.user is a wrapper of another type
    stored: User = model.objects.get(pk=user.pk)
    stored.staff_powers_withheld = user.staff_powers_withheld
    return stored


def require_another_owner(organisation: Organisation, *, than: User) -> None:
    """Raise `ActionRefused` ("last_owner") if nobody but `than` owns the (locked) organisation."""
    if not organisation.memberships.owners().exclude(user=than).exists():
        raise ActionRefused(needs_an_owner(organisation), code="last_owner")


def needs_an_owner(organisation: Organisation) -> str:
    return _("“%(organisation)s” needs at least one owner. Make somebody else an owner first.") % {
        "organisation": organisation
    }
