"""Letters as people and machines send them, for tests."""

from __future__ import annotations

from email.message import EmailMessage
from typing import Any

from django.core import mail

from negotiations import reply_addresses
from negotiations.enums import Side
from negotiations.models import ContactRequest

DOMAIN = "replies.example"


def letter(to: str, *, sender: str, text: str | None = "It does.", **headers: str) -> EmailMessage:
    """A letter of a person; "_" in the name of a header stands for "-"."""
    message = EmailMessage()
    message["From"] = f"Amina Otieno <{sender}>"
    message["To"] = to
    message["Subject"] = "Re: A question"
    message["Date"] = "Thu, 26 Nov 2026 10:00:00 +0300"
    message["Message-ID"] = headers.pop("Message_ID", "<one@mail.example>")
    for name, value in headers.items():
        del message[name.replace("_", "-")]
        message[name.replace("_", "-")] = value
    if text is not None:
        message.set_content(text)
    return message


def raw(*args: Any, **values: Any) -> bytes:
    return bytes(letter(*args, **values))


def address(request: ContactRequest, person: Any, side: Side = Side.SENDER) -> str:
    return reply_addresses.make(request, person, side)


def answers_to(person: Any) -> list[mail.EmailMultiAlternatives]:
    """What a machine of ours answered to a letter of this person."""
    return [
        message
        for message in mail.outbox
        if message.to == [person.email]
        and message.extra_headers["Auto-Submitted"] == "auto-replied"
    ]


INVITATION = """BEGIN:VCALENDAR
METHOD:REQUEST
BEGIN:VEVENT
SUMMARY:Talk
END:VEVENT
END:VCALENDAR
"""
