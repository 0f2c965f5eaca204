"""Bytes in storage that no message refers to: of transactions that were rolled back, or of files
that a virus was found in just before the process ended."""

from __future__ import annotations

from datetime import timedelta

from core.files import delete_old, private_names
from negotiations.models import MessageAttachment
from negotiations.models.attachments import FOLDER

# Longer than any transaction that may still write the row.
OLD = timedelta(days=1)


def delete_orphans() -> int:
    """Delete those that are a day old; returns how many."""
    # The storage is read before the rows: a file that came in between has its row.
    names = private_names(FOLDER)
    known = set(MessageAttachment.objects.exclude(file="").values_list("file", flat=True))
    return delete_old((name for name in names if name not in known), OLD)
