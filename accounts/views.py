"""The person's own pages: dashboard, account, settings, export, deletion."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.logout import logout
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import get_adapter as get_social_adapter
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_safe

from accounts import actions, mailing, personal_data, reachability, second_factor
from accounts.forms import DeleteAccountForm, SettingsForm
from accounts.languages import remember_language
from core.errors import ActionRefused

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
@login_required
def show_dashboard(request: HttpRequest) -> HttpResponse:
    """Where a person begins; the apps above fill it with what waits for them."""
    return render(request, "accounts/dashboard.html")


@require_safe
@login_required
def show_account(request: HttpRequest) -> HttpResponse:
    """Everything one can see and change about one's account, on one calm page."""
    user = request.user
    factors = list(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    return render(
        request,
        "accounts/account_detail.html",
        {
            "now": timezone.now(),
            "has_app": Authenticator.Type.TOTP in factors,
            "passkeys": factors.count(Authenticator.Type.WEBAUTHN),
            "owes_second_factor": user.is_staff_member and not second_factor.is_set_up(user),
            "sessions": len(UserSession.objects.purge_and_list(user)),
            "connections": SocialAccount.objects.filter(user=user).count(),
            "providers": get_social_adapter().list_providers(request),
            "mail_kinds": len(mailing.MailKind) - len(mailing.switched_off(user)),
            "mail_failure": reachability.failure_of(user),
        },
    )


@require_http_methods(["GET", "POST"])
@login_required
def edit_account(request: HttpRequest) -> HttpResponse:
    """Name, language and time zone; the answer is already in the language chosen."""
    user = request.user
    now = {"name": user.name, "language": user.language, "time_zone": user.time_zone}
    form = SettingsForm(request.POST or None, initial=now)
    if not form.is_valid():
        return render(request, "accounts/account_form.html", {"form": form})
    user = actions.change_settings(user, **form.cleaned_data)
    with override(user.language):
        messages.success(request, _("Your settings are saved."))
        response = redirect("show_account")
    remember_language(response, user.language)
    return response


@require_http_methods(["GET", "POST"])
@login_required
@reauthentication_required(allow_get=True)
def export_account(request: HttpRequest) -> HttpResponse:
    """Says what the export holds; sends it as a file when asked to."""
    if request.method == "GET":
        return render(request, "accounts/account_export.html")
    content = {
        "format": "techaccord-account",
        "version": 1,
        "site": settings.SITE_URL,
        "made_at": timezone.now(),
        **personal_data.export(request.user),
    }
    name = f"techaccord-{timezone.localdate():%Y-%m-%d}.json"
    response = JsonResponse(content, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response


@require_http_methods(["GET", "POST"])
@login_required
@reauthentication_required(allow_get=True)
def delete_account(request: HttpRequest) -> HttpResponse:
    """Says what goes and what stays; deletes after the address was typed."""
    user, address = request.user, request.user.email
    form = DeleteAccountForm(request.POST or None, user=user)
    if form.is_valid():
        try:
            actions.delete_account(user, by=user)
        except ActionRefused as refusal:
            form.add_error(None, refusal.reason)
        else:
            logout(request, show_message=False)
            messages.success(
                request,
                _("Your account is deleted. A confirmation is on its way to %(email)s.")
                % {"email": address},
            )
            return redirect(reverse("account_login"))
    return render(
        request,
        "accounts/account_confirm_delete.html",
        {"form": form, "obstacles": personal_data.obstacles(user), "kept": personal_data.kept()},
    )
