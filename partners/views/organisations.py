"""The directory, the public profile, and writing a profile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.http import attempt, attempt_form
from core.languages import settled
from countries.facts import facts_of
from partners import facts, profile
from partners.actions import organisations as actions
from partners.forms import DirectoryForm, IdentifierForm, LogoForm, NameForm, OrganisationForm
from partners.models import Organisation
from partners.views.access import organisation_for

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

PER_PAGE = 25


@require_safe
def list_organisations(request: HttpRequest) -> HttpResponse:
    form = DirectoryForm(request.GET)
    visible = Organisation.objects.visible_to(request.user).with_verified_until()
    found = form.narrow(visible).select_related("country").prefetch_related("names")
    page = Paginator(found.order_by("name", "pk"), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "organisations": page.object_list,
    }
    return render(request, "partners/organisation_list.html", context)


@login_required
@require_safe
def list_my_organisations(request: HttpRequest) -> HttpResponse:
    mine = Organisation.objects.with_role_of(request.user).with_verified_until()
    context = {"organisations": mine.select_related("country")}
    return render(request, "partners/organisation_mine.html", context)


@require_safe
@settled()
def show_organisation(request: HttpRequest, slug: str) -> HttpResponse:
    organisation = organisation_for(request, slug)
    # Visitors are shown no others.
    is_public = not request.user.is_authenticated or _is_public(organisation)
    country = facts_of(organisation.country, timezone.now().date())
    context = {
        "organisation": organisation,
        "verification": None if is_public else organisation.verifications.first(),
        "is_public": is_public,
        "can_see_members": request.user.has_perm("partners.see_members", organisation),
        "facts": facts.rows(organisation, profile.details(organisation), country),
    }
    return render(request, "partners/organisation_show.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def found_organisation(request: HttpRequest) -> HttpResponse:
    form = OrganisationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        founded = attempt_form(
            form,
            actions.found,
            form.save(commit=False),
            by=request.user,
            divisions=form.cleaned_data["divisions"],
        )
        if founded:
            messages.success(
                request, _("Your organisation is here. Next, ask for it to be verified.")
            )
            return redirect("manage_organisation", founded.slug)
    return render(request, "partners/organisation_found.html", {"form": form})


@login_required
@require_safe
def manage_organisation(request: HttpRequest, slug: str) -> HttpResponse:
    """What there is to do for an organisation, and what is missing."""
    organisation = organisation_for(request, slug, "partners.see_members")
    seats = organisation.memberships.select_related("user")
    context = {
        "organisation": organisation,
        "seats": seats,
        "checklist": _checklist(organisation),
        "second_contact": next((s for s in seats if s.contact_rank == 2), None),
        "verification": organisation.verifications.first(),
        "can_edit": request.user.has_perm("partners.edit_organisation", organisation),
        "can_request": request.user.has_perm("partners.request_verification", organisation),
    }
    return render(request, "partners/organisation_manage.html", context)


def _checklist(organisation: Organisation) -> list[tuple[bool, str, str]]:
    """What a complete profile has: done or not, in words, and where to do it."""
    edit, names, logo = (
        reverse(page, args=[organisation.slug])
        for page in ("edit_organisation", "edit_names", "edit_logo")
    )
    return [
        (bool(organisation.description), _("Say what the organisation does"), edit),
        (bool(organisation.capabilities), _("Say what it can contribute"), edit),
        (bool(organisation.website), _("Give the website"), edit),
        (organisation.divisions.exists(), _("Choose lines of business"), edit),
        (organisation.names.exists(), _("Add names in other languages"), names),
        (organisation.identifiers.exists(), _("Add an identifier of a public register"), names),
        (bool(organisation.logo), _("Add a logo"), logo),
    ]


def _is_public(organisation: Organisation) -> bool:
    return Organisation.objects.visible_to(AnonymousUser()).filter(pk=organisation.pk).exists()


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_organisation(request: HttpRequest, slug: str) -> HttpResponse:
    organisation = organisation_for(request, slug, "partners.edit_organisation")
    form = OrganisationForm(request.POST or None, instance=organisation)
    saved_meanwhile = None
    if request.method == "POST" and form.is_valid():
        stored = Organisation.objects.get(pk=organisation.pk)
        revised = attempt_form(
            form,
            actions.revise,
            stored,
            by=request.user,
            revision=form.cleaned_data["revision"] or 0,
            changes=form.changes(),
            divisions=form.cleaned_data["divisions"],
        )
        if revised:
            messages.success(request, _("The profile is saved."))
            return redirect("manage_organisation", slug)
        saved_meanwhile = form.accept_current(stored)
    context = {"form": form, "organisation": organisation, "saved_meanwhile": saved_meanwhile}
    return render(request, "partners/organisation_edit.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_logo(request: HttpRequest, slug: str) -> HttpResponse:
    organisation = organisation_for(request, slug, "partners.edit_organisation")
    if "remove" in request.POST:
        attempt(
            request,
            actions.set_logo,
            organisation,
            by=request.user,
            logo=None,
            done=_("The logo is removed."),
        )
        return redirect("edit_logo", slug)
    form = LogoForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        logo = form.cleaned_data["logo"]
        if attempt(
            request,
            actions.set_logo,
            organisation,
            by=request.user,
            logo=logo,
            done=_("The logo is saved."),
        ):
            return redirect("manage_organisation", slug)
    return render(
        request, "partners/organisation_logo.html", {"form": form, "organisation": organisation}
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_names(request: HttpRequest, slug: str) -> HttpResponse:
    """Further names and identifiers: each is added and removed by itself."""
    organisation = organisation_for(request, slug, "partners.edit_organisation")
    adding = request.POST.get("add")
    name_form = NameForm(request.POST if adding == "name" else None, prefix="name")
    identifier_form = IdentifierForm(
        request.POST if adding == "identifier" else None, prefix="identifier"
    )
    for form, action in ((name_form, actions.add_name), (identifier_form, actions.add_identifier)):
        if form.is_bound and form.is_valid():
            added = attempt_form(form, action, organisation, by=request.user, **form.cleaned_data)
            if added:
                messages.success(request, _("“%(added)s” is added.") % {"added": added})
                return redirect("edit_names", slug)
    context = {
        "organisation": organisation,
        "name_form": name_form,
        "identifier_form": identifier_form,
        "names": organisation.names.all(),
        "identifiers": organisation.identifiers.all(),
    }
    return render(request, "partners/organisation_names.html", context)


@login_required
@require_POST
def remove_name(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    organisation = organisation_for(request, slug, "partners.edit_organisation")
    name = get_object_or_404(organisation.names, pk=pk)
    attempt(request, actions.remove_name, name, by=request.user, done=_("The name is removed."))
    return redirect("edit_names", slug)


@login_required
@require_POST
def remove_identifier(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    organisation = organisation_for(request, slug, "partners.edit_organisation")
    identifier = get_object_or_404(organisation.identifiers, pk=pk)
    attempt(
        request,
        actions.remove_identifier,
        identifier,
        by=request.user,
        done=_("The identifier is removed."),
    )
    return redirect("edit_names", slug)
