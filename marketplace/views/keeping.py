"""What somebody typed outlives the end of their sign-in, and a form that grew too old.

The typed fields wait in the session of the browser, for a day, and are shown again to the person
for whom the form was made; saving is theirs to do. Files are not kept.
"""

from __future__ import annotations

import time
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.http import QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from core import views

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    View = Callable[..., HttpResponse]

DAY = 60 * 60 * 24
# A form may have been open for as long as a sign-in lasts.
STAMP_LASTS = settings.SESSION_COOKIE_AGE
MOST_CHARACTERS = 200_000
KEY, STAMP = "typed", "writer"
_signer = signing.TimestampSigner(salt="marketplace.typed")


def stamp(user: Any) -> str:
    """What a form carries to prove that we made it for this person."""
    return _signer.sign(str(user.pk))


def writing_page(view: View) -> View:
    """Signed-in people only; what others send from a form of ours waits until they are."""

    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        if request.method == "POST" and _keep(request):
            messages.info(request, _("Sign in again. What you typed is kept until then."))
        return redirect_to_login(request.get_full_path())

    page.keeps_typed = True  # type: ignore[attr-defined]
    return page


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """As everywhere, but a form for writing comes back with what was typed into it."""
    match = request.resolver_match
    writes = match is not None and getattr(match.func, "keeps_typed", False)
    if writes and _comes_from_here(request) and _keep(request):
        return redirect(request.get_full_path())
    return views.csrf_failure(request, reason)


def typed(request: HttpRequest) -> QueryDict | None:
    """What this person typed on this page before they had to sign in again, if anything."""
    entry = request.session.get(KEY)
    if not entry:
        return None
    if "stored" in request.GET or entry["at"] < time.time() - DAY:
        del request.session[KEY]
        return None
    if entry["path"] != request.get_full_path() or entry["by"] != str(request.user.pk):
        return None
    return QueryDict(entry["post"])


def forget(request: HttpRequest) -> None:
    """After it was saved."""
    request.session.pop(KEY, None)


def _keep(request: HttpRequest) -> bool:
    """Put what was sent aside, if it came from a form we made for a person not long ago."""
    try:
        by = _signer.unsign(request.POST.get(STAMP, ""), max_age=STAMP_LASTS)
    except signing.BadSignature:
        return False
    post = request.POST.copy()
    for name in ("csrfmiddlewaretoken", STAMP, "do"):
        post.pop(name, None)
    text = post.urlencode()
    if len(text) > MOST_CHARACTERS:
        return False
    request.session[KEY] = {
        "path": request.get_full_path(), "by": by, "post": text, "at": time.time(),
    }  # fmt: skip
    return True


def _comes_from_here(request: HttpRequest) -> bool:
    # Another site must not put words into a form here, nor replace the session of this browser.
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
