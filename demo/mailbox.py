"""Reading what the file-based mail backend wrote, so that a visitor can follow the links in it.

A message is named after its file and its place in it. Names are only ever compared with what the
folder holds, never made into a path.
"""

from __future__ import annotations

import email
import email.policy
import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from datetime import datetime
    from email.message import EmailMessage

# The backend ends each message with 79 hyphens. A text may contain such a line too; what follows
# it there does not begin like a message.
_BETWEEN = re.compile(rb"\n-{79}\n(?=\Z|Content-Type: )")


@dataclass(frozen=True)
class Message:
    """One message, decoded. Nothing in it is safe to put on a page unescaped."""

    id: str
    subject: str
    to: str
    sent: datetime | None
    text: str
    html: str


def files() -> list[Path]:
    """The files of the mailbox, newest first."""
    if not settings.EMAIL_FILE_PATH:
        return []
    found = []
    for path in Path(settings.EMAIL_FILE_PATH).glob("*.log"):
        with suppress(FileNotFoundError):  # somebody tidies up while we look
            found.append((path.stat().st_mtime_ns, path.name, path))
    return [path for *_key, path in sorted(found, reverse=True)]


def read(path: Path) -> list[Message]:
    """The messages in one file, newest first."""
    parts = [part for part in _BETWEEN.split(path.read_bytes()) if part.strip()]
    messages = [_parsed(f"{path.stem}-{number}", part) for number, part in enumerate(parts)]
    return messages[::-1]


def find(message_id: str) -> Message | None:
    """The message of that name, if there is one."""
    stem = message_id.rpartition("-")[0]
    for path in files():
        if path.stem == stem:
            return next((message for message in read(path) if message.id == message_id), None)
    return None


def _parsed(message_id: str, content: bytes) -> Message:
    parsed: EmailMessage = email.message_from_bytes(content, policy=email.policy.default)
    return Message(
        id=message_id,
        subject=str(parsed["Subject"] or ""),
        to=str(parsed["To"] or ""),
        sent=_sent(parsed),
        text=_body(parsed, "plain"),
        html=_body(parsed, "html"),
    )


def _sent(parsed: EmailMessage) -> datetime | None:
    sent = getattr(parsed["Date"], "datetime", None)
    # "-0000" is universal time without saying where the sender is; Python makes it naive.
    return sent.replace(tzinfo=UTC) if sent and sent.tzinfo is None else sent


def _body(parsed: EmailMessage, kind: str) -> str:
    part = parsed.get_body(preferencelist=(kind,))
    if part is None:
        return ""
    try:
        return str(part.get_content())
    except (LookupError, ValueError):  # an unknown character set: better shown than lost
        return part.as_string()
