"""Who belongs to an organisation: roles, contacts, going, handing over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.http import attempt
from partners.actions import members as actions
from partners.enums import Role
from partners.forms import ContactForm, HandOverForm, RoleForm
from partners.views.access import organisation_for, seat_or_404

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@login_required
@require_safe
def list_members(request: HttpRequest, slug: str) -> HttpResponse:
    organisation = organisation_for(request, slug, "partners.see_members")
    can_manage = request.user.has_perm("partners.manage_members", organisation)
    context = {
        "organisation": organisation,
        "seats": organisation.memberships.select_related("user"),
        "invitations": organisation.invitations.open() if can_manage else [],
        "can_manage": can_manage,
        "roles": [(label, Role.EXPLANATIONS[value]) for value, label in Role.choices],
    }
    return render(request, "partners/member_list.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_member(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One member's role and whether requests are sent to them; two forms, saved apart."""
    organisation = organisation_for(request, slug, "partners.manage_members")
    seat = seat_or_404(organisation, pk)
    saving = request.POST.get("save")
    role_form = RoleForm(request.POST if saving == "role" else None, initial={"role": seat.role})
    contact_form = ContactForm(
        request.POST if saving == "contact" else None, initial={"rank": seat.contact_rank}
    )
    for form, action in (
        (role_form, actions.change_role),
        (contact_form, actions.set_contact),
    ):
        if form.is_bound and form.is_valid():
            attempt(request, action, seat, by=request.user, **form.cleaned_data, done=_("Saved."))
            return redirect("list_members", slug)
    context = {
        "organisation": organisation,
        "seat": seat,
        "role_form": role_form,
        "contact_form": contact_form,
        "roles": [(label, Role.EXPLANATIONS[value]) for value, label in Role.choices],
    }
    return render(request, "partners/member_edit.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def remove_member(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    organisation = organisation_for(request, slug, "partners.manage_members")
    seat = seat_or_404(organisation, pk)
    if request.method == "POST":
        attempt(
            request,
            actions.remove,
            seat,
            by=request.user,
            done=_("%(person)s is no longer a member.") % {"person": seat.user},
        )
        return redirect("list_members", slug)
    return render(
        request, "partners/member_remove.html", {"organisation": organisation, "seat": seat}
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def leave_organisation(request: HttpRequest, slug: str) -> HttpResponse:
    organisation = organisation_for(request, slug, "partners.see_members")
    if request.method == "POST":
        left = attempt(
            request,
            actions.leave,
            organisation,
            by=request.user,
            done=_("You have left “%(organisation)s”.") % {"organisation": organisation},
        )
        return redirect("list_my_organisations") if left else redirect("list_members", slug)
    return render(request, "partners/member_leave.html", {"organisation": organisation})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def hand_over_organisation(request: HttpRequest, slug: str) -> HttpResponse:
    organisation = organisation_for(request, slug, "partners.manage_members")
    form = HandOverForm(request.POST or None, organisation=organisation, by=request.user)
    if request.method == "POST" and form.is_valid():
        heir = form.cleaned_data["to"]
        attempt(
            request,
            actions.hand_over,
            organisation,
            by=request.user,
            to=heir,
            done=_("%(person)s is now an owner, and you are an editor.") % {"person": heir.user},
        )
        return redirect("list_members", slug)
    return render(
        request, "partners/member_hand_over.html", {"organisation": organisation, "form": form}
    )
