"""Asking for permissions by name; the names are registered in each app's permissions.py."""

from __future__ import annotations

from typing import TYPE_CHECKING

import rules
from django.core.exceptions import PermissionDenied

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import Model, QuerySet


def require_perm(user: object, name: str, obj: Model | None = None) -> None:
    """Raise PermissionDenied (403) unless `user` holds the permission `name` on `obj`."""
    if not user.has_perm(name, obj):  # type: ignore[attr-defined]
        raise PermissionDenied(name)


def in_queryset(visible: Callable[..., QuerySet]) -> rules.Predicate:
    """A predicate defined by the queryset, so that "may read" and "is listed" cannot disagree."""

    @rules.predicate(f"in_queryset:{visible.__qualname__}")
    def contains(user: object, obj: Model | None) -> bool:
        return obj is not None and visible(user).filter(pk=obj.pk).exists()

    return contains
