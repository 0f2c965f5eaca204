"""Ids of messages that prove by themselves to be ours, and to whom the message went.

Whoever reports that an address is dead must have seen the message: without this anybody could
silence anybody. Nothing is stored for it.
"""

from __future__ import annotations

from email.utils import make_msgid
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

_LENGTH = 24  # of the hexadecimal proof: 96 bits


def new(recipient: str) -> str:
    """An id for a message to this address."""
    unique = make_msgid(domain="x")[1:].partition("@")[0]
    proof = _proof(unique, recipient, settings.SECRET_KEY)
    return f"<{unique}.{proof}@{urlsplit(settings.SITE_URL).hostname}>"


def is_ours(message_id: str, recipient: str) -> bool:
    """Whether we gave this id to a message to this address, with the present key or an earlier."""
    unique, _dot, proof = message_id.strip().strip("<>").partition("@")[0].rpartition(".")
    return any(
        constant_time_compare(proof, _proof(unique, recipient, key))
        for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    )


def _proof(unique: str, recipient: str, key: str) -> str:
    value = f"{unique} {recipient.lower()}"
    return salted_hmac("core.message_ids", value, key, algorithm="sha256").hexdigest()[:_LENGTH]
