"""Files that wait for the virus scanner, and what becomes of them."""

from __future__ import annotations

import logging
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from django.db import transaction
from django_tasks import task

from audit.recording import record
from core import scanning
from core.actions import lock
from core.clock import database_now
from core.errors import ActionRefused
from core.retrying import come_back
from negotiations import emails
from negotiations.enums import AttachmentState
from negotiations.models import MessageAttachment

if TYPE_CHECKING:
    from django.core.files.storage import Storage

# After that the task of a file will hardly come any more.
LONG = timedelta(hours=1)

logger = logging.getLogger(__name__)


@task()
def scan_attachment(key: str, failures: int = 0) -> None:
    """Ask the scanner about a file; while it does not answer the file stays held."""
    attachment = MessageAttachment.objects.held().filter(pk=key).first()
    if attachment is None:
        return
    try:
        scan(attachment)
    except scanning.ScannerAwayError as error:
        logger.warning("%s was not scanned: %s", attachment, error)
        come_back(scan_attachment, failures, key=key)


def scan(attachment: MessageAttachment) -> None:
    """Ask the scanner, outside of any transaction, and keep what it says.

    Without a scanner, taken away since, the file is let through as those that came later are. Raises
    `core.scanning.ScannerAwayError`, and FileNotFoundError if its bytes are lost.
    """
    if not scanning.is_configured():
        _settle(attachment, AttachmentState.UNSCANNED)
        return
    with attachment.file.open("rb") as content:
        virus = scanning.virus_in(content)
    _settle(attachment, AttachmentState.INFECTED if virus else AttachmentState.CLEAN, virus)


def scan_waiting() -> int:
    """Ask about those whose task was lost with its worker; returns how many were settled.

    Raises `core.scanning.ScannerAwayError`.
    """
    before = database_now() - LONG
    waiting = list(MessageAttachment.objects.held().filter(message__at__lt=before))
    return sum(_scan_if_there(attachment) for attachment in waiting)


def _scan_if_there(attachment: MessageAttachment) -> bool:
    try:
        scan(attachment)
    except FileNotFoundError:
        logger.exception("The bytes of %s are lost.", attachment)
        return False
    return True


@transaction.atomic
def _settle(attachment: MessageAttachment, state: AttachmentState, virus: str = "") -> None:
    """Let the file through, or delete it and tell who sent it; whoever comes second does nothing."""
    try:
        attachment = lock(attachment)
    except ActionRefused:
        return
    if attachment.state != AttachmentState.HELD:
        return
    attachment.state = state
    if state != AttachmentState.UNSCANNED:
        attachment.scanned_at = database_now()
    if state == AttachmentState.INFECTED:
        _delete_bytes(attachment)
        data = {"sha256": attachment.sha256, "virus": virus}
        record("attachment.infected", actor=None, about=[attachment.message.request], data=data)
        emails.infected(attachment)
    attachment.save(update_fields=["state", "scanned_at", "file"])


def _delete_bytes(attachment: MessageAttachment) -> None:
    """Once it is certain that nothing refers to them; if that fails, `prune_attachments` does it."""
    storage: Storage = attachment.file.storage
    transaction.on_commit(partial(storage.delete, str(attachment.file)), robust=True)
    attachment.file = ""
