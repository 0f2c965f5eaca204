"""Lists of offers and needs, their pages, and writing them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.errors import Gone
from core.http import attempt, attempt_form
from core.permissions import require_perm
from marketplace import actions
from marketplace.forms import ListingFilterForm, ListingForm
from marketplace.models import Listing
from partners.enums import Role
from partners.models import Organisation

if TYPE_CHECKING:
    import uuid

    from django.http import HttpRequest, HttpResponse

PER_PAGE = 25


@require_safe
def list_listings(request: HttpRequest, kind: str) -> HttpResponse:
    form = ListingFilterForm(request.GET, kind=kind)
    listings = Listing.objects.public().filter(kind=kind).with_organisation()
    found = form.narrow(listings).defer("description").order_by("-published_at", "pk")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "kind": kind,
        "form": form,
        "page": page,
        "listings": page.object_list,
    }
    return render(request, "marketplace/listing_list.html", context)


@require_safe
def show_listing(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    listing = Listing.objects.visible_to(request.user).with_organisation().filter(pk=pk).first()
    if listing is None:
        if Listing.objects.filter(pk=pk, published_at__isnull=False).exists():
            raise Gone(pk)
        raise Http404(pk)
    can_write = request.user.has_perm("marketplace.write_listing", listing)
    return render(
        request, "marketplace/listing_show.html", {"listing": listing, "can_write": can_write}
    )


@login_required
@require_safe
def list_my_listings(request: HttpRequest) -> HttpResponse:
    mine = Listing.objects.of_member(request.user)
    page = Paginator(mine, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "marketplace/listing_mine.html", {"page": page})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def start_listing(request: HttpRequest, kind: str) -> HttpResponse:
    """Write a new one; first choose for which organisation, where that is not plain."""
    mine = Organisation.objects.with_role_of(request.user)
    if slug := request.GET.get("organisation"):
        chosen = get_object_or_404(mine, slug=slug)
        require_perm(request.user, "marketplace.write_for", chosen)
        return _write_first(request, kind, chosen)
    writable = mine.filter(role__in=[Role.OWNER, Role.EDITOR])
    if len(writable) == 1:
        return _write_first(request, kind, writable[0])
    context = {"kind": kind, "organisations": writable}
    return render(request, "marketplace/listing_start.html", context)


def _write_first(request: HttpRequest, kind: str, organisation: Organisation) -> HttpResponse:
    form = ListingForm(request.POST or None, kind=kind)
    form.instance.kind, form.instance.organisation = kind, organisation
    if request.method == "POST" and form.is_valid():
        drafted = attempt_form(form, actions.draft, form.save(commit=False), by=request.user)
        if drafted:
            messages.success(request, _("The draft is saved. Only members see it."))
            return redirect(drafted)
    context = {
        "kind": kind,
        "form": form,
        "organisation": organisation,
        # Named in the address, so that no other one is meant if memberships change meanwhile.
        "address": f"?organisation={organisation.slug}",
    }
    return render(request, "marketplace/listing_write.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_listing(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    listing = _writable(request, pk)
    form = ListingForm(request.POST or None, instance=listing, kind=listing.kind)
    saved_meanwhile = None
    if request.method == "POST" and form.is_valid():
        # The form has written what was typed into `listing`; the action reads it anew.
        read = form.cleaned_data["revision"] or 0
        changes = form.changes()
        if attempt_form(
            form, actions.revise, listing, by=request.user, revision=read, changes=changes
        ):
            messages.success(request, _("Saved."))
            return redirect(listing)
        stored = Listing.objects.get(pk=pk)
        if stored.revision != read:
            saved_meanwhile = form.accept_current(stored)
    context = {
        "kind": listing.kind,
        "form": form,
        "organisation": listing.organisation,
        "listing": listing,
        "saved_meanwhile": saved_meanwhile,
    }
    return render(request, "marketplace/listing_write.html", context)


@login_required
@require_POST
def publish_listing(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    listing = _writable(request, pk)
    published = _("It is published: everybody can read it.")
    attempt(request, actions.publish, listing, by=request.user, done=published)
    return redirect(listing)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_listing(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    listing = _writable(request, pk)
    if request.method == "POST":
        attempt(request, actions.withdraw, listing, by=request.user, done=_("It is withdrawn."))
        return redirect(listing)
    return render(request, "marketplace/listing_withdraw.html", {"listing": listing})


def _writable(request: HttpRequest, pk: uuid.UUID) -> Listing:
    """The listing if the person may see it (else 404) and may change it (else 403)."""
    visible = Listing.objects.visible_to(request.user).select_related("organisation")
    listing = get_object_or_404(visible, pk=pk)
    require_perm(request.user, "marketplace.write_listing", listing)
    return listing
