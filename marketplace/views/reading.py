"""Lists of offers and needs, and their public pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from core.errors import Gone
from core.files import serve_picture, serve_private
from core.languages import current, settled
from marketplace.finding import Everything, Find, shown
from marketplace.models import Listing, StoredFile
from marketplace.published import Look, look
from marketplace.reading import jsonld, presentation
from marketplace.reading.parts import Parts
from marketplace.reading.places import places

if TYPE_CHECKING:
    import uuid

    from django.http import HttpRequest, HttpResponse

PER_PAGE = 25
# Checked when uploaded; nothing in them is run.
INLINE = {"image/png", "image/jpeg", "image/webp"}


@require_safe
@settled()
def list_listings(request: HttpRequest, kind: str) -> HttpResponse:
    find = Find(request.GET, kind=kind)
    if find.asks_for_all:
        rows: Any = Everything(kind, PER_PAGE)
    else:
        rows = shown(find.narrow(Listing.objects.public().filter(kind=kind)), current())
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "kind": kind,
        "find": find,
        "chosen": find.chosen(request.GET),
        "page": page,
        "listings": list(page.object_list),
    }
    return render(request, "marketplace/listing_list.html", context)


@require_safe
@settled()
def show_listing(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    listing, parts, known = _readable(request, pk)
    found = presentation.context(listing, request, parts, known)
    reader = request.user
    found["can_write"] = reader.is_authenticated and reader.has_perm(
        "marketplace.write_listing", listing
    )
    return render(request, "marketplace/listing_show.html", found)


@require_safe
def show_terms(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The licence terms in ODRL 2.2."""
    listing, parts, _known = _readable(request, pk)
    terms = jsonld.terms(listing, parts)
    if terms is None:
        raise Http404(pk)
    return JsonResponse(
        terms, content_type="application/ld+json", json_dumps_params={"ensure_ascii": False}
    )


def _readable(request: HttpRequest, pk: uuid.UUID) -> Look:
    """What the person may see of it; 410 if it once was public to others, or 404."""
    if not request.user.is_authenticated:
        found = look(pk)
        return found if found.listing else _missing(pk)
    listing = Listing.objects.visible_to(request.user).with_organisation().filter(pk=pk).first()
    if listing is None:
        return _missing(pk)
    if listing.first_published_at is None:
        # It has no parts in the tables yet.
        draft = listing.get_latest_revision_as_object()
        return Look(_as_drafted(draft, listing), Parts.of(draft), places())
    return look(pk)._replace(listing=listing)


def _missing(pk: uuid.UUID) -> NoReturn:
    if Listing.objects.filter(pk=pk, first_published_at__isnull=False).exists():
        raise Gone(pk)
    raise Http404(pk)


def _as_drafted(draft: Listing, listing: Any) -> Listing:
    draft.verified_until = listing.verified_until
    return draft


@require_safe
def show_file(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A picture in the page or a document to keep; every look asks permission anew."""
    stored = get_object_or_404(StoredFile.objects.visible_to(request.user), pk=pk)
    if not stored.is_image or stored.media_type not in INLINE:
        return serve_private(stored.file, filename=stored.name)
    is_public = StoredFile.objects.visible_to(AnonymousUser()).filter(pk=pk).exists()
    return serve_picture(
        stored.file, filename=stored.name, media_type=stored.media_type, keep=is_public
    )
