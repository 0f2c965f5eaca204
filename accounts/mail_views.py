"""Which messages a person receives: chosen on the account, or stopped from a message itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from accounts import mailing, reachability, unsubscribing
from accounts.forms import MailForm
from core.http import attempt

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_http_methods(["GET", "POST"])
@login_required
def choose_mail(request: HttpRequest) -> HttpResponse:
    off = mailing.switched_off(request.user)
    wanted = [kind for kind in mailing.MailKind.values if kind not in off]
    form = MailForm(request.POST or None, initial={"kinds": wanted})
    if not form.is_valid():
        return render(request, "accounts/mail_form.html", {"form": form})
    mailing.choose(request.user, form.cleaned_data["kinds"])
    messages.success(request, _("Your settings are saved."))
    return redirect("show_account")


# A mailbox posts here by itself: without a cookie, so there is nothing that a forged form could
# abuse; what proves the right to do it is the token (RFC 8058, section 3.1).
@csrf_exempt
@never_cache
@require_http_methods(["GET", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Reading changes nothing: mailboxes follow links to look for what is bad in them."""
    known = unsubscribing.read(token)
    if not known:
        raise Http404(token)
    person, kind = known
    if request.method == "POST":
        mailing.switch(person, kind, off="again" not in request.POST)
    context = {"kind": kind.label, "is_off": kind in mailing.switched_off(person)}
    response = render(request, "accounts/unsubscribe.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response


@require_POST
@login_required
def ask_whether_reached(request: HttpRequest) -> HttpResponse:
    """Send a link to an address at which messages were refused."""
    done = _("A message is on its way. Follow the link in it.")
    attempt(request, reachability.ask, request.user, done=done)
    return redirect("show_account")


@never_cache
@require_http_methods(["GET", "POST"])
def confirm_reached(request: HttpRequest, token: str) -> HttpResponse:
    """Where that link leads."""
    failure = reachability.read(token)
    if not failure:
        raise Http404(token)
    if request.method == "GET":
        return render(request, "accounts/confirm_reached.html", {"address": failure.address})
    reachability.confirm(failure)
    messages.success(request, _("Your e-mail address was confirmed."))
    return redirect("show_account")
