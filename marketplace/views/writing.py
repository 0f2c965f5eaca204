"""Starting a listing and writing its draft, one step at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.http import attempt_form
from core.permissions import require_perm
from marketplace.actions import drafting
from marketplace.enums import ListingStatus
from marketplace.forms import ListingForm
from marketplace.models import Listing
from marketplace.views.access import writable
from partners.enums import Role
from partners.models import Organisation

if TYPE_CHECKING:
    import uuid

    from django.http import HttpRequest, HttpResponse

PER_PAGE = 25


@login_required
@require_safe
def list_my_listings(request: HttpRequest) -> HttpResponse:
    state = request.GET.get("state", "")
    mine = Listing.objects.of_member(request.user).with_review().with_working_title()
    if state in ListingStatus.values:
        mine = mine.filter(status=state)
    else:
        mine = mine.exclude(status=ListingStatus.ARCHIVED)
    page = Paginator(mine, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "state": state, "states": ListingStatus.choices}
    return render(request, "marketplace/listing_mine.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def start_listing(request: HttpRequest, kind: str) -> HttpResponse:
    """Write a new one; first choose for which organisation, where that is not plain."""
    mine = Organisation.objects.with_role_of(request.user)
    if slug := request.GET.get("organisation"):
        chosen = get_object_or_404(mine, slug=slug)
        require_perm(request.user, "marketplace.write_for", chosen)
        return _write_first(request, kind, chosen)
    able = mine.filter(role__in=[Role.OWNER, Role.EDITOR])
    if len(able) == 1:
        return _write_first(request, kind, able[0])
    return render(request, "marketplace/listing_start.html", {"kind": kind, "organisations": able})


def _write_first(request: HttpRequest, kind: str, organisation: Organisation) -> HttpResponse:
    form = ListingForm(request.POST or None, kind=kind)
    form.instance.kind, form.instance.organisation = kind, organisation
    if request.method == "POST" and form.is_valid():
        drafted = attempt_form(form, drafting.start, form.save(commit=False), by=request.user)
        if drafted:
            messages.success(request, _("The draft is saved. Only members see it."))
            return redirect("write_listing", drafted.pk)
    context = {
        "kind": kind,
        "form": form,
        "organisation": organisation,
        # Named in the address, so that no other one is meant if memberships change meanwhile.
        "address": f"?organisation={organisation.slug}",
    }
    return render(request, "marketplace/listing_write.html", context)


@login_required
@require_safe
def write_listing(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Where the draft stands: steps, what is missing, what can be done with it."""
    return redirect("write_step", writable(request, pk).pk, "basics")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def write_step(request: HttpRequest, pk: uuid.UUID, step: str) -> HttpResponse:
    raise NotImplementedError


@login_required
@require_safe
def preview_listing(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Exactly what everybody would see, made from the newest draft."""
    listing = writable(request, pk)
    work = listing.get_latest_revision_as_object()
    return work.make_preview_request(request, work.default_preview_mode)


@login_required
@require_POST
def copy_listing(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    copied = drafting.copy(writable(request, pk), by=request.user)
    return redirect("write_listing", copied.pk)
