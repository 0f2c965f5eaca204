"""The toolkit every action uses: lock, then check, then write."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import ActionRefused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import Model

M = TypeVar("M", bound="Model")


def lock(instance: M) -> M:
    """Return the row as it is now, held until the transaction ends.

    Raises `ActionRefused` ("gone") when the row was deleted meanwhile, and
    `TransactionManagementError` outside a transaction. On SQLite the transaction itself is the
    lock (BEGIN IMMEDIATE); on PostgreSQL it is SELECT ... FOR NO KEY UPDATE, which keeps out whoever
    else locks the row, but nobody who merely writes a row that refers to it.
    """
    model: Any = instance._meta.model  # request.user is a wrapper of another type
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("lock() needs a transaction.")
    try:
        return model._default_manager.select_for_update(of=("self",), no_key=True).get(
            pk=instance.pk
        )
    except model.DoesNotExist:
        raise ActionRefused(
            _("This was deleted while you were working on it."), code="gone"
        ) from None


def move(instance: Model, *, to: str, transitions: Mapping[Any, set[Any]], **fields: Any) -> None:
    """Set `status` to `to` if the table allows it, with `fields` in the same write.

    Raises `ActionRefused` ("too_late") naming the present state when it does not.
    """
    state = instance.status  # type: ignore[attr-defined]
    if to not in transitions.get(state, set()):
        raise ActionRefused(
            _("This is no longer possible: it is already “%(state)s”.")
            % {"state": instance.get_status_display()},  # type: ignore[attr-defined]
            code="too_late",
        )
    for name, value in {"status": to, **fields}.items():
        setattr(instance, name, value)
    instance.save(update_fields=["status", *fields])
