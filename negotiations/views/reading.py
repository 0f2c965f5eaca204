"""One request, from either side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from marketplace.models import Listing
from marketplace.published import look
from negotiations import presentation
from negotiations.actions import threads
from negotiations.enums import RequestStatus, Side
from negotiations.exporting import exported
from negotiations.fitting import compare
from negotiations.forms import AssignForm, MessageForm, NoteForm
from negotiations.models import MessageAttachment
from negotiations.showing import contact_of, own_listing_for, recipient_for, sender_for
from negotiations.views.access import Seen, seen, seen_sent

if TYPE_CHECKING:
    import uuid

    from django.http import HttpRequest

    from negotiations.models import ContactRequest
    from negotiations.showing import Party


@login_required
@require_safe
def show_request(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    found = seen(request, pk)
    if found.request.is_draft:
        return redirect("write_request", pk)
    threads.mark_read(found.request, by=request.user)
    return render(request, "negotiations/show.html", context(found, page=request.GET.get("page")))


@login_required
@require_safe
def export_request(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The correspondence as a file, with what the reader's side may know."""
    found = seen_sent(request, pk)
    response = HttpResponse(exported(found.request, found.side), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="request-{pk}.json"'
    return response


def context(found: Seen, *, page: str | None = None, **bound: Any) -> dict[str, Any]:
    """What negotiations/show.html needs; a form that was refused goes before the empty one.

    `page` of the thread is the number of one, and without it that of the newest messages.
    """
    asked, side = found.request, found.side
    messages = presentation.messages_on(asked, page)
    listing = asked.listing
    at = look(listing.pk)
    is_sender = side == Side.SENDER
    forms = {
        "message_form": MessageForm(request=asked, side=side, label=_message_label(found)),
        "note_form": NoteForm(),
        "assign_form": _assign_form(found),
    }
    return {
        "asked": asked,
        "listing": listing,
        "is_public": at.listing is not None,
        "is_sender": is_sender,
        "side": side,
        "can_act": found.can_act,
        "sender": sender_for(asked, side),
        "recipient": recipient_for(asked),
        "contacts": _contacts(asked),
        "intention": presentation.intention_facts(asked.intention, at.places.names),
        "fits": compare(asked.intention, at, is_offer=listing.is_offer, on=timezone.now().date()),
        "thread": presentation.thread(asked, side, messages),
        "page": messages,
        "has_files": MessageAttachment.objects.filter(message__request=asked).exists(),
        "notes": asked.notes.filter(side=side).select_related("author"),
        "reports": asked.reports.filter(side=side),
        "decline": getattr(asked, "decline", None),
        "is_awaited": _is_awaited(found),
        "can_write": asked.is_in_contact or (is_sender and _is_awaited(found)),
        **_asked_for(found),
        **forms,
        **bound,
    }


def _asked_for(found: Seen) -> dict[str, Any]:
    """What of the sender's own the reader's side may know of, and whether they can open its page."""
    own = own_listing_for(found.request, found.side)
    if own is None:
        return {}
    is_open = found.side == Side.SENDER or Listing.objects.public().contains(own)
    return {"own_listing": own, "own_is_open": is_open}


def _contacts(asked: ContactRequest) -> list[Party]:
    if asked.accepted_at is None:
        return []
    return [contact_of(asked, each) for each in (Side.SENDER, Side.RECIPIENT)]


def _is_awaited(found: Seen) -> bool:
    """Whether it is for the reader's side to answer."""
    turns = (
        RequestStatus.SENDERS_TURN if found.side == Side.SENDER else RequestStatus.RECIPIENTS_TURN
    )
    return found.request.status in turns


def _message_label(found: Seen) -> str:
    if found.request.status == RequestStatus.INFORMATION_REQUESTED:
        return _("Your answer")
    return _("Message")


def _assign_form(found: Seen) -> AssignForm | None:
    if found.side != Side.RECIPIENT or not found.can_act:
        return None
    return AssignForm(request=found.request, people=presentation.colleagues(found.request))
