"""Finding a request for a person: unseen is 404, seen but not theirs to act on 403."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from negotiations.enums import Side
from negotiations.models import ContactRequest
from negotiations.showing import side_of
from partners.models import Membership

if TYPE_CHECKING:
    import uuid

    from django.http import HttpRequest

ACTS_AS = {
    Side.SENDER: "negotiations.act_as_sender",
    Side.RECIPIENT: "negotiations.act_as_recipient",
}


class Seen(NamedTuple):
    """A request as a person reads it, from the side they are on."""

    request: ContactRequest
    side: Side
    can_act: bool


def seen(http: HttpRequest, pk: uuid.UUID) -> Seen:
    """The request if the person may see it (else 404); a draft only by its author."""
    visible = ContactRequest.objects.visible_to(http.user).with_parties()
    request = get_object_or_404(visible.select_related("author", "intention", "own_listing"), pk=pk)
    mine = set(Membership.objects.filter(user=http.user).values_list("organisation", flat=True))
    side = side_of(request, mine)
    return Seen(request, side, http.user.has_perm(ACTS_AS[side], request))


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
        raise PermissionDenied(pk)
    return found
