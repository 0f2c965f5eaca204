"""One message to one person, in that person's language, queued with the change it tells of."""

from __future__ import annotations

import smtplib
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from anymail.exceptions import AnymailAPIError, AnymailRecipientsRefused
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template import Context
from django.template.loader import get_template, render_to_string
from django.utils import timezone, translation
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from core import message_ids
from core.changes import changed
from core.languages import direction, html_code, supported
from core.mail_answers import answer_in
from core.retrying import come_back

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    Wish = Mapping[str, Any]

# Minutes to wait after the first, second, ... failure; then the task fails for good and stays
# in the results table for staff to see.
RETRY_MINUTES = (1, 5, 30, 120, 600)
# Longer than any attempt takes: EMAIL_TIMEOUT holds for each of some ten steps.
LONGEST_ATTEMPT = timedelta(minutes=10)
# What comes of a mail server, a provider (some with errors of the network, some without) or the network.
NOT_TAKEN = (smtplib.SMTPException, OSError, AnymailRecipientsRefused, AnymailAPIError)
# Told with (address, what the mail server said).
DEAD_ADDRESS = "core.dead_address"

_checks: list[Callable[[Wish], bool]] = []
_silenced: ContextVar[bool] = ContextVar("silenced", default=False)


class UndeliveredError(Exception):
    """Ends the task of a message; the text is one line of what the mail server said."""


class RefusedError(UndeliveredError):
    """The mail server does not take this message to this address, however often it is asked."""


class GivenUpError(UndeliveredError):
    """The last attempt has failed like all before it."""


@contextmanager
def silence() -> Iterator[None]:
    """While this lasts `send` does nothing: for loading what happened long ago."""
    token = _silenced.set(True)
    try:
        yield
    finally:
        _silenced.reset(token)


def ask_again(check: Callable[[Wish], bool]) -> None:
    """Have `check` asked before each attempt at a message that has a `wish`; once a function."""
    if check not in _checks:
        _checks.append(check)


def send(
    *,
    to: str,
    language: str,
    template: str,
    context: Mapping[str, Any],
    headers: Mapping[str, str] | None = None,
    foot: str = "",
    wish: Wish | None = None,
) -> None:
    """Render `emails/<template>.subject.txt` and `.txt` and queue the message in this transaction.

    The HTML part is the same text in our letter paper, so that they cannot differ. The message exists
    if and only if the transaction commits. No line break in the subject adds a header. `headers` are
    further ones, `foot` a line below the signature, `wish` whose it is who may do without, and what.
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
            "kind": template,
            "subject": subject,
            "text": f"{text}\n\n-- \n{foot}" if foot else text,
            "html": render_to_string("emails/letter.html", letter),
            "message_id": message_ids.new(to),
            "headers": dict(headers or {}),
            "wish": dict(wish or {}),
        }
    deliver.enqueue(message=message)


def _plain(template: str, values: dict[str, Any]) -> str:
    # Plain text is not HTML: an apostrophe stays an apostrophe.
    return get_template(template).template.render(Context(values, autoescape=False))  # type: ignore[attr-defined]


# Somebody waits for the code to sign in with; what else there is to do may take long.
@task(priority=10)
def deliver(message: dict[str, Any], failures: int = 0) -> None:
    """Hand one rendered message to the mail server; on failure come back later.

    A repeat carries the same Message-ID, so that a mailbox can tell it is the same. What nobody
    wants any more by then is not sent. Raises `RefusedError` at once where a repeat would be in
    vain, `GivenUpError` after the last.
    """
    # Rows queued by an earlier version have neither a wish nor headers.
    wish = message.get("wish")
    if wish and not all(check(wish) for check in _checks):
        return
    mail = EmailMultiAlternatives(
        message["subject"],
        message["text"],
        to=[message["to"]],
        headers={
            "Auto-Submitted": "auto-generated",
            **message.get("headers", {}),
            "Message-ID": message["message_id"],
        },
    )
    mail.attach_alternative(message["html"], "text/html")
    try:
        mail.send()
    except NOT_TAKEN as error:
        _try_again(message, failures, error)


def _try_again(message: dict[str, Any], failures: int, error: Exception) -> None:
    answer = answer_in(error)
    if answer.is_dead_address:
        with transaction.atomic():
            changed(DEAD_ADDRESS, [(message["to"], answer.line)])
    if answer.is_final:
        raise RefusedError(answer.line) from error
    if failures >= len(RETRY_MINUTES):
        raise GivenUpError(answer.line) from error
    come_back(deliver, failures, after=RETRY_MINUTES, message=message)


@transaction.atomic
def resume() -> int:
    """Queue again what a worker was sending when it was killed; returns how many messages.

    One that the mail server had taken already arrives twice, with the same Message-ID: lost would
    be worse, and nobody can know.
    """
    left = DBTaskResult.objects.select_for_update(skip_locked=True).filter(
        status=TaskResultStatus.RUNNING,
        task_path=deliver.module_path,
        started_at__lt=timezone.now() - LONGEST_ATTEMPT,
    )
    lost = 0
    for row in left:
        has_repeat = _has_repeat(row)
        row.status = TaskResultStatus.SUCCESSFUL if has_repeat else TaskResultStatus.READY
        row.save(update_fields=["status"])
        lost += not has_repeat
    return lost


def _has_repeat(row: DBTaskResult) -> bool:
    """Whether the worker was killed after it had put the next attempt in the queue."""
    arguments = row.args_kwargs["kwargs"]
    return DBTaskResult.objects.filter(
        task_path=row.task_path,
        enqueued_at__gt=row.enqueued_at,
        args_kwargs__kwargs__message__message_id=arguments["message"]["message_id"],
        args_kwargs__kwargs__failures=arguments.get("failures", 0) + 1,
    ).exists()
