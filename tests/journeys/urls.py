"""The site's addresses, and one for each error page that has none of its own."""

from allauth.core.ratelimit import respond_429
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext

from config import urls
from core import views
from core.errors import ActionRefused, Gone


def fail(request: HttpRequest, error: str, language: str) -> HttpResponse:
    raised = {
        "400": SuspiciousOperation(error),
        "403": PermissionDenied(error),
        "409": ActionRefused(gettext("Messages to your address arrive."), code="reached"),
        "410": Gone(error),
    }
    if error in raised:
        raise raised[error]
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
