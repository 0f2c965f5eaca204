"""The screens on which staff see what could not be delivered, and decide what becomes of it."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views import generic

from accounts import undelivered
from accounts.forms import UndeliveredForm
from accounts.models import DeadLetter
from accounts.querysets import HANDLE_DEAD_LETTER
from core.errors import ActionRefused
from core.http import attempt_form

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse


class ChosenColumn(Column):
    """A box to tick, sent with the form around the list."""

    cell_template_name = "wagtailadmin/accounts/choose_letter.html"
    header_template_name = "wagtailadmin/accounts/choose_letter_head.html"


COLUMNS = [
    ChosenColumn("pk", width="3rem"),
    TitleColumn(
        "subject",
        label=gettext_lazy("Subject"),
        get_url=lambda letter: reverse("undelivered:decide", args=[letter.pk]),
    ),
    Column("to", label=gettext_lazy("To")),
    DateColumn("finished_at", label=gettext_lazy("Last attempt"), sort_key="finished_at"),
    Column("attempts", label=gettext_lazy("Attempts")),
    Column("why", label=gettext_lazy("Why"), accessor=undelivered.reason_of),
]


class UndeliveredListView(generic.IndexView):
    results_template_name = "wagtailadmin/accounts/undelivered_results.html"
    columns = COLUMNS
    paginate_by = 50

    def get_base_queryset(self) -> QuerySet:
        return DeadLetter.objects.visible_to(self.request.user)


@require_POST
def send_letters_again(request: HttpRequest) -> HttpResponse:
    """Those that were ticked; what somebody else decided about meanwhile is left as it is."""
    if not request.user.has_perm(HANDLE_DEAD_LETTER):
        raise PermissionDenied
    chosen = [key for key in map(_key, request.POST.getlist("letter")) if key]
    letters = DeadLetter.objects.visible_to(request.user).filter(pk__in=chosen)
    sent = sum(_is_sent(letter, request) for letter in letters)
    if sent:
        told = ngettext(
            "%(number)d message is on its way again.",
            "%(number)d messages are on their way again.",
            sent,
        )
        messages.success(request, told % {"number": sent})
    else:
        messages.warning(request, _("Nothing was sent: tick what is to be sent again."))
    return redirect("undelivered:index")


def _key(typed: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(typed)
    except ValueError:
        return None


def _is_sent(letter: DeadLetter, request: HttpRequest) -> bool:
    try:
        undelivered.send_again(letter, by=request.user)
    except ActionRefused:
        return False
    return True


@require_http_methods(["GET", "HEAD", "POST"])
def decide_letter(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One message, without what was written in it, and what can be decided about it."""
    if not request.user.has_perm(HANDLE_DEAD_LETTER):
        raise PermissionDenied
    letter = DeadLetter.objects.visible_to(request.user).filter(pk=pk).first()
    if letter is None and request.method == "POST":
        # Pressed twice, or by two.
        messages.warning(request, _("It was decided about already."))
        return redirect("undelivered:index")
    if letter is None:
        raise Http404(pk)
    form = UndeliveredForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _decide(form, letter, request):
        return redirect("undelivered:index")
    context = {
        "letter": letter,
        "why": undelivered.reason_of(letter),
        "form": form,
        "breadcrumbs_items": [
            {"url": reverse("undelivered:index"), "label": _("Undelivered mail")},
            {"url": "", "label": letter.subject},
        ],
        "page_title": letter.subject,
        "header_icon": "mail",
    }
    return render(request, "wagtailadmin/accounts/decide_letter.html", context)


def _decide(form: Any, letter: DeadLetter, request: HttpRequest) -> bool:
    asked = form.cleaned_data
    if asked["decision"] == UndeliveredForm.SEND:
        decided = attempt_form(form, undelivered.send_again, letter, by=request.user)
        done = _("The message is on its way again.")
    else:
        decided = attempt_form(
            form, undelivered.give_up, letter, by=request.user, reason=asked["reason"]
        )
        done = _("The message is deleted; the record keeps your reason.")
    if decided:
        messages.success(request, done)
    return bool(decided)
