"""What people are told about requests: one or two sentences and a link, never what was written.

All are essential: they are about a request of one's own. They share one template.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from core.languages import supported
from core.mail import send
from negotiations import people, reply_addresses
from negotiations.enums import RequestStatus, Side
from negotiations.showing import in_words, other_party

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accounts.models import User
    from negotiations.models import ContactRequest, MessageAttachment, Report


def received(request: ContactRequest) -> None:
    _to_recipient(
        request,
        gettext_noop("A request about “%(listing)s”"),
        gettext_noop("%(other)s would like to talk with you about “%(listing)s”."),
        gettext_noop("Please answer by %(due)s: accept, ask for more, or decline with a reason."),
    )


def acknowledged(request: ContactRequest) -> None:
    _to_sender(
        request,
        gettext_noop("Your request about “%(listing)s” is being looked at"),
        gettext_noop("%(other)s has seen it and answers by %(due)s."),
    )


def asked(request: ContactRequest) -> None:
    _to_sender(
        request,
        gettext_noop("A question about your request “%(listing)s”"),
        gettext_noop("%(other)s would like to know more. Please answer by %(due)s."),
    )


def answered(request: ContactRequest) -> None:
    _to_recipient(
        request,
        gettext_noop("Your question about “%(listing)s” was answered"),
        gettext_noop("%(other)s has answered what you asked."),
        gettext_noop("Please answer by %(due)s: accept, ask for more, or decline with a reason."),
    )


def accepted(request: ContactRequest) -> None:
    _to_sender(
        request,
        gettext_noop("You are in contact about “%(listing)s”"),
        gettext_noop(
            "%(other)s has accepted your request. Names and addresses are open to both of you now."
        ),
    )


def declined(request: ContactRequest) -> None:
    _to_sender(
        request,
        gettext_noop("Your request about “%(listing)s” was declined"),
        gettext_noop("%(other)s has declined it. The reason is on its page."),
    )


def withdrawn(request: ContactRequest) -> None:
    _to_recipient(
        request,
        gettext_noop("A request about “%(listing)s” was withdrawn"),
        gettext_noop("%(other)s has withdrawn the request. You need not do anything."),
    )


def closed(request: ContactRequest, *, by: Side) -> None:
    _to(
        request,
        by.other,
        gettext_noop("The contact about “%(listing)s” is closed"),
        gettext_noop("%(other)s has closed it. What you wrote to each other stays readable."),
    )


def message(request: ContactRequest, *, by: Side) -> None:
    _to(
        request,
        by.other,
        gettext_noop("A message about “%(listing)s”"),
        gettext_noop("%(other)s has written to you."),
    )


def infected(attachment: MessageAttachment) -> None:
    """To whoever sent it; the page of the request says which file it was."""
    sent = attachment.message
    _to_one(
        sent.author,
        sent.request,
        Side(sent.side),
        gettext_noop("A file that you sent about “%(listing)s” was deleted"),
        gettext_noop(
            "A virus was found in it, and nobody could open it. Check the computer that it came from before you send it again."
        ),
    )


def assigned(request: ContactRequest, person: User) -> None:
    subject = gettext_noop("You look after a request about “%(listing)s”")
    _write(
        [person],
        request,
        Side.RECIPIENT,
        subject,
        gettext_noop("A colleague has put you in charge of it."),
    )


def reminder(request: ContactRequest, *, is_last: bool) -> None:
    """To whoever has to answer; the last one to all contacts, so that others can step in."""
    news = [
        gettext_noop("Reminder: a request about “%(listing)s”"),
        gettext_noop("%(other)s waits for your answer. It is due by %(due)s."),
    ]
    if is_last:
        news.append(
            gettext_noop("Without one the request is then closed, and counts as unanswered.")
        )
    if request.status in RequestStatus.SENDERS_TURN:
        _to_sender(request, *news)
        return
    told = people.of_recipient(request)
    if is_last:
        told += people.in_reserve(request.recipient)
    _write(told, request, Side.RECIPIENT, *news)


def unanswered(request: ContactRequest) -> None:
    _to_sender(
        request,
        gettext_noop("No answer to your request about “%(listing)s”"),
        gettext_noop(
            "%(other)s did not answer in time, so we have closed it. It counts in what others see of them."
        ),
    )
    _to_recipient(
        request,
        gettext_noop("A request about “%(listing)s” was closed without an answer"),
        gettext_noop(
            "Nobody answered in time. It counts in the rate of answers on your public profile."
        ),
    )


def lapsed(request: ContactRequest) -> None:
    _to_both(
        request,
        gettext_noop("The request about “%(listing)s” is closed"),
        gettext_noop("What was asked was not answered in time. A new request can be sent."),
    )


def closed_by_staff(request: ContactRequest) -> None:
    _to_both(
        request,
        gettext_noop("The contact about “%(listing)s” is closed"),
        gettext_noop("Our staff have closed it after a report of abuse."),
    )


def report_decided(report: Report) -> None:
    """To whoever reported, with the reason of staff on its page alone."""
    _to_one(
        report.author,
        report.request,
        Side(report.side),
        gettext_noop("Your report about “%(listing)s” is decided"),
        gettext_noop(
            "Our staff have looked at it. What they decided, and why, is on the page of the request."
        ),
    )


# --- To whom --------------------------------------------------------------------------------


def _to(request: ContactRequest, side: Side, subject: str, *sentences: str) -> None:
    _write(people.of(request, side), request, side, subject, *sentences)


def _to_both(request: ContactRequest, subject: str, *sentences: str) -> None:
    for side in (Side.SENDER, Side.RECIPIENT):
        _to(request, side, subject, *sentences)


def _to_sender(request: ContactRequest, subject: str, *sentences: str) -> None:
    _to(request, Side.SENDER, subject, *sentences)


def _to_recipient(request: ContactRequest, subject: str, *sentences: str) -> None:
    _to(request, Side.RECIPIENT, subject, *sentences)


def _to_one(
    person: User, request: ContactRequest, side: Side, subject: str, *sentences: str
) -> None:
    """Unless they have left the side for which they were there."""
    organisation = request.sender if side == Side.SENDER else request.recipient
    there = [person] if people.has_seat(person, organisation) else []
    _write(there, request, side, subject, *sentences)


def _write(
    readers: Iterable[User], request: ContactRequest, side: Side, subject: str, *sentences: str
) -> None:
    for person in dict.fromkeys(readers):
        with override(supported(person.language)):
            told = _told(request, side)
            context = {
                "reader": person,
                "subject": _(subject) % told,
                "sentences": [_(sentence) % told for sentence in sentences],
                "link": settings.SITE_URL + reverse("show_request", args=[request.pk]),
            }
            reply = _reply_headers(request, person, side)
            foot = _way_to_reply(request, side) if reply else ""
        send(
            to=person.email,
            language=person.language,
            template="negotiations/news",
            context=context,
            headers=reply,
            foot=foot,
        )


def _reply_headers(request: ContactRequest, person: User, side: Side) -> dict[str, str]:
    """With which an answer to the letter finds its way, for whom it could be taken from."""
    organisation = request.sender if side == Side.SENDER else request.recipient
    if (
        not reply_addresses.is_enabled()
        or request.status not in RequestStatus.OPEN_STATES
        or not person.has_perm("negotiations.act_for", organisation)
    ):
        return {}
    return {"Reply-To": reply_addresses.make(request, person, side)}


def _way_to_reply(request: ContactRequest, side: Side) -> str:
    """What happens with an answer to the letter; nothing where it could not be taken now."""
    if request.is_in_contact:
        return _("Reply to this message, and the other side reads it in your thread.")
    if side == Side.RECIPIENT and request.status in RequestStatus.RECIPIENTS_TURN:
        return _(
            "Reply to this message to ask the other side something. To accept or decline, go to the page."
        )
    if side == Side.SENDER and request.status in RequestStatus.SENDERS_TURN:
        if request.names_are_open:
            return _("Reply to this message to answer what was asked.")
        return _(
            "Reply to this message to answer what was asked. They do not know who you are: leave out your name."
        )
    return ""


def reply_returned(
    request: ContactRequest,
    person: User,
    side: Side,
    *,
    to: str,
    subject: str,
    reason: str,
    text: str,
    about: str,
) -> None:
    """What a person wrote by e-mail, back to them. `about` is the Message-ID of their letter."""
    threading = {"In-Reply-To": about, "References": about} if about else {}
    send(
        to=to,
        language=person.language,
        template="negotiations/returned",
        context={
            "subject": subject,
            "reason": reason,
            "link": settings.SITE_URL + reverse("show_request", args=[request.pk]),
            "lines": text.splitlines(),
        },
        headers={
            **_reply_headers(request, person, side),
            **threading,
            "Auto-Submitted": "auto-replied",
        },
    )


def _told(request: ContactRequest, side: Side) -> dict[str, str]:
    """The words a message may use, of the other side only what this one may know."""
    due = formats.date_format(request.due_on) if request.due_on else ""
    return {
        "listing": request.listing.title,
        "other": in_words(other_party(request, side)),
        "due": due,
    }
