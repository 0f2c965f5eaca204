"""The address in a message that stops messages of its kind, without signing in (RFC 8058)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from accounts.enums import MailKind
from accounts.models import User

if TYPE_CHECKING:
    from collections.abc import Mapping

_signer = Signer(salt="accounts.unsubscribing", sep=".")


def address(person: User, kind: MailKind) -> str:
    """Never out of date: a message may be read years later. In the present language."""
    token = _signer.sign(f"{person.pk}.{kind.value}")
    return settings.SITE_URL + reverse("unsubscribe", args=[token])


def read(token: str) -> tuple[User, MailKind] | None:
    """Whose and which; None for a forged token, and for a person who has left."""
    try:
        key, _dot, kind = _signer.unsign(token).partition(".")
    except BadSignature:
        return None
    person = User.objects.filter(pk=key, is_active=True).first()
    return (person, MailKind(kind)) if person else None


def headers(link: str) -> Mapping[str, str]:
    """With which a mailbox shows a button of its own; it posts to `link`."""
    return {
        "List-Unsubscribe": f"<{link}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
