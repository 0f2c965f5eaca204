"""The pages about the demo itself: who can be tried out, and the mail they receive."""

from __future__ import annotations

import re
from functools import wraps
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from demo import mailbox as box
from demo.signins import MEMBERS, PASSWORD, STAFF
from partners.models import Organisation

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    View = Callable[..., HttpResponse]

FILES_PER_PAGE = 25


def demo_only(view: View) -> View:
    """404 outside the demo, however the view came to have an address; never from a cache."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not settings.DEMO:
            raise Http404("not a demo")
        return view(request, *args, **kwargs)

    return require_safe(never_cache(guarded))


@demo_only
def home(request: HttpRequest) -> HttpResponse:
    """Who may be tried out; for staff with the code their authenticator would show now."""
    context = {
        "members": MEMBERS,
        "staff": STAFF,
        "password": PASSWORD,
        "numbers": Organisation.objects.filter(is_demo=True).numbers(),
    }
    return render(request, "demo/home.html", context)


@demo_only
def mailbox(request: HttpRequest) -> HttpResponse:
    """Everything the site has sent, newest first."""
    page = Paginator(box.files(), FILES_PER_PAGE).get_page(request.GET.get("page"))
    messages = [message for file in page for message in box.read(file)]
    context = {"page": page, "mails": messages, "trail": [_home()]}
    return render(request, "demo/mailbox.html", context)


@demo_only
def message(request: HttpRequest, message_id: str) -> HttpResponse:
    """One message as plain text, its links clickable."""
    mail = _find(message_id)
    paragraphs = [part for part in re.split(r"\n\s*\n", mail.text.strip()) if part]
    trail = [_home(), (reverse("demo_mailbox"), _("Mailbox"))]
    context = {"mail": mail, "paragraphs": paragraphs, "trail": trail}
    return render(request, "demo/message.html", context)


@demo_only
def message_html(request: HttpRequest, message_id: str) -> HttpResponse:
    """The other half of a message, as a mail program would show it.

    It may hold anything, so the browser runs nothing of it and loads nothing for it.
    """
    response = HttpResponse(_find(message_id).html)
    response["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'; sandbox allow-popups"
    )
    return response


def _home() -> tuple[str, str]:
    return reverse("demo_home"), _("Trying it out")


def _find(message_id: str) -> box.Message:
    found = box.find(message_id)
    if found is None:
        raise Http404(message_id)
    return found
