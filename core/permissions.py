"""Asking for permissions by name; the names are registered in each app's permissions.py."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied

if TYPE_CHECKING:
    from django.db.models import Model


def require_perm(user: object, name: str, obj: Model | None = None) -> None:
    """Raise PermissionDenied (403) unless `user` holds the permission `name` on `obj`."""
    if not user.has_perm(name, obj):  # type: ignore[attr-defined]
        raise PermissionDenied(name)
