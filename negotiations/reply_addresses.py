"""Addresses to which a letter about a request is answered, each for one person and one request.

The local part, `reply+` and 55 letters and digits, keeps to the 64 octets of RFC 5321 (4.5.3.1.1)
and means the same in capitals, since some mail servers change them. It holds the key of the request,
which the reader knows, and of the reader: nothing about the other side. Nothing is stored for it;
whether the person may still write is asked when something arrives.
"""

from __future__ import annotations

import re
import uuid
from base64 import b32decode, b32encode
from typing import TYPE_CHECKING, NamedTuple

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from negotiations.enums import Side

if TYPE_CHECKING:
    from accounts.models import User
    from negotiations.models import ContactRequest

PREFIX = "reply+"
_REQUEST, _SIDE, _PERSON, _PROOF = 16, 1, 5, 12  # bytes, of the proof 96 bits
_LENGTH = 55  # of them all in base 32
_SIDES = (Side.SENDER, Side.RECIPIENT)
_SALT = "negotiations.reply_addresses"
_TOKEN = rf"{re.escape(PREFIX)}([a-z2-7]{{{_LENGTH}}})"
_LOCAL_PART = re.compile(_TOKEN, re.IGNORECASE)
_ANYWHERE = re.compile(rf"{_TOKEN}(?:@[\w.-]+)?", re.IGNORECASE)


class Destination(NamedTuple):
    """About what, for whom, and for which of the two sides an address was made."""

    request: uuid.UUID
    side: Side
    person: int


def is_enabled() -> bool:
    return bool(settings.REPLY_DOMAIN)


def make(request: ContactRequest, person: User, side: Side) -> str:
    """The address at which this person answers about this request for this side."""
    told = request.pk.bytes + bytes([_SIDES.index(side)]) + person.pk.to_bytes(_PERSON, "big")
    token = b32encode(told + _proof(told, settings.SECRET_KEY)).decode().rstrip("=").lower()
    return f"{PREFIX}{token}@{settings.REPLY_DOMAIN}"


def read(address: str) -> Destination | None:
    """What an address of ours is for; None for every other one, a forged one among them."""
    local_part, _at, domain = address.strip().strip("<>").rpartition("@")
    found = _LOCAL_PART.fullmatch(local_part)
    if not is_enabled() or not found or domain.lower() != settings.REPLY_DOMAIN.lower():
        return None
    raw = b32decode(found[1].upper() + "=")
    told, proof = raw[:-_PROOF], raw[-_PROOF:]
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    if not any(constant_time_compare(proof, _proof(told, key)) for key in keys):
        return None
    return Destination(
        uuid.UUID(bytes=told[:_REQUEST]),
        _SIDES[told[_REQUEST]],
        int.from_bytes(told[_REQUEST + _SIDE :], byteorder="big"),
    )


def without_addresses(text: str) -> str:
    """The text without reply addresses: who holds one may write for the person it was made for."""
    return _ANYWHERE.sub("…", text)


def _proof(told: bytes, key: str) -> bytes:
    return salted_hmac(_SALT, told, key, algorithm="sha256").digest()[:_PROOF]
