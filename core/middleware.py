"""Rules that hold for every answer, errors included."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language_from_request, override

from core.errors import ActionRefused, Gone

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    Handler = Callable[[HttpRequest], HttpResponse]

ADMIN_PATHS = ("/admin/", "/_util/")


def security_headers(get_response: Handler) -> Handler:
    """Headers that Django does not set itself, and the looser policy of the Wagtail admin."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault(
            "Permissions-Policy",
            "camera=(), geolocation=(), microphone=(), payment=(), usb=(), "
            "publickey-credentials-get=(self), publickey-credentials-create=(self)",
        )
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Referrer-Policy", "same-origin")
        if request.path.startswith(ADMIN_PATHS):
            response._csp_replace = settings.ADMIN_CONTENT_SECURITY_POLICY  # type: ignore[attr-defined]
        return response

    return middleware


def body_limit(get_response: Handler) -> Handler:
    """Refuse a body that announces more than MAX_REQUEST_BYTES before reading any of it.

    A body without a length is not read at all by Django's WSGI handler.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        try:
            length = int(request.META.get("CONTENT_LENGTH") or 0)
        except ValueError:
            length = 0
        if length > settings.MAX_REQUEST_BYTES:
            limit = settings.MAX_REQUEST_BYTES // (1024 * 1024)
            with override(get_language_from_request(request, check_path=True)):
                # What is still on its way is the web server's: it reads a little, then hangs up.
                return render(request, "413.html", {"limit_megabytes": limit}, status=413)
        return get_response(request)

    return middleware


def private_pages(get_response: Handler) -> Handler:
    """Pages made for a signed-in person are kept by no cache, shared or of the browser."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.user.is_authenticated and "Cache-Control" not in response:
            patch_cache_control(response, private=True, no_store=True)
        return response

    return middleware


class _ErrorPages:
    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)


class _GonePages(_ErrorPages):
    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return render(request, "410.html", status=410) if isinstance(error, Gone) else None


class _RefusedPages(_ErrorPages):
    """For a refusal that no view has put beside its form; the action has written nothing."""

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, ActionRefused):
            return None
        return render(request, "409.html", {"reason": error.reason}, status=409)


gone_pages = _GonePages
refused_pages = _RefusedPages
