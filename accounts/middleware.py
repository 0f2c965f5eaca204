"""What a request owes to the person behind it: the time zone, and the powers of staff."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts import second_factor, time_zones

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from accounts.models import User

    Handler = Callable[[HttpRequest], HttpResponse]

STAFF_PATH = "/admin/"
# These only lead to our own sign-in and out of the session.
OPEN_PATHS = ("/admin/login/", "/admin/logout/", "/admin/password_reset/")


def _may_be_signed_in(request: HttpRequest) -> bool:
    """False without a question to the database for whoever brings no session."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES


class PersonalTimeZoneMiddleware:
    """Times on pages are in the zone of the person who reads them."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not (_may_be_signed_in(request) and request.user.is_authenticated):
            return self.get_response(request)
        with timezone.override(time_zones.zone(request.user.time_zone)):
            return self.get_response(request)


class StaffSecondFactorMiddleware:
    """Staff power needs a second factor, used in this session.

    Everywhere: superuser and group permissions are withheld from request.user until it was used.
    On the staff pages: whoever has the power is led to set the factor up, or to use it.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if _may_be_signed_in(request):
            request.user = SimpleLazyObject(partial(_with_powers, request, request.user))
        if request.path_info.startswith(STAFF_PATH) and not request.path_info.startswith(
            OPEN_PATHS
        ):
            return _gate(request) or self.get_response(request)
        return self.get_response(request)


def _with_powers(request: HttpRequest, user: User) -> User:
    if user.is_authenticated:
        user.staff_powers_withheld = not second_factor.was_used(request, user)
    return user


def _gate(request: HttpRequest) -> HttpResponse | None:
    """The way to the second factor for staff who owe it; None where the page may answer."""
    user = request.user
    if not user.is_authenticated:
        return None  # the page itself leads to the sign-in
    if not user.is_staff_member:
        # Wagtail would send them to the sign-in, which would send them back.
        raise PermissionDenied("not staff")
    if user.staff_powers_withheld is False and second_factor.is_set_up(user):
        return None
    if request.headers.get("x-requested-with") == "XMLHttpRequest":
        raise PermissionDenied("second factor")
    return to_second_factor(request)


def to_second_factor(request: HttpRequest) -> HttpResponse:
    """The way to where the person sets the second factor up, or uses it and comes back."""
    if not second_factor.is_set_up(request.user):
        messages.warning(
            request,
            _("Staff pages need a second step when you sign in. Set one up, then open them again."),
        )
        return HttpResponseRedirect(reverse("mfa_index"))
    back = request.get_full_path() if request.method == "GET" else STAFF_PATH
    return HttpResponseRedirect(
        f"{second_factor.page_to_use_it(request.user)}?{urlencode({REDIRECT_FIELD_NAME: back})}"
    )
