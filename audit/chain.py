"""The chain of the record: each entry is bound to the one before, so that no change goes unseen.

An entry carries the digest of its own content. Its link, one place further on in the chain, carries
the digest of the link before, its place and that content. Links are made in the transaction of their entry:
on SQLite at once, for there one transaction writes at a time; on PostgreSQL by a trigger when it
commits (`audit.protection`), so that the chain's lock is the last one taken. See docs/adr/0017.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC
from typing import TYPE_CHECKING, NamedTuple

from django.db import connection

from audit.models import AuditEntry, AuditLink

if TYPE_CHECKING:
    from collections.abc import Iterable

# What stands before the first link.
NOTHING = ""


class Subject(NamedTuple):
    """What an entry is about: "app.model", key and name at the time."""

    kind: str
    key: str
    name: str


def content_of(entry: AuditEntry, subjects: Iterable[Subject]) -> str:
    """SHA-256 of everything an entry says, in one way of writing (JSON, sorted, UTC)."""
    told = {
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "action": entry.action,
        "actor": entry.actor_id,
        "actor_name": entry.actor_name,
        "data": entry.data,
        "subjects": [list(subject) for subject in subjects],
    }
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def link_after(previous: str, position: int, content: str) -> str:
    """The digest of the link at `position`; the trigger of PostgreSQL writes the same."""
    return hashlib.sha256(f"{previous}|{position}|{content}".encode()).hexdigest()


def extend(entry: AuditEntry) -> None:
    """Bind an entry that was written in this transaction; on PostgreSQL the trigger does."""
    if connection.vendor == "postgresql":
        return
    last = AuditLink.objects.order_by("-position").first()
    position, previous = (last.position + 1, last.digest) if last else (1, NOTHING)
    AuditLink.objects.create(
        position=position, entry=entry, digest=link_after(previous, position, entry.content)
    )
