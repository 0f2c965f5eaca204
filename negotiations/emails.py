"""What people are told about requests: one or two sentences and a link, never what was written.

All are essential: they are about a request of one's own. They share one template.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import override

from core.languages import supported
from core.mail import send
from negotiations.enums import RequestStatus, Side
from negotiations.showing import Party, other_party
from partners.enums import Role

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from accounts.models import User
    from negotiations.models import ContactRequest, Report
    from partners.models import Organisation

    # Subject and sentences, made in the reader's language.
    News = Callable[[dict[str, str]], tuple[str, list[str]]]


def received(request: ContactRequest) -> None:
    def news(told: dict[str, str]) -> tuple[str, list[str]]:
        return (
            _("A request about “%(listing)s”") % told,
            [
                _("%(other)s would like to talk with you about “%(listing)s”.") % told,
                _("Please answer by %(due)s: accept, ask for more, or decline with a reason.")
                % told,
            ],
        )

    _to_recipient(request, news)


def acknowledged(request: ContactRequest) -> None:
    def news(told: dict[str, str]) -> tuple[str, list[str]]:
        return (
            _("Your request about “%(listing)s” is being looked at") % told,
            [_("%(other)s has seen it and answers by %(due)s.") % told],
        )

    _to_sender(request, news)


def asked(request: ContactRequest) -> None:
    def news(told: dict[str, str]) -> tuple[str, list[str]]:
        return (
            _("A question about your request “%(listing)s”") % told,
            [_("%(other)s would like to know more. Please answer by %(due)s.") % told],
        )

    _to_sender(request, news)


def answered(request: ContactRequest) -> None:
    def news(told: dict[str, str]) -> tuple[str, list[str]]:
        return (
            _("Your question about “%(listing)s” was answered") % told,
            [
                _("%(other)s has answered what you asked.") % told,
                _("Please answer by %(due)s: accept, ask for more, or decline with a reason.")
                % told,
            ],
        )

    _to_recipient(request, news)


def accepted(request: ContactRequest) -> None:
    def news(told: dict[str, str]) -> tuple[str, list[str]]:
        return (
            _("You are in contact about “%(listing)s”") % told,
            [
                _(
                    "%(other)s has accepted your request. Names and addresses are open to both of you now."
                )
                % told
            ],
        )

    _to_sender(request, news)


def declined(request: ContactRequest) -> None:
    def news(told: dict[str, str]) -> tuple[str, list[str]]:
        return (
            _("Your request about “%(listing)s” was declined") % told,
            [_("%(other)s has declined it. The reason is on its page.") % told],
        )

    _to_sender(request, news)


def withdrawn(request: ContactRequest) -> None:
    def news(told: dict[str, str]) -> tuple[str, list[str]]:
        return (
            _("A request about “%(listing)s” was withdrawn") % told,
            [_("%(other)s has withdrawn the request. You need not do anything.") % told],
        )

    _to_recipient(request, news)


def closed(request: ContactRequest, *, by: Side) -> None:
    def news(told: dict[str, str]) -> tuple[str, list[str]]:
        return (
            _("The contact about “%(listing)s” is closed") % told,
            [_("%(other)s has closed it. What you wrote to each other stays readable.") % told],
        )

    _to(request, by.other, news)


def message(request: ContactRequest, *, by: Side) -> None:
    def news(told: dict[str, str]) -> tuple[str, list[str]]:
        return (
            _("A message about “%(listing)s”") % told,
            [_("%(other)s has written to you.") % told],
        )

    _to(request, by.other, news)


def assigned(request: ContactRequest, person: User) -> None:
    def news(told: dict[str, str]) -> tuple[str, list[str]]:
        return (
            _("You look after a request about “%(listing)s”") % told,
            [_("A colleague has put you in charge of it.")],
        )

    _write([person], request, Side.RECIPIENT, news)


def reminder(request: ContactRequest, *, is_last: bool) -> None:
    """To whoever has to answer; the last one to the second contact too."""

    def news(told: dict[str, str]) -> tuple[str, list[str]]:
        sentences = [_("%(other)s waits for your answer. It is due by %(due)s.") % told]
        if is_last:
            sentences.append(_("Without one the request is then closed, and counts as unanswered."))
        return _("Reminder: a request about “%(listing)s”") % told, sentences

    if request.status in RequestStatus.SENDERS_TURN:
        _to_sender(request, news)
        return
    people = _people_of_recipient(request)
    if is_last:
        people = [*people, *_contacts(request.recipient, rank=2)]
    _write(people, request, Side.RECIPIENT, news)


def unanswered(request: ContactRequest) -> None:
    def to_sender(told: dict[str, str]) -> tuple[str, list[str]]:
        return (
            _("No answer to your request about “%(listing)s”") % told,
            [
                _(
                    "%(other)s did not answer in time, so we have closed it. It counts in what others see of them."
                )
                % told
            ],
        )

    def to_recipient(told: dict[str, str]) -> tuple[str, list[str]]:
        return (
            _("A request about “%(listing)s” was closed without an answer") % told,
            [
                _(
                    "Nobody answered in time. It counts in the rate of answers on your public profile."
                )
            ],
        )

    _to_sender(request, to_sender)
    _to_recipient(request, to_recipient)


def lapsed(request: ContactRequest) -> None:
    def news(told: dict[str, str]) -> tuple[str, list[str]]:
        return (
            _("The request about “%(listing)s” is closed") % told,
            [_("What was asked was not answered in time. A new request can be sent.")],
        )

    _to_sender(request, news)
    _to_recipient(request, news)


def closed_by_staff(request: ContactRequest) -> None:
    def news(told: dict[str, str]) -> tuple[str, list[str]]:
        return (
            _("The contact about “%(listing)s” is closed") % told,
            [_("Our staff have closed it after a report of abuse.")],
        )

    _to_sender(request, news)
    _to_recipient(request, news)


def report_decided(report: Report) -> None:
    """To whoever reported, with the reason of staff on its page alone."""

    def news(told: dict[str, str]) -> tuple[str, list[str]]:
        return (
            _("Your report about “%(listing)s” is decided") % told,
            [
                _(
                    "Our staff have looked at it. What they decided, and why, is on the page of the request."
                )
            ],
        )

    _write([report.author], report.request, Side(report.side), news)


# --- To whom --------------------------------------------------------------------------------


def _to(request: ContactRequest, side: Side, news: News) -> None:
    (_to_sender if side == Side.SENDER else _to_recipient)(request, news)


def _to_sender(request: ContactRequest, news: News) -> None:
    seats = request.sender.memberships.filter(user=request.author, user__is_active=True)
    people = [request.author] if seats.exists() else _owners(request.sender)
    _write(people, request, Side.SENDER, news)


def _to_recipient(request: ContactRequest, news: News) -> None:
    _write(_people_of_recipient(request), request, Side.RECIPIENT, news)


def _people_of_recipient(request: ContactRequest) -> list[User]:
    """Who looks after it, else the first contact, else the owners: somebody always hears of it."""
    seats = request.recipient.memberships.filter(user=request.assigned_to_id, user__is_active=True)
    if request.assigned_to is not None and seats.exists():
        return [request.assigned_to]
    return _contacts(request.recipient, rank=1) or _owners(request.recipient)


def _contacts(organisation: Organisation, *, rank: int) -> list[User]:
    seats = organisation.memberships.filter(contact_rank=rank, user__is_active=True)
    return [seat.user for seat in seats.select_related("user")]


def _owners(organisation: Organisation) -> list[User]:
    seats = organisation.memberships.filter(role=Role.OWNER, user__is_active=True)
    return [seat.user for seat in seats.select_related("user")]


def _write(people: Iterable[User], request: ContactRequest, side: Side, news: News) -> None:
    for person in dict.fromkeys(people):
        with override(supported(person.language)):
            subject, sentences = news(_told(request, side))
            link = settings.SITE_URL + reverse("show_request", args=[request.pk])
        context: dict[str, Any] = {"subject": subject, "sentences": sentences, "link": link}
        send(
            to=person.email,
            language=person.language,
            template="negotiations/news",
            context={"reader": person, **context},
        )


def _told(request: ContactRequest, side: Side) -> dict[str, str]:
    """The words a message may use, of the other side only what this one may know."""
    due = formats.date_format(request.due_at.date()) if request.due_at else ""
    return {
        "listing": request.listing.title,
        "other": _named(other_party(request, side)),
        "due": due,
    }


def _named(party: Party) -> str:
    if party.url:
        return party.label
    return f"{party.label} ({party.about})"
