"""What becomes of a letter: a message as from the page, or back to its writer with the reason."""

from __future__ import annotations

import logging
import re
import uuid
from datetime import timedelta
from email.utils import parseaddr
from typing import TYPE_CHECKING, NamedTuple

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import User
from core.clock import database_now
from core.errors import ActionRefused
from core.languages import supported
from negotiations import emails, reply_addresses
from negotiations.actions import answering, threads
from negotiations.actions.attachments import check_all
from negotiations.actions.guards import hold
from negotiations.enums import MailOutcome, RequestStatus, Side
from negotiations.models import ContactRequest, Message, ReceivedMail
from negotiations.replying.mails import Mail, Problem
from negotiations.replying.quoting import unsigned
from negotiations.replying.reading import read

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.uploads import Upload
    from negotiations.actions.guards import Held

logger = logging.getLogger("techaccord.mail")

# To one person about one request: should two machines write to each other, they stop.
MOST_ANSWERS_A_DAY = 5
DAY = timedelta(hours=24)
LONGEST_RETURNED = 50_000
_KEYS = uuid.UUID("6f0f4d1e-5bb5-4a3e-9c67-0d4f6b1f3a52")
_MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,250}>")
# With these the text is taken all the same, and its writer told of the files.
_ABOUT_FILES = {"unnamed", "refused_file", "too_many_files", "too_large", "thread_full"}


class Letter(NamedTuple):
    """A letter, and whose it is."""

    mail: Mail
    request: ContactRequest
    person: User
    side: Side


def receive(raw: bytes, recipient: str = "") -> MailOutcome:
    """Take a letter in its bytes; the same one twice is one message.

    `recipient` is where the mail server was to deliver it; without it, what the head says counts.
    """
    return take(read(raw, limit=settings.MAX_REQUEST_BYTES, ours=our_addresses()), recipient)


def our_addresses() -> tuple[str, ...]:
    """From which our letters come."""
    return (parseaddr(settings.DEFAULT_FROM_EMAIL)[1], f"@{settings.REPLY_DOMAIN}")


def take(mail: Mail, recipient: str = "") -> MailOutcome:
    """Take a letter that was read.

    Whoever forged an address, and every machine, gets no answer: it would go to somebody else.
    """
    letter = _addressed(mail, recipient)
    if letter is None:
        outcome = MailOutcome.UNKNOWN
    elif mail.problem == Problem.AUTOMATIC:
        outcome = MailOutcome.IGNORED
    else:
        outcome = _take(letter)
    logger.info("reply by e-mail%s: %s", f" to {letter.request}" if letter else "", outcome)
    return outcome


def _addressed(mail: Mail, recipient: str) -> Letter | None:
    """Whose letter it is, if it came to an address of somebody who is still here."""
    addresses = [recipient] if recipient else mail.recipients
    known = next(filter(None, map(reply_addresses.read, addresses)), None)
    if known is None:
        return None
    request = ContactRequest.objects.exclude(status=RequestStatus.DRAFT)
    request = request.select_related("sender", "recipient", "listing").filter(pk=known.request)
    person = User.objects.filter(pk=known.person, is_active=True).first()
    found = request.first()
    return Letter(mail, found, person, known.side) if found and person else None


def _take(letter: Letter) -> MailOutcome:
    with override(supported(letter.person.language)):
        is_theirs = _is_theirs(letter)
        # Before the transaction: a PDF can take seconds.
        files, complaint = _checked(letter) if is_theirs else ([], "")
        with transaction.atomic():
            received, is_new = ReceivedMail.objects.get_or_create(
                request=letter.request,
                person=letter.person,
                key=letter.mail.key,
                defaults={"at": database_now(), "outcome": MailOutcome.TAKEN},
            )
            if not is_new:
                return MailOutcome.DUPLICATE
            if not is_theirs:
                outcome = _tell_of_stranger(letter)
            else:
                outcome = _write_or_return(letter, files, complaint)
            received.outcome = outcome
            received.save(update_fields=["outcome"])
    return outcome


def _is_theirs(letter: Letter) -> bool:
    """Whether it says to come from an address that the person has confirmed.

    Together with the reply address, which went to that person alone, this is what we go by.
    """
    proven = EmailAddress.objects.filter(user=letter.person, verified=True)
    return bool(letter.mail.sender) and proven.filter(email__iexact=letter.mail.sender).exists()


def _checked(letter: Letter) -> tuple[list[Upload], str]:
    """The files that could be taken, and else why not."""
    mail = letter.mail
    if mail.problem is not None or not mail.files:
        return [], ""
    try:
        return check_all([ContentFile(file.content, name=file.name) for file in mail.files]), ""
    except ActionRefused as refusal:
        return [], str(refusal)


def _write_or_return(letter: Letter, files: Sequence[Upload], complaint: str) -> MailOutcome:
    try:
        if letter.mail.problem is not None:
            raise ActionRefused(_reason(letter.mail.problem), code=letter.mail.problem.value)
        complaint = _write(letter, files) or complaint
    except ActionRefused as refusal:
        _answer(letter, _("Your reply was not taken"), str(refusal), letter.mail.whole)
        return MailOutcome.RETURNED
    if complaint:
        _answer(letter, _("Your files were not taken"), complaint, "")
    return MailOutcome.TAKEN


def _write(letter: Letter, files: Sequence[Upload]) -> str:
    """Do as the page does; return why files were left out. Raises `ActionRefused`."""
    try:
        _write_with(letter, files)
    except ActionRefused as refusal:
        if refusal.code not in _ABOUT_FILES:
            raise
        _write_with(letter, [])
        return str(refusal)
    return ""


@transaction.atomic
def _write_with(letter: Letter, files: Sequence[Upload]) -> None:
    held = hold(letter.request, by=letter.person, side=letter.side)
    body = _body(letter, held)
    key = uuid.uuid5(_KEYS, f"{letter.person.pk} {letter.mail.key}")
    by, request = letter.person, held.request
    if request.is_in_contact:
        threads.post(request, by=by, side=held.side, body=body, key=key, files=files)
    elif held.side == Side.RECIPIENT and request.status in RequestStatus.RECIPIENTS_TURN:
        answering.ask(request, by=by, question=body, key=key, files=files)
    elif held.side == Side.SENDER and request.status in RequestStatus.SENDERS_TURN:
        answering.answer(request, by=by, body=body, key=key, files=files)
    else:
        raise ActionRefused(_why_not_now(request), code="not_now")


def _body(letter: Letter, held: Held) -> str:
    body = reply_addresses.without_addresses(letter.mail.text)
    if held.side == Side.SENDER and not held.request.names_are_open:
        # Whatever else names them is for the action to refuse.
        body = unsigned(body, [letter.person.name, held.organisation.name]) or body
    limit = Message._meta.get_field("body").max_length or 0
    if len(body) > limit:
        raise ActionRefused(
            _("A message can have %(limit)d signs; yours has %(number)d.")
            % {"limit": limit, "number": len(body)},
            code="too_long",
        )
    return body


def _why_not_now(request: ContactRequest) -> str:
    if request.status in RequestStatus.OPEN_STATES:
        return _("It is the other side's turn to answer. You can write again when they have.")
    return _("Nothing more can be written: the request is “%(state)s”.") % {
        "state": request.get_status_display()
    }


def _reason(problem: Problem) -> str:
    limit = settings.MAX_REQUEST_BYTES // (1024 * 1024)
    reasons = {
        Problem.TOO_LARGE: _("Your message is larger than %(limit)d MB, which is the most."),
        Problem.UNREADABLE: _("Your message could not be read. Send it as plain text."),
        Problem.INVITATION: _(
            "A calendar invitation cannot be passed on. Write the day and the hour as text."
        ),
        Problem.EMPTY: _(
            "Your message says nothing but what it quotes. Write your answer above it."
        ),
    }
    return reasons[problem] % {"limit": limit}


def _tell_of_stranger(letter: Letter) -> MailOutcome:
    """To the person, not to whoever sent it: that address may be anybody's."""
    reason = _(
        "A reply for you came from %(address)s, which is no confirmed address of yours, and was not passed on. If it was you, write from an address of your account, or add that one to it."
    ) % {"address": letter.mail.sender or _("an address that cannot be read")}
    own = letter._replace(mail=Mail(sender=letter.person.email))
    _answer(own, _("Your reply was not taken"), reason, letter.mail.whole)
    return MailOutcome.NOT_THEIRS


def _answer(letter: Letter, subject: str, reason: str, text: str) -> None:
    """Once for each letter, and a few times a day at most (RFC 3834, section 2)."""
    since = database_now() - DAY
    answered = ReceivedMail.objects.filter(
        request=letter.request,
        person=letter.person,
        at__gt=since,
        outcome__in=sorted(MailOutcome.ANSWERED),
    )
    if answered.count() >= MOST_ANSWERS_A_DAY:
        return
    emails.reply_returned(
        letter.request,
        letter.person,
        letter.side,
        to=letter.mail.sender,
        subject=subject,
        reason=reason,
        text=text[:LONGEST_RETURNED],
        about=next(iter(_MESSAGE_ID.findall(letter.mail.message_id)), ""),
    )
