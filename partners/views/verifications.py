"""Asking to be verified, and reading the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.files import serve_private
from core.http import attempt, attempt_form
from partners.actions import verifications as actions
from partners.forms import VerificationForm
from partners.models import Verification
from partners.views.access import organisation_for

if TYPE_CHECKING:
    from django.http import FileResponse, HttpRequest, HttpResponse


@login_required
@require_safe
def show_verification(request: HttpRequest, slug: str) -> HttpResponse:
    organisation = organisation_for(request, slug, "partners.see_verification")
    history = list(organisation.verifications.select_related("identifier", "requested_by"))
    context = {
        "organisation": organisation,
        "history": history,
        "is_waiting": any(v.status == "requested" for v in history),
        "can_request": request.user.has_perm("partners.request_verification", organisation),
    }
    return render(request, "partners/verification_show.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def request_verification(request: HttpRequest, slug: str) -> HttpResponse:
    organisation = organisation_for(request, slug, "partners.request_verification")
    form = VerificationForm(
        request.POST or None, request.FILES or None, organisation=organisation, by=request.user
    )
    if request.method == "POST" and form.is_valid():
        sent = attempt_form(
            form, actions.request, organisation, form.save(commit=False), by=request.user
        )
        if sent:
            messages.success(request, _("Your request is with our staff."))
            return redirect("show_verification", slug)
    return render(
        request, "partners/verification_request.html", {"form": form, "organisation": organisation}
    )


@login_required
@require_POST
def cancel_verification(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    organisation = organisation_for(request, slug, "partners.request_verification")
    verification = get_object_or_404(organisation.verifications, pk=pk)
    attempt(
        request, actions.cancel, verification, by=request.user, done=_("The request is cancelled.")
    )
    return redirect("show_verification", slug)


@login_required
@require_safe
def download_evidence(request: HttpRequest, pk: int) -> FileResponse:
    """The document of a request, for members of the organisation and verifying staff."""
    verification = get_object_or_404(Verification.objects.visible_to(request.user), pk=pk)
    if not verification.document:
        raise Http404(pk)
    return serve_private(verification.document, filename=verification.document_name)
