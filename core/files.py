"""Files that only some people may see: kept without an address, streamed by one helper."""

from __future__ import annotations

import secrets
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from django.core.files.storage import Storage, storages
from django.http import FileResponse

if TYPE_CHECKING:
    from django.db.models.fields.files import FieldFile


def private_storage() -> Storage:
    """The storage whose files have no URL; a callable, so that migrations do not freeze it."""
    return storages["private"]


def random_name(folder: str, filename: str) -> str:
    """A stored name that nobody can guess and no uploader can choose, with the extension kept."""
    suffix = PurePosixPath(filename).suffix.lower()
    return f"{folder}/{secrets.token_urlsafe(24)}{suffix}"


def serve_private(file: FieldFile, *, filename: str) -> FileResponse:
    """Stream `file` as a download named `filename`; the caller has asked permission."""
    response = FileResponse(file.open("rb"), as_attachment=True, filename=filename)
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
