"""What becomes of a message that could not be delivered: sent again, or given up."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import TaskResultStatus

from accounts.models import DeadLetter, User
from accounts.querysets import HANDLE_DEAD_LETTER
from accounts.signals import account_event
from core.actions import lock
from core.errors import ActionRefused
from core.mail import GivenUpError, RefusedError


def reason_of(letter: DeadLetter) -> str:
    """Why it was not delivered, in words for staff."""
    name = letter.exception_class_path.rpartition(".")[2]
    said = letter.traceback.rstrip().rpartition(f"{letter.exception_class_path}: ")[2]
    if name == RefusedError.__name__:
        return _("The mail server refuses it: %(said)s") % {"said": said}
    if name == GivenUpError.__name__:
        return _("The last attempt failed as well: %(said)s") % {"said": said}
    return _("The site itself could not send it (%(error)s). The log says more.") % {"error": name}


@transaction.atomic
def send_again(letter: DeadLetter, *, by: User) -> DeadLetter:
    """Put the very same message, with its Message-ID, into the queue as if it were new.

    Raises `ActionRefused`: "not_allowed", "gone", "too_late".
    """
    letter = _hold(letter, by)
    letter.status = TaskResultStatus.READY
    letter.run_after = timezone.now()
    letter.started_at = letter.finished_at = None
    letter.exception_class_path = letter.traceback = ""
    letter.args_kwargs["kwargs"]["failures"] = 0
    letter.save()
    _record("mail.sent_again", letter, by)
    return letter


@transaction.atomic
def give_up(letter: DeadLetter, *, by: User, reason: str) -> DeadLetter:
    """Delete the message, and return what it was; the record keeps why.

    Raises `ActionRefused`: "not_allowed", "gone", "too_late", "no_reason".
    """
    letter = _hold(letter, by)
    if not reason.strip():
        raise ActionRefused(_("Say why it is given up: the record keeps it."), code="no_reason")
    _record("mail.given_up", letter, by, reason=reason.strip())
    DeadLetter.objects.filter(pk=letter.pk).delete()
    return letter


def _hold(letter: DeadLetter, by: User) -> DeadLetter:
    letter = lock(letter)
    if not by.has_perm(HANDLE_DEAD_LETTER):
        raise ActionRefused(_("You may not decide about this."), code="not_allowed")
    if not letter.is_waiting:
        raise ActionRefused(_("It was sent again already."), code="too_late")
    return letter


def _record(action: str, letter: DeadLetter, by: User, **data: str) -> None:
    reader = User.objects.filter(email__iexact=letter.to).first()
    account_event.send(
        sender=DeadLetter, action=action, user=reader, by=by, about=[letter],
        data={"kind": letter.kind, **data},
    )  # fmt: skip
