"""Parts of pages about requests, also for the pages of the apps below."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core import addresses
from core.languages import current
from core.templatetags.ui import icon, percent
from core.words import ngettext
from core.words import say as _
from negotiations.enums import AttachmentState, RequestStatus, Side
from negotiations.models import ContactRequest
from negotiations.showing import other_party
from negotiations.standing import Standing, standing_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

register = template.Library()

# How each state looks (see the `state` tag of core).
STATE_SIGNS = {
    RequestStatus.DRAFT: "draft",
    RequestStatus.SUBMITTED: "pending",
    RequestStatus.ACKNOWLEDGED: "pending",
    RequestStatus.INFORMATION_REQUESTED: "pending",
    RequestStatus.ACCEPTED: "good",
    RequestStatus.DECLINED: "ended",
    RequestStatus.WITHDRAWN: "ended",
    RequestStatus.EXPIRED_NO_REPLY: "bad",
    RequestStatus.CLOSED: "ended",
}
FILE_SIGNS = {
    AttachmentState.HELD: "pending",
    AttachmentState.CLEAN: "good",
    AttachmentState.INFECTED: "bad",
    AttachmentState.UNSCANNED: "unknown",
}
MOST_IN_PANEL = 5


class Deed(NamedTuple):
    """Something that can be done now: a link to its form, or a button that does it."""

    address: str
    label: str
    look: str = ""
    posts: bool = False


@register.filter
def request_sign(status: str) -> str:
    return STATE_SIGNS[RequestStatus(status)]


@register.filter
def file_sign(state: str) -> str:
    return FILE_SIGNS[AttachmentState(state)]


@register.filter
def is_turn_of(row: ContactRequest, is_inbox: bool) -> bool:
    """Whether the side whose box this is has to answer."""
    turns = RequestStatus.RECIPIENTS_TURN if is_inbox else RequestStatus.SENDERS_TURN
    return row.status in turns


@register.simple_tag
def box_trail(is_sender: bool) -> list[tuple[str, str]]:
    if is_sender:
        return [(reverse("list_outbox"), _("Sent requests"))]
    return [(reverse("list_inbox"), _("Received requests"))]


@register.simple_tag
def request_actions(request: ContactRequest, side: Side) -> list[Deed]:
    """What the reader's side can do in the present state; whether it may, is asked before."""

    def to(view: str) -> str:
        return addresses.of_key(view, request.pk)

    if request.is_in_contact:
        return [Deed(to("close_request"), _("Close the contact"), "btn-quiet")]
    if not request.is_undecided:
        return []
    if side == Side.SENDER:
        return [Deed(to("withdraw_request"), _("Withdraw"), "btn-quiet")]
    deeds = [Deed(to("accept_request"), _("Accept"))]
    if request.status in RequestStatus.RECIPIENTS_TURN:
        deeds.append(Deed(to("ask_for_more"), _("Ask for more"), "btn-second"))
    if request.status == RequestStatus.SUBMITTED:
        label = _("We are looking at it")
        deeds.append(Deed(to("acknowledge_request"), label, "btn-second", posts=True))
    return [*deeds, Deed(to("decline_request"), _("Decline"), "btn-quiet")]


# --- On the pages of the apps below ---------------------------------------------------------


@register.simple_tag
def ask_button(listing: Any) -> SafeString:
    """The way from a public listing to a request, and a word where requests are not answered."""
    standing = standing_of(listing.organisation.slug)
    warning = SafeString()
    if standing and standing.is_poor:
        warning = format_html('<p class="small">{}</p>', _answered(standing))
    link = addresses.of_key("start_request", listing.pk)
    return SafeString(
        f'<p class="no-print"><a class="btn" href="{link}">{_asking(current())}</a></p>{warning}'
    )


@lru_cache(maxsize=16)
def _asking(_language: str) -> SafeString:
    return format_html("{}{}", icon("mail"), _("Ask about this"))


def _answered(standing: Standing) -> str:
    return _("This organisation has answered %(answered)s of its last %(total)s requests.") % {
        "answered": standing.answered,
        "total": standing.total,
    }


@register.simple_tag
def answer_facts(organisation: Any) -> list[tuple[str, list[str]]]:
    """Rows for the facts of a public profile; none while there are few requests."""
    standing = standing_of(organisation.slug)
    if standing is None:
        return []
    rate = _("%(share)s of the last %(total)s") % {
        "share": percent(standing.rate),
        "total": standing.total,
    }
    rows = [(_("Requests answered"), [rate])]
    if standing.answered:
        days = standing.median_days
        words = ngettext("%(days)s day", "%(days)s days", days) % {"days": days}
        rows.append((_("Usual time to an answer"), [words]))
    return rows


@register.inclusion_tag("negotiations/panels/mine.html")
def my_requests_panel(user: Any) -> dict[str, object]:
    """What waits for an answer of the person's organisations, soonest due first."""
    received = _waiting(
        ContactRequest.objects.received_by(user), RequestStatus.RECIPIENTS_TURN, Side.RECIPIENT
    )
    asked = _waiting(ContactRequest.objects.sent_by(user), RequestStatus.SENDERS_TURN, Side.SENDER)
    return {"lines": [*received, *asked][:MOST_IN_PANEL]}


def _waiting(rows: QuerySet, turns: frozenset[str], side: Side) -> list[tuple[Any, Any]]:
    waiting: Any = rows.filter(status__in=turns)
    rows = waiting.with_parties().soonest_due()[:MOST_IN_PANEL]
    return [(row, other_party(row, side)) for row in rows]
