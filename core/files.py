"""Files that only some people may see: kept without an address, streamed by one helper."""

from __future__ import annotations

import secrets
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from django.core.files.storage import Storage, storages
from django.http import FileResponse
from django.utils import timezone

YEAR = 60 * 60 * 24 * 365

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import timedelta

    from django.db.models.fields.files import FieldFile


def private_storage() -> Storage:
    """The storage whose files have no URL; a callable, so that migrations do not freeze it."""
    return storages["private"]


def random_name(folder: str, filename: str) -> str:
    """A stored name that nobody can guess and no uploader can choose, with the extension kept."""
    suffix = PurePosixPath(filename).suffix.lower()
    return f"{folder}/{secrets.token_urlsafe(24)}{suffix}"


def private_names(folder: str) -> list[str]:
    """Of all files in a folder that has no others below it; none where there is no such folder."""
    try:
        return [f"{folder}/{name}" for name in private_storage().listdir(folder)[1]]
    except FileNotFoundError:
        return []


def delete_old(names: Iterable[str], age: timedelta) -> int:
    """Delete those of these private files that are older; returns how many."""
    storage, oldest = private_storage(), timezone.now() - age
    old = [name for name in names if storage.get_modified_time(name) < oldest]
    for name in old:
        storage.delete(name)
    return len(old)


def serve_private(file: FieldFile, *, filename: str) -> FileResponse:
    """Stream `file` as a download named `filename`; the caller has asked permission."""
    response = FileResponse(file.open("rb"), as_attachment=True, filename=filename)
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def serve_picture(file: FieldFile, *, filename: str, media_type: str, keep: bool) -> FileResponse:
    """Stream a picture to stand in a page; the caller has asked permission and checked the type.

    With `keep`, the reader's own browser may keep it for a year: a stored file never changes. No
    shared cache may, for permission may be withdrawn.
    """
    response = FileResponse(file.open("rb"), filename=filename, content_type=media_type)
    kept = f"private, max-age={YEAR}, immutable" if keep else "private, no-store"
    response["Cache-Control"] = kept
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    return response
