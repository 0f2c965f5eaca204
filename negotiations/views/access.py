"""Finding a request for a person: unseen is 404, seen but not theirs to act on 403."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.http import Http404

from core.errors import TextRefused, TextUnplaced
from negotiations.enums import RequestStatus, Side
from negotiations.models import ContactRequest, Intention
from negotiations.showing import side_of
from partners.models import Membership

if TYPE_CHECKING:
    import uuid

    from django.http import HttpRequest

    from accounts.models import User

ACTS_AS = {
    Side.SENDER: "negotiations.act_as_sender",
    Side.RECIPIENT: "negotiations.act_as_recipient",
}


# The fields in which sentences are written.
WRITTEN = (*Intention.TEXTS, "body", "note", "suggestion", "text")


class Seen(NamedTuple):
    """A request as a person reads it, from the side they are on."""

    request: ContactRequest
    side: Side
    can_act: bool


def seen(http: HttpRequest, pk: uuid.UUID) -> Seen:
    """The request if the person may see it (else 404); a draft only by its author."""
    visible = ContactRequest.objects.visible_to(http.user).with_parties()
    rows = visible.select_related("author", "intention", "own_listing")
    request = rows.filter(pk=pk).first()
    if request is None:
        raise TextUnplaced(texts_of(http))
    mine = set(Membership.objects.filter(user=http.user).values_list("organisation", flat=True))
    side = _where_needed(http.user, request) if _is_on_both(request, mine) else None
    side = side or side_of(request, mine)
    return Seen(request, side, http.user.has_perm(ACTS_AS[side], request))


def _is_on_both(request: ContactRequest, mine: set[int]) -> bool:
    return {request.sender_id, request.recipient_id} <= mine


def _where_needed(user: User, request: ContactRequest) -> Side | None:
    """Of somebody on both sides: that for which only they can act, else the one whose turn it is."""
    sides = [side for side, permission in ACTS_AS.items() if user.has_perm(permission, request)]
    if len(sides) == 1:
        return sides[0]
    waits = request.status in RequestStatus.RECIPIENTS_TURN
    return Side.RECIPIENT if sides and waits else None


def seen_sent(http: HttpRequest, pk: uuid.UUID) -> Seen:
    """As `seen`, of what both sides have: a draft is 404 to its author too."""
    found = seen(http, pk)
    if found.request.is_draft:
        raise Http404(pk)
    return found


def acting(http: HttpRequest, pk: uuid.UUID, side: Side | None = None) -> Seen:
    """As `seen`, for somebody who may act for their side (else 403), or for `side` if given."""
    found = seen(http, pk)
    if not found.can_act or side not in {None, found.side}:
        raise TextRefused(texts_of(http))
    return found


def texts_of(http: HttpRequest) -> list[str]:
    """What somebody wrote and sent with this request; it is shown to them where it is refused."""
    return [text for name in WRITTEN for text in http.POST.getlist(name) if text.strip()]
