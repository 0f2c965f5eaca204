"""Pages and files that belong to no field: errors, robots, uploads, the page of components."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.exceptions import SuspiciousOperation
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language_from_request, override
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from core import showcase

if TYPE_CHECKING:
    from django.http import HttpRequest

YEAR = 60 * 60 * 24 * 365


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A request that no page can answer, a foreign Host header among them."""
    # Often refused before a language was chosen; the one of the thread's last reader is no guide.
    with override(get_language_from_request(request, check_path=True)):
        return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What somebody may not do, or no longer; a text that they wrote for it is given back."""
    return render(request, "403.html", _given_back(exception), status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What is not there, or not for them; a text that they wrote for it is given back."""
    return render(request, "404.html", _given_back(exception), status=404)


def _given_back(exception: Exception) -> dict[str, object]:
    return {"texts": getattr(exception, "texts", ())}


def server_error(request: HttpRequest) -> HttpResponse:
    """Our own fault; says so without a word about what went wrong inside."""
    return HttpResponse(_static_page("500.html"), status=500)


def _static_page(template: str) -> str:
    # No request: context processors may be what failed.
    return render(None, template).content.decode()


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was too old or came from elsewhere; says how to go on."""
    return render(request, "403_csrf.html", status=403)


@require_safe
def components(request: HttpRequest) -> HttpResponse:
    """Every component of the interface in every state."""
    return render(request, "core/components.html", showcase.contents())


@require_safe
@cache_control(max_age=3600, public=True)
def robots(request: HttpRequest) -> HttpResponse:
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /demo/",
        f"Sitemap: {settings.SITE_URL}/sitemap.xml",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    return redirect(staticfiles_storage.url("img/favicon.svg"))


@require_safe
@cache_control(max_age=YEAR, immutable=True, public=True)
def public_file(request: HttpRequest, path: str) -> FileResponse:
    """An upload meant for everybody, such as a logo; its name is random and never reused.

    Whatever the file holds, the browser may not run it: no sniffing, sandboxed.
    """
    try:
        file = default_storage.open(path)
    except (FileNotFoundError, IsADirectoryError, SuspiciousOperation, ValueError):
        raise Http404(path) from None
    response = FileResponse(file)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
