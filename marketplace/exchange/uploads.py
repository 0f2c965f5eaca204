"""A file between its upload and the word to import it: in private storage, for a day at most."""

from __future__ import annotations

from datetime import timedelta
from typing import IO, TYPE_CHECKING

from core.files import delete_old, private_names, private_storage, random_name

if TYPE_CHECKING:
    from django.core.files.base import File

FOLDER = "imports"
KEPT_FOR = timedelta(days=1)


def keep(upload: File, name: str) -> str:
    """Keep it under a name nobody can guess, which is returned."""
    forget_old()
    return private_storage().save(random_name(FOLDER, name), upload)


def open_kept(stored: str) -> IO[bytes] | None:
    """The file, or None if it is there no longer."""
    try:
        return private_storage().open(stored, "rb")
    except FileNotFoundError:
        return None


def forget(stored: str) -> None:
    private_storage().delete(stored)


def forget_old() -> int:
    """Delete those that nobody came back to; returns how many."""
    return delete_old(private_names(FOLDER), KEPT_FOR)
