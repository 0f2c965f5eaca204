"""Writing a request: from a listing's page, or going on with a draft."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.signing import BadSignature, TimestampSigner
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.http import attempt, attempt_form
from marketplace.models import Listing
from marketplace.published import look
from negotiations.actions import asking as actions
from negotiations.enums import RequestStatus, Side
from negotiations.fitting import compare
from negotiations.forms import AskForm
from negotiations.models import ContactRequest
from negotiations.people import ACTING
from negotiations.views.access import acting, texts_of
from partners.models import Organisation

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

# In the address: the key of what of one's own a match led from.
FROM = "for"
OPENED = TimestampSigner(salt="negotiations.asking")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def start_request(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The empty form; of several organisations one has to be chosen first."""
    # What is written while somebody withdraws it is kept all the same.
    rows = Listing.objects.public()
    if _was_opened(request, pk):
        rows = Listing.objects.filter(first_published_at__isnull=False)
    listing = get_object_or_404(rows.select_related("organisation__country"), pk=pk)
    mine = list(Organisation.objects.with_role_of(request.user))
    others = [each for each in mine if each.pk != listing.organisation_id]
    writing = [each for each in others if each.role in ACTING]
    sender = _chosen(request, writing)
    if sender is None:
        is_own = len(others) < len(mine)
        context = {
            "listing": listing, "organisations": writing, "is_own": is_own,
            # Of somebody who lost the role while they wrote.
            "texts": texts_of(request),
        }  # fmt: skip
        return render(request, "negotiations/start.html", context)
    going_on = ContactRequest.objects.sent_by(request.user).filter(listing=listing, sender=sender)
    present = going_on.filter(status=RequestStatus.DRAFT).first() or going_on.open().first()
    if present and request.method != "POST":
        return _go_on(request, present)
    return _form(request, listing, sender, None)


def _opening(request: HttpRequest, listing: uuid.UUID) -> str:
    return f"{listing} {request.user.pk}"


def _was_opened(request: HttpRequest, listing: uuid.UUID) -> bool:
    """Whether the form that comes back was shown to this person, of a listing that was public."""
    try:
        opened = OPENED.unsign(request.POST.get("opened", ""), max_age=actions.DAY)
    except BadSignature:
        return False
    return opened == _opening(request, listing)


def _chosen(request: HttpRequest, writing: list[Organisation]) -> Organisation | None:
    asked = request.GET.get("organisation")
    if asked is None:
        return writing[0] if len(writing) == 1 else None
    return next((each for each in writing if each.slug == asked), None)


def _go_on(request: HttpRequest, present: ContactRequest) -> HttpResponse:
    """With what is there, and with the match that led here now."""
    if not present.is_draft:
        return redirect("show_request", present.pk)
    query = {FROM: request.GET[FROM]} if FROM in request.GET else None
    return redirect(reverse("write_request", args=[present.pk], query=query))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def write_request(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    draft = _own_draft(request, pk)
    return _form(request, draft.listing, draft.sender, draft)


@login_required
@require_POST
def discard_request(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    draft = _own_draft(request, pk)
    attempt(request, actions.discard, draft, by=request.user, done=_("The draft is discarded."))
    return redirect("list_outbox")


def _own_draft(request: HttpRequest, pk: uuid.UUID) -> ContactRequest:
    found = acting(request, pk, Side.SENDER).request
    if not found.is_draft:
        raise Http404(pk)
    return found


def _form(
    request: HttpRequest, listing: Listing, sender: Organisation, draft: ContactRequest | None
) -> HttpResponse:
    sending = request.POST.get("do") == "send"
    own = _own_listing(request, listing, sender) or (draft.own_listing if draft else None)
    form = AskForm(
        request.POST or None,
        sending=sending,
        own_listing=own,
        instance=draft.intention if draft else None,
        initial={"visibility": draft.visibility} if draft else None,
    )
    if request.method == "POST" and form.is_valid():
        kept = attempt_form(
            form, actions.keep, listing, sender=sender, by=request.user,
            visibility=form.cleaned_data["visibility"], answers=form.answers(),
            own_listing=form.own_listing(),
        )  # fmt: skip
        if kept and not sending:
            messages.success(request, _("The draft is kept. Only you see it."))
            return redirect("write_request" if kept.is_draft else "show_request", kept.pk)
        if kept and attempt_form(form, actions.send, kept, by=request.user):
            messages.success(request, _("Your request is sent. You see here what becomes of it."))
            return redirect("show_request", kept.pk)
        draft = kept or draft
    fits = (
        compare(
            draft.intention, look(listing.pk), is_offer=listing.is_offer, on=timezone.now().date()
        )
        if draft
        else []
    )
    context = {
        "listing": listing, "sender": sender, "draft": draft, "form": form, "fits": fits,
        "opened": OPENED.sign(_opening(request, listing.pk)),
    }  # fmt: skip
    return render(request, "negotiations/ask.html", context)


def _own_listing(request: HttpRequest, listing: Listing, sender: Organisation) -> Listing | None:
    """That of the address; None where it names nothing of the sender's that could fit."""
    try:
        key = uuid.UUID(request.GET.get(FROM, ""))
    except ValueError:
        return None
    return actions.counterparts(listing, sender).filter(pk=key).first()
