"""One message to one person, in that person's language, queued with the change it tells of."""

from __future__ import annotations

import smtplib
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template import Context
from django.template.loader import get_template, render_to_string
from django.utils import timezone, translation
from django_tasks import task

from core import message_ids
from core.languages import direction, html_code, supported

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# Minutes to wait after the first, second, ... failure; then the task fails for good and stays
# in the results table for staff to see.
RETRY_MINUTES = (1, 5, 30, 120, 600)

_silenced: ContextVar[bool] = ContextVar("silenced", default=False)


@contextmanager
def silence() -> Iterator[None]:
    """While this lasts `send` does nothing: for loading what happened long ago."""
    token = _silenced.set(True)
    try:
        yield
    finally:
        _silenced.reset(token)


def send(
    *,
    to: str,
    language: str,
    template: str,
    context: Mapping[str, Any],
    headers: Mapping[str, str] | None = None,
    foot: str = "",
) -> None:
    """Render `emails/<template>.subject.txt` and `.txt` and queue the message in this transaction.

    The HTML part is the same text in our letter paper (`emails/letter.html`), so that the two
    cannot differ. The message exists if and only if the transaction commits. Line breaks in the
    subject are folded away, so no value can add a header. `headers` are further ones, `foot` a
    line below the signature.
    """
    if _silenced.get():
        return
    with translation.override(supported(language)):
        values = {
            **context,
            "SITE_NAME": settings.SITE_NAME,
            "SITE_URL": settings.SITE_URL,
            "page_language": html_code(),
            "page_direction": direction(),
        }
        subject = " ".join(_plain(f"emails/{template}.subject.txt", values).split())
        text = _plain(f"emails/{template}.txt", values).strip()
        letter = {**values, "subject": subject, "text": text, "foot": foot}
        message = {
            "to": to,
            "subject": subject,
            "text": f"{text}\n\n-- \n{foot}" if foot else text,
            "html": render_to_string("emails/letter.html", letter),
            "message_id": message_ids.new(to),
            "headers": dict(headers or {}),
        }
    deliver.enqueue(message=message)


def _plain(template: str, values: dict[str, Any]) -> str:
    # Plain text is not HTML: an apostrophe stays an apostrophe.
    return get_template(template).template.render(Context(values, autoescape=False))  # type: ignore[attr-defined]


@task()
def deliver(message: dict[str, Any], failures: int = 0) -> None:
    """Hand one rendered message to the mail server; on failure come back later.

    A repeat carries the same Message-ID, so that a mailbox can tell it is the same.
    """
    mail = EmailMultiAlternatives(
        message["subject"],
        message["text"],
        to=[message["to"]],
        headers={
            "Auto-Submitted": "auto-generated",
            # Rows queued by an earlier version have none of their own.
            **message.get("headers", {}),
            "Message-ID": message["message_id"],
        },
    )
    mail.attach_alternative(message["html"], "text/html")
    try:
        mail.send()
    except (smtplib.SMTPException, OSError):
        if failures >= len(RETRY_MINUTES):
            raise
        wait = timedelta(minutes=RETRY_MINUTES[failures])
        deliver.using(run_after=timezone.now() + wait).enqueue(
            message=message, failures=failures + 1
        )
