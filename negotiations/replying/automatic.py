"""Letters that nobody wrote: notices of absence, reports, mailing lists, and our own coming back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from core import message_ids

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

# What says by being there that a program wrote (beside RFC 3834): vendors' own, and mailing lists.
_TELLING = (
    "x-autoreply", "x-autorespond", "x-auto-reply", "x-mail-autoreply", "x-failed-recipients",
    "list-id", "list-post", "feedback-id",
)  # fmt: skip
_PRECEDENCES = {"bulk", "junk", "list", "auto_reply"}
# Exchange writes it into what it sends by itself; asking for no receipts ("DR, RN") is a person's.
_SUPPRESSED = {"all", "oof", "autoreply"}
_TYPES = {"multipart/report", "message/delivery-status", "message/disposition-notification"}
# Notices of absence by programs that give no other sign.
_SUBJECT = re.compile(
    r"\s*(?:auto(?:matic)?[ -]?reply|out of (?:the )?office|réponse automatique"
    r"|absence du bureau|respuesta automática|fuera de la oficina|автоответ"
    r"|автоматический ответ|自动(?:回复|答复)|رد تلقائي|الرد التلقائي|automatische antwort)\b",
    re.IGNORECASE,
)
# More stations than any way between two people has.
MOST_STATIONS = 50


def is_automatic(
    headers: Mapping[str, str], *, content_type: str, stations: int, recipients: Iterable[str]
) -> bool:
    """`headers` by name in small letters; `stations` is the number of "Received"."""
    submitted = _first_word(headers.get("auto-submitted", ""))
    suppressed = set(re.split(r"[,;\s]+", headers.get("x-auto-response-suppress", "").lower()))
    return (
        (submitted not in {"", "no"})
        or any(name in headers for name in _TELLING)
        or _first_word(headers.get("precedence", "")) in _PRECEDENCES
        or bool(suppressed & _SUPPRESSED)
        or headers.get("return-path", "").replace(" ", "") == "<>"
        or content_type in _TYPES
        or stations > MOST_STATIONS
        or _SUBJECT.match(headers.get("subject", "")) is not None
        or any(message_ids.is_ours(headers.get("message-id", ""), to) for to in recipients)
    )


def _first_word(value: str) -> str:
    return value.partition(";")[0].partition("(")[0].strip().lower()
