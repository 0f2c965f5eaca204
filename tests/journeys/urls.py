"""The site's addresses, and one for each error page that has none of its own."""

from allauth.core.ratelimit import respond_429
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from config import urls
from core import views
from core.errors import Gone


def fail(request: HttpRequest, error: str, language: str) -> HttpResponse:
    raised = {"400": SuspiciousOperation, "403": PermissionDenied, "410": Gone}
    if error in raised:
        raise raised[error](error)
    drawn = {
        "403-csrf": views.csrf_failure,
        "413": lambda request: render(request, "413.html", {"limit_megabytes": 25}, status=413),
        "429": respond_429,
        "500": views.server_error,
    }
    return drawn[error](request)


handler400, handler500 = urls.handler400, urls.handler500
urlpatterns = [
    *(path(f"{code}/fail/<str:error>/", fail, {"language": code}) for code in ("en", "ar")),
    *urls.urlpatterns,
]
