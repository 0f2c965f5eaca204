"""Callbacks and account connections of outside identity providers."""

from __future__ import annotations

import logging
from functools import wraps
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from allauth.urls import build_provider_urlpatterns
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLResolver, include, path

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse
    from django.urls import URLPattern

    View = Callable[..., HttpResponse]

logger = logging.getLogger("techaccord.sign_in")

# An answer to a question this browser did not ask, and XML that is none or that must not be read.
UNACCEPTABLE = (PermissionDenied, SyntaxError, ValueError)


def guarded(view: View) -> View:
    """Lead to the provider by a page, and say plainly when its answer is not accepted.

    A page instead of a redirect, because the content policy lets forms be sent to this site only
    and browsers apply that to the redirect of a form as well.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        try:
            response = view(request, *args, **kwargs)
        except UNACCEPTABLE as error:
            logger.warning("answer of a provider not accepted at %s: %r", request.path, error)
            return render(request, "socialaccount/authentication_error.html", status=403)
        if request.method != "POST" or not isinstance(response, HttpResponseRedirect):
            return response
        host = urlsplit(response.url).netloc
        if not host or host == request.get_host():
            return response
        page = render(request, "socialaccount/leaving.html", {"target": response.url, "host": host})
        page.cookies = response.cookies
        return page

    return answer


def _wrapped(patterns: list[URLPattern | URLResolver]) -> list[URLPattern | URLResolver]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            _wrapped(pattern.url_patterns)
        else:
            pattern.callback = guarded(pattern.callback)
    return patterns


urlpatterns = [
    path("", include("allauth.socialaccount.urls")),
    *_wrapped(build_provider_urlpatterns()),
]
