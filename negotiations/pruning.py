"""Bytes in storage that no message refers to: of transactions that were rolled back, or of files
that a virus was found in just before the process ended."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from core.files import private_storage
from negotiations.models import MessageAttachment
from negotiations.models.attachments import FOLDER

# Longer than any transaction that may still write the row.
OLD = timedelta(days=1)


def delete_orphans() -> int:
    """Delete those that are a day old; returns how many."""
    storage = private_storage()
    try:
        names = storage.listdir(FOLDER)[1]
    except FileNotFoundError:
        return 0
    # The storage is read before the rows: a file that came in between has its row.
    known = set(MessageAttachment.objects.exclude(file="").values_list("file", flat=True))
    oldest = timezone.now() - OLD
    orphans = [name for file in names if (name := f"{FOLDER}/{file}") not in known]
    old = [name for name in orphans if storage.get_modified_time(name) < oldest]
    for name in old:
        storage.delete(name)
    return len(old)
