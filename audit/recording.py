"""The one way to write to the record."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from audit import chain
from audit.models import AuditEntry, AuditSubject

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.db.models import Model

    from accounts.models import User


# Somebody who saves a draft every few seconds does one thing, not hundreds.
SITTING = timedelta(hours=1)


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
        told = [(ContentType.objects.get_for_model(row), row) for row in about]
        entry = AuditEntry(
            at=timezone.now(),
            action=action,
            actor=actor,
            actor_name=str(actor) if actor else "TechAccord",
            data=dict(data or {}),
        )
        subjects = [
            AuditSubject(
                entry=entry,
                content_type=kind,
                object_id=str(row.pk),
                object_name=str(row)[:300],
            )
            for kind, row in told
        ]
    entry.content = chain.content_of(
        entry, [chain.Subject(row.kind, row.object_id, row.object_name) for row in subjects]
    )
    entry.save()
    AuditSubject.objects.bulk_create(subjects)
    chain.extend(entry)
    return entry


def record_sitting(action: str, *, actor: User, about: Sequence[Model]) -> AuditEntry | None:
    """As `record`, but once a sitting: for what a person does again and again while working.

    Nothing is written, and None returned, where the newest entry about the last of `about` says
    that the same person did the same less than SITTING ago. An entry therefore stands for the hour
    that it begins; whatever anybody else does, or this person does otherwise, ends the sitting.
    The caller holds the lock of the object.
    """
    newest = (
        AuditEntry.objects.filter(
            subjects__content_type=ContentType.objects.get_for_model(about[-1]),
            subjects__object_id=str(about[-1].pk),
        )
        .order_by("-at", "-pk")
        .first()
    )
    goes_on = (
        newest is not None
        and (newest.action, newest.actor_id) == (action, actor.pk)
        and newest.at > timezone.now() - SITTING
    )
    return None if goes_on else record(action, actor=actor, about=about)
