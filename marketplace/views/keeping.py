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
# A hundred full translations are half of it; what sends more is no form of ours.
MOST_CHARACTERS = 1_000_000
KEY, STAMP = "typed_fields", "writer"
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
        if request.method == "POST" and (writer := _writer(request)):
            if _keep(request, writer):
                messages.info(request, _("Sign in again. What you typed is kept until then."))
            else:
                messages.warning(request, _(
                    "Sign in again. What you typed is too long to be kept: go back in the browser "
                    "and copy it first."
                ))  # fmt: skip
        return redirect_to_login(request.get_full_path())

    page.keeps_typed = True  # type: ignore[attr-defined]
    return page


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """As everywhere, but a form for writing comes back with what was typed into it."""
    match = request.resolver_match
    writes = match is not None and getattr(match.func, "keeps_typed", False)
    writer = _writer(request) if writes and _comes_from_here(request) else ""
    if writer and _keep(request, writer):
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
    found = QueryDict(mutable=True)
    for name, values in entry["post"].items():
        found.setlist(name, values)
    return found


def forget(request: HttpRequest) -> None:
    """After it was saved."""
    request.session.pop(KEY, None)


def _writer(request: HttpRequest) -> str:
    """The key of the person for whom we made the form not long ago; "" if it is none of ours."""
    try:
        return _signer.unsign(request.POST.get(STAMP, ""), max_age=STAMP_LASTS)
    except signing.BadSignature:
        return ""


def _keep(request: HttpRequest, by: str) -> bool:
    """Put what was sent aside; False where that is too much."""
    ours = {"csrfmiddlewaretoken", STAMP, "do"}
    post = {name: values for name, values in request.POST.lists() if name not in ours}
    if sum(len(value) for values in post.values() for value in values) > MOST_CHARACTERS:
        return False
    request.session[KEY] = {
        "path": request.get_full_path(), "by": by, "post": post, "at": time.time(),
    }  # fmt: skip
    return True


def _comes_from_here(request: HttpRequest) -> bool:
    # Another site must not put words into a form here, nor replace the session of this browser.
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
