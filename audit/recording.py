"""The one way to write to the record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils.translation import override

from audit.models import AuditEntry, AuditSubject

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.db.models import Model

    from accounts.models import User


def record(
    action: str,
    *,
    actor: User | None,
    about: Sequence[Model],
    data: Mapping[str, Any] | None = None,
) -> AuditEntry:
    """Write an entry in the running transaction: no change without a trace, nor the reverse.

    `actor` is None for what the system does by itself. Raises TransactionManagementError
    outside a transaction.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("record() belongs to the change it records.")
    with override("en"):  # the record speaks one language, whoever acts
        entry = AuditEntry.objects.create(
            action=action,
            actor=actor,
            actor_name=str(actor) if actor else "TechAccord",
            data=dict(data or {}),
        )
        AuditSubject.objects.bulk_create(
            AuditSubject(
                entry=entry,
                content_type=ContentType.objects.get_for_model(subject),
                object_id=str(subject.pk),
                object_name=str(subject)[:300],
            )
            for subject in about
        )
    return entry
