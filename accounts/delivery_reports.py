"""What mail servers report of messages that did not arrive (RFC 3464), and what of it counts."""

from __future__ import annotations

import email
import re
from email import policy
from typing import TYPE_CHECKING, NamedTuple

from core import message_ids
from core.mail_answers import DEAD

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage, Message

# The report comes first, the returned message after it; more than this is only the latter.
LIMIT = 1024 * 1024
MOST_RECIPIENTS = 20
_MESSAGE_ID = re.compile(r"^Message-ID:\s*(<[^<>\s]{1,300}>)", re.IGNORECASE | re.MULTILINE)


class DeadAddress(NamedTuple):
    address: str
    reason: str


def dead_addresses(raw: bytes) -> list[DeadAddress]:
    """The recipients of whom the report says that they can never be reached.

    Only those to whom we have sent the very message that is reported: its id proves it. [] for
    whatever else it is, however broken.
    """
    report = email.message_from_bytes(raw[:LIMIT], policy=policy.compat32)
    if report.get_content_type() != "multipart/report":
        return []
    ours = _MESSAGE_ID.findall(_returned(report))
    return [
        DeadAddress(address, reason)
        for address, reason in list(_failed(report))[:MOST_RECIPIENTS]
        if any(message_ids.is_ours(one, address) for one in ours[:1])
    ]


def _returned(report: Message) -> str:
    """The headers of the message that did not arrive."""
    for part in report.walk():
        if part.get_content_type() in ("message/rfc822", "message/rfc822-headers"):
            inner = part.get_payload()
            return (
                f"Message-ID: {inner[0].get('Message-ID', '')}" if isinstance(inner, list) else ""
            )
        if part.get_content_type() == "text/rfc822-headers":
            return (part.get_payload(decode=True) or b"").decode("ascii", "replace")
    return ""


def _failed(report: Message) -> Iterator[tuple[str, str]]:
    for part in report.walk():
        blocks = part.get_payload()
        if part.get_content_type() == "message/delivery-status" and isinstance(blocks, list):
            # The first is about the message, the others about one recipient each.
            for block in blocks[1:]:
                yield from _of_recipient(block)


def _of_recipient(block: EmailMessage | Message) -> Iterator[tuple[str, str]]:
    action = str(block.get("Action", "")).strip().lower()
    status = str(block.get("Status", "")).strip()
    if action != "failed" or not DEAD.match(status):
        return
    told = str(block.get("Diagnostic-Code", "")).partition(";")[2].strip()
    for name in ("Original-Recipient", "Final-Recipient"):
        address = str(block.get(name, "")).partition(";")[2].strip().strip("<>")
        if address:
            yield address, told or status
