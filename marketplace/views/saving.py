"""Saving a page of a draft: what the step pages and the page of a right have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import ActionRefused
from marketplace.actions import drafting, files
from marketplace.completeness import missing_parts
from marketplace.models import Listing
from marketplace.steps import steps_of
from marketplace.views import keeping

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from core.uploads import Upload
    from marketplace.comparing import Difference
    from marketplace.steps import Step

CONFLICT, UNPROCESSABLE = 409, 422


class DraftForm(Protocol):
    """What is saved: a `StepForm`, or the three forms of a right together."""

    @property
    def problems(self) -> list[tuple[str, str]]: ...

    def is_valid(self) -> bool: ...
    def add_error(self, field: str | None, error: Any) -> None: ...
    def save(self, commit: bool = True) -> Listing: ...
    def keys(self) -> dict[str, str]: ...


def save_page(
    request: HttpRequest,
    listing: Listing,
    form: DraftForm,
    show: Callable[..., HttpResponse],
    compare: Callable[[Listing], list[Difference]],
    address: Callable[[str], str],
) -> HttpResponse:
    """Save what was sent, or answer with the page as it was typed and the reason.

    `show(status=…, differences=…)` draws the page; `compare` sets the sent form against the newest
    draft; `address` gives the page that follows the button that was pressed.
    """
    quietly = "X-Draft" in request.headers
    if not form.is_valid():
        return _say(_("Not saved yet: something has to be corrected."), UNPROCESSABLE) if quietly \
            else show(status=UNPROCESSABLE)  # fmt: skip
    try:
        _save(request, form)
    except ActionRefused as refusal:
        if quietly:
            return _say(str(refusal.reason), CONFLICT)
        if refusal.code != "changed_meanwhile":
            form.add_error(None, str(refusal.reason))
            return show(status=CONFLICT)
        stored = Listing.objects.select_related("latest_revision").get(pk=listing.pk)
        return show(
            status=CONFLICT,
            token=stored.draft_token,
            differences=compare(stored.get_latest_revision_as_object()),
            refusal=str(refusal.reason),
        )
    keeping.forget(request)
    if quietly:
        return _saved(listing, form)
    messages.success(request, _("Saved."))
    return redirect(address(request.POST.get("do", "")))


def _save(request: HttpRequest, form: DraftForm) -> None:
    work = form.save(commit=False)
    by: Any = request.user
    token = request.POST.get("token", "")
    sent: tuple[Upload, str, str] | None = getattr(form, "sent", None)
    if sent is None:
        drafting.save(work, by=by, token=token)
        return
    upload, title, alt_text = sent
    files.attach(work, by=by, token=token, upload=upload, title=title, alt_text=alt_text)


def _say(sentence: str, status: int) -> JsonResponse:
    return JsonResponse({"said": sentence}, status=status)


def _saved(listing: Listing, form: DraftForm) -> JsonResponse:
    stored = Listing.objects.select_related("latest_revision").get(pk=listing.pk)
    clock = timezone.localtime().strftime("%H:%M")
    return JsonResponse(
        {
            "said": _("Saved at %(time)s.") % {"time": clock},
            "values": {"token": stored.draft_token, **form.keys()},
        }
    )


def draw(
    request: HttpRequest,
    template: str,
    listing: Listing,
    form: DraftForm,
    context: dict[str, Any],
    status: int,
) -> HttpResponse:
    """A page of the draft, with its steps and what each still lacks at the side."""
    # Once more from what is stored: a form that was sent has changed its own copy.
    work = listing.get_latest_revision_as_object()
    gaps = missing_parts(work)
    current = context.get("code", "")
    return render(
        request,
        template,
        {
            "listing": listing,
            "kind": listing.kind,
            "title": work.title,
            "language": work.language,
            "token": listing.draft_token,
            "stamp": keeping.stamp(request.user),
            "progress": progress(work, gaps, current),
            "gaps": [gap for gap in gaps if gap.step == current],
            "problems": form.problems,
            "in_review": listing.workflow_in_progress,
            **context,
        },
        status=status,
    )


def progress(work: Listing, gaps: list[Any], current: str = "") -> list[tuple[str, Any, str, Any]]:
    """(state, name, address, remark) of every step, as components/steps.html takes them."""
    lacking = {gap.step for gap in gaps}
    missing = _("missing")
    return [
        (
            "current" if step.code == current
            else "done" if step.code not in lacking and is_begun(step, work) else "todo",
            step.name,
            step_address(work, step.code),
            missing if step.code in lacking else "",
        )
        for step in steps_of(work.kind)
    ]  # fmt: skip


def is_begun(step: Step, work: Listing) -> bool:
    """Whether the draft holds anything that is asked for on the step."""
    form = step.form
    relations = [*form.formsets, *(name for name in step.shows if name == "rights")]
    if form._meta.fields or any(getattr(work, name).exists() for name in relations):
        return True
    if any(work.codes(scheme) for scheme in form.facet_schemes):
        return True
    return any(
        row._meta.get_field(name).value_from_object(row) not in (None, "", [], False)
        for relation, names in form.part_fields.items()
        for row in getattr(work, relation).all()
        for name in names
    )


def step_address(listing: Listing, code: str) -> str:
    return reverse("write_step", args=[listing.pk, code])
