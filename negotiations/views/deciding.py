"""What either side does with a request: one view a verb."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.http import attempt, attempt_form
from negotiations import presentation
from negotiations.actions import answering, threads
from negotiations.enums import RequestStatus, Side
from negotiations.forms import AssignForm, DeclineForm, MessageForm, NoteForm
from negotiations.showing import sender_for
from negotiations.views.access import Seen, acting
from negotiations.views.reading import context

if TYPE_CHECKING:
    import uuid
    from collections.abc import Callable

    from django.forms import Form
    from django.http import HttpRequest, HttpResponse

FORM_METHODS = ["GET", "HEAD", "POST"]


@login_required
@require_POST
def acknowledge_request(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    found = acting(request, pk, Side.RECIPIENT)
    done = _("The sender is told that you are looking at it.")
    attempt(request, answering.acknowledge, found.request, by=request.user, done=done)
    return redirect(found.request)


@login_required
@require_http_methods(FORM_METHODS)
def accept_request(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    found = acting(request, pk, Side.RECIPIENT)
    return _confirm(
        request,
        found,
        answering.accept,
        done=_("You are in contact: names and addresses are open to both of you."),
        title=_("Accept this request?"),
        consequences=[
            _("Both sides then see names and e-mail addresses, and can write to each other here."),
            _("Nothing is agreed by that; either side can close the contact."),
        ],
        submit=_("Accept"),
    )


@login_required
@require_http_methods(FORM_METHODS)
def ask_for_more(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    found = acting(request, pk, Side.RECIPIENT)
    form = MessageForm(
        request.POST or None, request.FILES or None, request=found.request, side=found.side,
        label=_("What would you like to know?"),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        if attempt_form(
            form, answering.ask, found.request, by=request.user,
            question=asked["body"], key=asked["key"], files=asked["uploads"],
        ):  # fmt: skip
            messages.success(request, _("Your question is on its way. It counts as an answer."))
            return redirect(found.request)
    form.ask_for_files_again()
    return _with_form(request, found, form, title=_("Ask for more"), submit=_("Ask"))


@login_required
@require_http_methods(FORM_METHODS)
def decline_request(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    found = acting(request, pk, Side.RECIPIENT)
    form = DeclineForm(request.POST or None)
    sent = request.method == "POST" and form.is_valid()
    if sent and attempt_form(
        form, answering.decline, found.request, by=request.user, **form.cleaned_data
    ):
        messages.success(request, _("It is declined, and the sender is told why."))
        return redirect(found.request)
    return _with_form(request, found, form, title=_("Decline this request"), submit=_("Decline"))


@login_required
@require_http_methods(FORM_METHODS)
def withdraw_request(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    found = acting(request, pk, Side.SENDER)
    return _confirm(
        request,
        found,
        answering.withdraw,
        done=_("The request is withdrawn."),
        title=_("Withdraw this request?"),
        consequences=[_("They are told. You can send another one later.")],
        submit=_("Withdraw"),
    )


@login_required
@require_http_methods(FORM_METHODS)
def close_request(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    found = acting(request, pk)
    return _confirm(
        request,
        found,
        partial(answering.close, side=found.side),
        done=_("The contact is closed."),
        title=_("Close this contact?"),
        consequences=[_("What you wrote to each other stays readable for both sides.")],
        submit=_("Close"),
    )


@login_required
@require_POST
def write_message(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """To the other side: an answer to what it asked, or a message once in contact."""
    found = acting(request, pk)
    form = MessageForm(request.POST, request.FILES, request=found.request, side=found.side)
    if form.is_valid() and _write(request, found, form):
        return redirect(found.request)
    form.ask_for_files_again()
    return render(request, "negotiations/show.html", context(found, message_form=form), status=422)


def _write(request: HttpRequest, found: Seen, form: Form) -> bool:
    asked = form.cleaned_data
    text = {
        "by": request.user, "body": asked["body"], "key": asked["key"], "files": asked["uploads"],
    }  # fmt: skip
    is_answer = (
        found.side == Side.SENDER and found.request.status == RequestStatus.INFORMATION_REQUESTED
    )
    if is_answer:
        return bool(attempt_form(form, answering.answer, found.request, **text))
    attempt_form(form, threads.post, found.request, side=found.side, **text)
    return not form.errors


@login_required
@require_POST
def write_note(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    found = acting(request, pk)
    form = NoteForm(request.POST)
    if form.is_valid() and attempt_form(
        form, threads.add_note, found.request, by=request.user, side=found.side,
        body=form.cleaned_data["note"],
    ):  # fmt: skip
        return redirect(found.request)
    return render(request, "negotiations/show.html", context(found, note_form=form), status=422)


@login_required
@require_POST
def assign_request(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    found = acting(request, pk, Side.RECIPIENT)
    people = presentation.colleagues(found.request)
    form = AssignForm(request.POST, request=found.request, people=people)
    if form.is_valid() and attempt_form(
        form, threads.assign, found.request, by=request.user, to=form.cleaned_data["person"]
    ):
        messages.success(request, _("Saved."))
        return redirect(found.request)
    return render(request, "negotiations/show.html", context(found, assign_form=form), status=422)


def _confirm(
    request: HttpRequest, found: Seen, action: Callable[..., Any], *, done: str, **words: Any
) -> HttpResponse:
    """Do it when it is sent; before that, say what follows from it."""
    if request.method == "POST":
        attempt(request, action, found.request, by=request.user, done=done)
        return redirect(found.request)
    asked = {"asked": found.request, "listing": found.request.listing, **words}
    return render(request, "negotiations/confirm.html", asked)


def _with_form(request: HttpRequest, found: Seen, form: Any, **words: Any) -> HttpResponse:
    asked = {
        "asked": found.request,
        "listing": found.request.listing,
        "sender": sender_for(found.request, found.side),
        "form": form,
        **words,
    }
    return render(request, "negotiations/answer.html", asked)
