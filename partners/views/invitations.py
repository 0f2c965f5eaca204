"""Sending invitations and answering them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.http import attempt, attempt_form
from partners.actions import invitations as actions
from partners.enums import Role
from partners.forms import InvitationForm
from partners.models import Invitation
from partners.views.access import organisation_for

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def invite_member(request: HttpRequest, slug: str) -> HttpResponse:
    organisation = organisation_for(request, slug, "partners.manage_members")
    form = InvitationForm(request.POST or None, initial={"language": get_language()})
    if request.method == "POST" and form.is_valid():
        sent = attempt_form(
            form, actions.invite, organisation, by=request.user, **form.cleaned_data
        )
        if sent:
            messages.success(
                request, _("The invitation to %(email)s is on its way.") % {"email": sent.email}
            )
            return redirect("list_members", slug)
    context = {
        "organisation": organisation,
        "form": form,
        "roles": [(label, Role.EXPLANATIONS[value]) for value, label in Role.choices],
    }
    return render(request, "partners/invitation_send.html", context)


@login_required
@require_POST
def revoke_invitation(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    organisation = organisation_for(request, slug, "partners.manage_members")
    invitation = get_object_or_404(organisation.invitations, pk=pk)
    attempt(
        request, actions.revoke, invitation, by=request.user, done=_("The invitation is revoked.")
    )
    return redirect("list_members", slug)


@require_http_methods(["GET", "HEAD", "POST"])
def answer_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind the link of an invitation; a wrong, used or old one gets one answer."""
    invitation = (
        Invitation.objects.filter(token_digest=Invitation.digest(token))
        .select_related("organisation__country", "invited_by")
        .first()
    )
    if invitation is None or not invitation.is_open:
        return render(request, "partners/invitation_closed.html", status=404)
    if request.method == "POST" and request.user.is_authenticated:
        return _answer(request, invitation)
    here = urlencode({"next": reverse("answer_invitation", args=[token])})
    context = {
        "invitation": invitation,
        "organisation": invitation.organisation,
        "explanation": Role.EXPLANATIONS[invitation.role],
        "sign_in_link": f"{reverse('account_login')}?{here}",
        "sign_up_link": f"{reverse('account_signup')}?{here}",
    }
    return render(request, "partners/invitation_answer.html", context)


@login_required
@require_POST
def answer_own_invitation(request: HttpRequest, pk: int) -> HttpResponse:
    """The same answer from the dashboard, where invitations to one's addresses are listed."""
    mine = Invitation.objects.addressed_to(request.user)
    invitation = get_object_or_404(mine.select_related("organisation"), pk=pk)
    return _answer(request, invitation)


def _answer(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    if request.POST.get("answer") == "decline":
        attempt(
            request,
            actions.decline,
            invitation,
            by=request.user,
            done=_("You have declined the invitation."),
        )
        return redirect("show_dashboard")
    welcome = _("Welcome to “%(organisation)s”.") % {"organisation": invitation.organisation}
    if attempt(request, actions.accept, invitation, by=request.user, done=welcome):
        return redirect("manage_organisation", invitation.organisation.slug)
    return redirect("show_dashboard")
