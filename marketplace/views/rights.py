"""One right of a draft: its numbers and days, and its state country by country."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.http import attempt
from countries.forms import country_choices
from marketplace.actions import drafting
from marketplace.models import Listing, RightsEntry
from marketplace.right_forms import RightEditor, remarks, without
from marketplace.views import keeping
from marketplace.views.access import writable
from marketplace.views.saving import draw, save_page, step_address

if TYPE_CHECKING:
    import uuid

    from django.http import HttpRequest, HttpResponse


@keeping.writing_page
@require_http_methods(["GET", "HEAD", "POST"])
def add_right(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    listing = _offer(request, pk)
    return _write(request, listing, listing.get_latest_revision_as_object(), RightsEntry())


@keeping.writing_page
@require_http_methods(["GET", "HEAD", "POST"])
def write_right(request: HttpRequest, pk: uuid.UUID, right: uuid.UUID) -> HttpResponse:
    listing = _offer(request, pk)
    work = listing.get_latest_revision_as_object()
    return _write(request, listing, work, _find(work, right))


@keeping.writing_page
@require_POST
def remove_right(request: HttpRequest, pk: uuid.UUID, right: uuid.UUID) -> HttpResponse:
    """Take it out of the draft, with all that is said about it country by country."""
    listing = _offer(request, pk)
    work = listing.get_latest_revision_as_object()
    changed = without(work, _find(work, right))
    token = request.POST.get("token", "")
    attempt(request, drafting.save, changed, by=request.user, token=token, done=_("Removed."))
    return redirect(step_address(listing, "rights"))


def _offer(request: HttpRequest, pk: uuid.UUID) -> Listing:
    listing = writable(request, pk)
    if not listing.is_offer:
        raise Http404(pk)
    return listing


def _find(work: Listing, key: uuid.UUID) -> RightsEntry:
    found = next((right for right in work.rights.all() if right.pk == key), None)
    if found is None:
        raise Http404(key)
    return found


def _write(
    request: HttpRequest, listing: Listing, work: Listing, right: RightsEntry
) -> HttpResponse:
    is_new = right not in list(work.rights.all())
    name = "" if is_new else str(right)
    noted = remarks(right)  # before the form changes it

    def page(editor: RightEditor, *, status: int = 200, **context: Any) -> HttpResponse:
        shown = {"editor": editor, "is_new": is_new, "name": name, "right": right}
        shown |= {"remarks": noted, **context}
        names = dict(country_choices())
        rows = [(names.get(f.instance.country, f.instance.country), f) for f in editor.statuses]
        shown |= {"code": "rights", "rows": rows}
        return draw(request, "marketplace/write_right.html", listing, editor, shown, status)

    if request.method != "POST":
        typed = keeping.typed(request)
        token: Any = {"token": typed.get("token", "")} if typed else {}
        return page(RightEditor(work, right, typed), restored=bool(typed), **token)
    editor = RightEditor(work, right, request.POST)
    return save_page(
        request,
        listing,
        editor,
        show=lambda **more: page(editor, **more),
        compare=lambda newest: editor.differences(_as_stored(newest, right)),
        address=lambda pressed: _next(listing, right, pressed),
    )


def _as_stored(newest: Listing, right: RightsEntry) -> RightEditor:
    stored = next((r for r in newest.rights.all() if r.pk == right.pk), RightsEntry())
    return RightEditor(newest, stored)


def _next(listing: Listing, right: RightsEntry, pressed: str) -> str:
    if pressed == "next":
        return step_address(listing, "rights")
    return reverse("write_right", args=[listing.pk, right.pk])
