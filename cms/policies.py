"""Who may do what with models of others, in the Wagtail admin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wagtail.permission_policies import BasePermissionPolicy

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.db.models import QuerySet

    from accounts.models import User


class AdministratorsOnly(BasePermissionPolicy):
    """People and groups are managed by superusers: whoever gives power could take all of it.

    Nobody deletes them here. A person's row has a history; it is deactivated, or the person
    deletes the account.
    """

    def user_has_permission(self, user: User, action: str) -> bool:
        return user.is_active and user.is_superuser and action != "delete"

    def user_has_any_permission(self, user: User, actions: Collection[str]) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)

    def users_with_any_permission(self, actions: Collection[str]) -> QuerySet[User]:
        return self.model.objects.filter(is_superuser=True, is_active=True)
