"""One step of a draft."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.http import Http404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from countries.forms import country_choices
from marketplace import steps
from marketplace.cautions import cautions
from marketplace.comparing import differences
from marketplace.right_forms import remarks
from marketplace.views import keeping
from marketplace.views.access import writable
from marketplace.views.saving import draw, save_page, step_address

if TYPE_CHECKING:
    import uuid
    from typing import Any

    from django.http import HttpRequest, HttpResponse

    from marketplace.formsets import StepForm
    from marketplace.models import Listing
    from marketplace.steps import Step


# What the buttons beside a row send.
_MOVE = re.compile(r"(?P<way>up|down)-(?P<relation>[a-z_]+)-(?P<index>[0-9]{1,4})", re.A)
_STEPS = {"up": -1, "down": 1}


@keeping.writing_page
@require_http_methods(["GET", "HEAD", "POST"])
def write_step(request: HttpRequest, pk: uuid.UUID, step: str) -> HttpResponse:
    listing = writable(request, pk)
    found = steps.find(listing.kind, step)
    if found is None:
        raise Http404(step)
    work = listing.get_latest_revision_as_object()
    extra = _shown(found, work)
    if request.method != "POST":
        typed = keeping.typed(request)
        form = found.form(typed, instance=work)
        token: Any = {"token": typed.get("token", "")} if typed else {}
        return _page(request, listing, found, form, restored=bool(typed), **extra, **token)
    form = found.form(request.POST, request.FILES, instance=work)
    if move := _MOVE.fullmatch(request.POST.get("do", "")):
        form.move(move["relation"], int(move["index"]), _STEPS[move["way"]])
    return save_page(
        request,
        listing,
        form,
        show=lambda **more: _page(request, listing, found, form, **extra | more),
        compare=lambda newest: differences(form, found.form(instance=newest)),
        address=lambda pressed: _next(listing, found, pressed),
    )


def _page(
    request: HttpRequest, listing: Listing, step: Step, form: StepForm, *, status: int = 200,
    **context: Any,
) -> HttpResponse:  # fmt: skip
    rows = [(name, title, form.formsets[name]) for name, title in step.rows]
    following = steps.following(listing.kind, step)
    return draw(
        request,
        "marketplace/write_step.html",
        listing,
        form,
        {
            "code": step.code, "step": step, "form": form, "rows": rows, "following": following,
            **context,
        },
        status,
    )  # fmt: skip


def _shown(step: Step, work: Listing) -> dict[str, Any]:
    """What the page shows beside its form; made before the form changes the draft."""
    shown: dict[str, Any] = {}
    if "cautions" in step.shows:
        shown["cautions"] = cautions(work)
    if "rights" in step.shows:
        shown["rights"] = rights_in_lines(work)
    return shown


def rights_in_lines(work: Listing) -> list[tuple[Any, str, list[str]]]:
    """Each right with the countries in which it has a state, and what its owner should look at."""
    names = dict(country_choices())
    statuses = list(work.rights_statuses.all())
    return [
        (
            right,
            ", ".join(
                str(names.get(s.country, s.country)) for s in statuses if s.right == right.pk
            ),
            remarks(right),
        )
        for right in work.rights.all()
    ]


def _movable(step: Step) -> set[str]:
    return {*dict(step.rows), *(name for name in step.shows if name == "rights")}


def _next(listing: Listing, step: Step, pressed: str) -> str:
    here = step_address(listing, step.code)
    if (move := _MOVE.fullmatch(pressed)) and move["relation"] in _movable(step):
        # Where the row stands now, so that it can be moved on.
        place = max(int(move["index"]) + _STEPS[move["way"]], 0)
        return f"{here}#row-{move['relation']}-{place}"
    if pressed.startswith("add-"):
        return (
            f"{here}#rows-{pressed.removeprefix('add-')}"
            if pressed[4:] in dict(step.rows)
            else here
        )
    if pressed != "next":
        return here
    following = steps.following(listing.kind, step)
    if following is None:
        return reverse("write_listing", args=[listing.pk])
    return step_address(listing, following.code)
