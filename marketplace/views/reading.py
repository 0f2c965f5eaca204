"""Lists of offers and needs, and their public pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from core.errors import Gone
from core.files import serve_private
from marketplace.forms import ListingFilterForm
from marketplace.models import Listing, StoredFile

if TYPE_CHECKING:
    import uuid

    from django.http import HttpRequest, HttpResponse

PER_PAGE = 25


@require_safe
def list_listings(request: HttpRequest, kind: str) -> HttpResponse:
    form = ListingFilterForm(request.GET, kind=kind)
    listings = Listing.objects.public().filter(kind=kind).with_organisation()
    found = form.narrow(listings).defer("description").order_by("-first_published_at", "pk")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {"kind": kind, "form": form, "page": page, "listings": page.object_list}
    return render(request, "marketplace/listing_list.html", context)


@require_safe
def show_listing(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    listing = Listing.objects.visible_to(request.user).with_organisation().filter(pk=pk).first()
    if listing is None:
        if Listing.objects.filter(pk=pk, first_published_at__isnull=False).exists():
            raise Gone(pk)
        raise Http404(pk)
    can_write = request.user.has_perm("marketplace.write_listing", listing)
    return render(
        request, "marketplace/listing_show.html", {"listing": listing, "can_write": can_write}
    )


@require_safe
def show_file(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    stored = get_object_or_404(StoredFile.objects.visible_to(request.user), pk=pk)
    return serve_private(stored.file, filename=stored.name)
