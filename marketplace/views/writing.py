"""Starting a listing, and where its draft stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.errors import ActionRefused
from core.http import attempt, attempt_form
from core.permissions import require_perm
from marketplace.actions import drafting
from marketplace.cautions import cautions
from marketplace.completeness import missing_parts
from marketplace.enums import LISTING_TRANSITIONS, ListingStatus
from marketplace.forms import ListingForm
from marketplace.models import Listing
from marketplace.steps import steps_of
from marketplace.views import keeping
from marketplace.views.access import writable
from marketplace.views.saving import progress, step_address
from partners.enums import Role
from partners.models import Organisation

if TYPE_CHECKING:
    import uuid

    from django.http import HttpRequest, HttpResponse

PER_PAGE = 25
LONGEST_TITLE = 120


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


@keeping.writing_page
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
    typed = None if request.method == "POST" else keeping.typed(request)
    blank = Listing(kind=kind, organisation=organisation)
    # Somebody who searched in vain brings the words along.
    first = {"title": request.GET.get("title", "")[:LONGEST_TITLE]}
    form = ListingForm(request.POST or typed, kind=kind, instance=blank, initial=first)
    if request.method == "POST" and form.is_valid():
        drafted = attempt_form(form, drafting.start, form.save(commit=False), by=request.user)
        if drafted:
            keeping.forget(request)
            messages.success(request, _("The draft is saved. Only members see it."))
            return redirect("write_listing", drafted.pk)
    context = {
        "kind": kind,
        "form": form,
        "organisation": organisation,
        "restored": bool(typed),
        "stamp": keeping.stamp(request.user),
        # Named in the address, so that no other one is meant if memberships change meanwhile.
        "address": f"?organisation={organisation.slug}",
    }
    return render(request, "marketplace/write_first.html", context)


@login_required
@require_safe
def write_listing(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Where the draft stands: steps, what is missing, what reviewers said, what can be done."""
    listing = writable(request, pk)
    work = listing.get_latest_revision_as_object()
    gaps = missing_parts(work)
    names = {step.code: step.name for step in steps_of(listing.kind)}
    state = listing.current_workflow_state
    context = {
        "listing": listing,
        "work": work,
        "token": listing.draft_token,
        "progress": progress(work, gaps),
        "gaps": [(names[gap.step], step_address(listing, gap.step), gap) for gap in gaps],
        "cautions": cautions(work),
        "review": state.status if state else "",
        "last_review": listing.reviews.first(),
        "is_verified": Organisation.objects.verified().filter(pk=listing.organisation_id).exists(),
        "can": _possible(listing, in_review=bool(state and state.status == "in_progress")),
    }
    return render(request, "marketplace/listing_write.html", context)


def _possible(listing: Listing, *, in_review: bool) -> set[str]:
    """What its state allows; whether the person and the organisation may, the action decides."""
    onward = LISTING_TRANSITIONS[ListingStatus(listing.status)]
    never_public = listing.first_published_at is None
    is_archived = listing.status == ListingStatus.ARCHIVED
    possible = {
        "write": not in_review and not is_archived,
        "submit": not in_review and not is_archived
        and not (listing.live and not listing.has_unpublished_changes),
        "take_back": in_review,
        "discard": never_public and not in_review and listing.status == ListingStatus.DRAFT,
        "pause": ListingStatus.PAUSED in onward,
        "renew": listing.status in {ListingStatus.PUBLISHED, *ListingStatus.RESTING_STATES},
        "withdraw": ListingStatus.WITHDRAWN in onward,
        "archive": ListingStatus.ARCHIVED in onward and not never_public,
    }  # fmt: skip
    return {name for name, is_possible in possible.items() if is_possible}


@login_required
@require_safe
def preview_listing(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Exactly what everybody would see, made from the newest draft."""
    listing = writable(request, pk)
    work = listing.get_latest_revision_as_object()
    annotated = Listing.objects.visible_to(request.user).with_organisation().get(pk=pk)
    work.organisation, work.verified_until = annotated.organisation, annotated.verified_until
    context = {"listing": work, "can_write": False, **work.get_preview_context(request, "")}
    return render(request, work.get_preview_template(request, ""), context)


@login_required
@require_POST
def copy_listing(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    listing = writable(request, pk)
    try:
        by: Any = request.user
        copied = drafting.copy(listing, by=by)
    except ActionRefused as refusal:
        messages.warning(request, str(refusal.reason))
        return redirect("write_listing", listing.pk)
    messages.success(request, _("This is the copy. The original stays as it is."))
    return redirect("write_listing", copied.pk)


@login_required
@require_POST
def discard_listing(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    listing = writable(request, pk)
    attempt(request, drafting.discard, listing, by=request.user, done=_("It is archived."))
    return redirect("write_listing", listing.pk)
