"""What it means that a mail server did not take a message."""

from __future__ import annotations

import re
import smtplib
from typing import NamedTuple

from anymail.exceptions import AnymailRecipientsRefused

# Permanent, and about the address itself (RFC 3463): no such mailbox, switched off, no such host.
# A full mailbox, a message too long or one taken for spam say nothing against the address.
DEAD = re.compile(r"5\.(?:0\.0|1\.\d{1,3}|2\.[01]|4\.4)(?:\s|$)")
# Replies to a recipient that say the same where the server gives no such status (RFC 5321, 4.2.3).
_DEAD_CODES = {550, 551, 553}
_STATUS = re.compile(r"\d\.\d{1,3}\.\d{1,3}\b")
# What one provider (Mandrill) refuses a recipient for that passes, or is about the site or the message.
_NOT_THE_ADDRESS = re.compile(
    r'"reject_reason":\s*"(?:soft-bounce|invalid-sender|test-mode-limit|unsigned|custom|rule)"'
)
_LONGEST = 300


class Answer(NamedTuple):
    """`code` is that of SMTP, 0 where none came; `words` are what was said, in one line."""

    code: int
    words: str
    is_about_recipient: bool = False
    is_about_message: bool = False

    @property
    def line(self) -> str:
        return f"{self.code} {self.words}" if self.code else self.words

    @property
    def is_final(self) -> bool:
        """Whether it would be said again. What is refused to the site itself, its operator mends."""
        return self.code >= 500 and (self.is_about_recipient or self.is_about_message)

    @property
    def is_dead_address(self) -> bool:
        """Whether nobody can be reached there."""
        if not self.is_final:
            return False
        if _STATUS.match(self.words):
            return DEAD.match(self.words) is not None
        return self.is_about_recipient and self.code in _DEAD_CODES


def answer_in(error: Exception) -> Answer:
    """What the mail server said in this error of `smtplib` or the mail provider in one of anymail's,
    or the network before they spoke."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        [(code, said), *_others] = error.recipients.values()
        return Answer(code, _one_line(said), is_about_recipient=True)
    if isinstance(error, smtplib.SMTPResponseException):
        is_about_message = isinstance(error, smtplib.SMTPDataError)
        return Answer(
            error.smtp_code, _one_line(error.smtp_error), is_about_message=is_about_message
        )
    if isinstance(error, AnymailRecipientsRefused):
        # Providers have no codes in common; these say the same by SMTP.
        words = getattr(error.response, "text", "") or str(error)
        code = 554 if _NOT_THE_ADDRESS.search(words) else 550
        return Answer(code, _one_line(words), is_about_recipient=True)
    return Answer(0, _one_line(str(error)) or type(error).__name__)


def _one_line(said: str | bytes) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    printable = "".join(sign if sign.isprintable() else " " for sign in text)
    return " ".join(printable.split())[:_LONGEST]
