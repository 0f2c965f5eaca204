"""A letter that came in, as far as it matters here."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple


class Problem(Enum):
    """Why a letter cannot be taken, whoever sent it."""

    AUTOMATIC = "automatic"  # nobody wrote it: nobody is answered either (RFC 3834)
    TOO_LARGE = "too_large"
    UNREADABLE = "unreadable"
    INVITATION = "invitation"
    EMPTY = "empty"


class File(NamedTuple):
    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Mail:
    """`sender` is what the letter says of itself, which proves nothing; "" if it names not just one.

    `key` is the same for a letter that is handed over twice. `recipients` are addresses named in the
    headers. `text` is what the person wrote, without quotation and signature, `whole` all of it.
    """

    sender: str = ""
    recipients: tuple[str, ...] = ()
    message_id: str = ""
    key: str = ""
    text: str = ""
    whole: str = ""
    files: tuple[File, ...] = ()
    problem: Problem | None = None
