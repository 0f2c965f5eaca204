"""A request in the words and the order of its page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django.core.paginator import Paginator
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from accounts.models import User
from core.words import labels, listed
from marketplace.enums import Cooperation, FacetScheme, LicenceKind
from marketplace.reading.words import facet_label
from negotiations.enums import MessageKind, RequestStatus, Side
from negotiations.people import ACTING
from negotiations.showing import writer_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from django.core.paginator import Page
    from django.db.models import QuerySet

    from negotiations.models import ContactRequest, Intention, Message, MessageAttachment


# What a change of state is called once it lies behind. A question and its answer tell themselves.
HAPPENED = {
    RequestStatus.ACKNOWLEDGED: pgettext_lazy("request", "Being looked at"),
    RequestStatus.ACCEPTED: pgettext_lazy("request", "Accepted"),
    RequestStatus.DECLINED: pgettext_lazy("request", "Declined"),
    RequestStatus.WITHDRAWN: pgettext_lazy("request", "Withdrawn"),
    RequestStatus.EXPIRED_NO_REPLY: pgettext_lazy("request", "Closed without an answer"),
    RequestStatus.CLOSED: pgettext_lazy("request", "Closed"),
}


# So many on a page, and on the last one up to half as many more.
MESSAGES = 50


class Entry(NamedTuple):
    """A message with its files, or (without `body`) a change of state."""

    at: datetime
    is_own: bool
    heading: str
    who: str
    body: str = ""
    files: Sequence[MessageAttachment] = ()


def messages_on(request: ContactRequest, number: str | None) -> Page:
    """One page of the messages, oldest first; without a number the last one."""
    messages = Paginator(_said(request), MESSAGES, orphans=MESSAGES // 2)
    return messages.get_page(number or messages.num_pages)


def thread(request: ContactRequest, reader: Side, page: Page | None = None) -> list[Entry]:
    """Messages and changes of state, oldest first, as the reader's side may know them.

    All of them, or the messages of a page and what happened about the time of these.
    """
    said = _said(request) if page is None else page.object_list
    entries = [
        Entry(
            message.at,
            message.side == reader,
            "" if message.kind == MessageKind.PLAIN else message.get_kind_display(),
            writer_of(message, request, reader),
            message.body,
            tuple(message.attachments.all()),
        )
        for message in said
    ]
    entries += [
        Entry(
            event.at,
            event.side == reader,
            str(HAPPENED[RequestStatus(event.status)]),
            _side(event.side, reader),
        )
        for event in request.events.all()
        if event.status in HAPPENED
    ]
    if request.sent_at is not None:
        is_own = reader == Side.SENDER
        entries.append(
            Entry(request.sent_at, is_own, pgettext("request", "Sent"), _side(Side.SENDER, reader))
        )
    return sorted(_within(page, entries), key=lambda entry: entry.at)


def _said(request: ContactRequest) -> QuerySet[Message]:
    return request.messages.select_related("author").prefetch_related("attachments")


def _within(page: Page | None, entries: list[Entry]) -> list[Entry]:
    """What lies between the first message of this page and that of the next."""
    if page is not None and page.has_previous():
        since = page.object_list[0].at
        entries = [entry for entry in entries if entry.at >= since]
    if page is not None and page.has_next():
        until = page.paginator.object_list[page.end_index()].at
        entries = [entry for entry in entries if entry.body or entry.at < until]
    return entries


def _side(side: str, reader: Side) -> str:
    if side == Side.SYSTEM:
        return ""
    return _("Your side") if side == reader else _("The other side")


def intention_facts(intention: Intention, names: Mapping[str, str]) -> list[tuple[str, str]]:
    """Name and value of what was chosen from lists; the texts stand by themselves."""
    sectors = [facet_label(FacetScheme.DIVISION, code) for code in intention.divisions]
    countries = [names.get(code, code) for code in intention.territories]
    rows = [
        (_("Kinds of cooperation"), listed(labels(Cooperation, intention.cooperation))),
        (_("Intended use"), intention.get_use_display() if intention.use else ""),
        (_("Licences"), listed(labels(LicenceKind, intention.licence_kinds))),
        (_("Sectors of use"), listed(sectors)),
        (_("Countries of use"), listed(countries)),
        (_("Could begin"), intention.get_start_display() if intention.start else ""),
    ]
    return [(name, str(value)) for name, value in rows if value]


def colleagues(request: ContactRequest) -> QuerySet[User]:
    """Who may be put in charge of it."""
    seats: Any = request.recipient.memberships.filter(role__in=ACTING).values("user")
    return User.objects.filter(pk__in=seats, is_active=True).order_by("name", "pk")
