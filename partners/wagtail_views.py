"""The screens on which staff decide: lists, and one page for a decision with its evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.admin.views import generic

from core.http import attempt_form
from partners.actions import verifications as actions
from partners.enums import VerificationStatus
from partners.forms import DecisionForm
from partners.models import Verification

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet
    from django.http import HttpRequest, HttpResponse

VERIFY = "partners.verify_organisation"


class VerificationListView(generic.IndexView):
    def get_base_queryset(self) -> QuerySet:
        rows = Verification.objects.visible_to(self.request.user)
        return rows.select_related("organisation__country", "requested_by", "decided_by")

    def order_queryset(self, queryset: QuerySet) -> QuerySet:
        return super().order_queryset(queryset) if self.ordering else queryset.as_queue()


class OrganisationListView(generic.IndexView):
    def get_base_queryset(self) -> QuerySet:
        return self.model.objects.visible_to(self.request.user).select_related("country")

    def get_edit_url(self, instance: Model) -> str:
        return instance.get_absolute_url()


@require_http_methods(["GET", "HEAD", "POST"])
def decide_verification(request: HttpRequest, pk: int) -> HttpResponse:
    """One request with its evidence, and what can be decided about it now."""
    if not request.user.has_perm(VERIFY):
        raise PermissionDenied
    verification = get_object_or_404(
        Verification.objects.visible_to(request.user).select_related(
            "organisation__country", "identifier", "requested_by", "decided_by"
        ),
        pk=pk,
    )
    decisions = _possible(verification)
    is_own = verification.organisation.memberships.filter(user=request.user).exists()
    form = None
    if decisions and not is_own:
        form = DecisionForm(request.POST or None, decisions=decisions)
        if request.method == "POST" and form.is_valid() and _decide(form, verification, request):
            return redirect("verifications:index")
    elif request.method == "POST":
        return _not_now(request, verification, is_own=is_own)
    context = {
        "verification": verification,
        "organisation": verification.organisation,
        "revision": verification.organisation.revision,
        "earlier": verification.organisation.verifications.exclude(pk=pk),
        "domain_matches": _domain_matches(verification),
        "is_own": is_own,
        "form": form,
        "breadcrumbs_items": [
            {"url": reverse("verifications:index"), "label": _("Verifications")},
            {"url": "", "label": str(verification.organisation)},
        ],
        "page_title": str(verification.organisation),
        "header_icon": "tick-inverse",
    }
    return render(request, "wagtailadmin/partners/decide_verification.html", context)


def _not_now(request: HttpRequest, verification: Verification, *, is_own: bool) -> HttpResponse:
    if is_own:
        raise PermissionDenied
    # Somebody else decided while this page was open.
    messages.warning(
        request,
        _("This is no longer possible: it is already “%(state)s”.")
        % {"state": verification.state.label},
    )
    return redirect("verifications:decide", verification.pk)


def _possible(verification: Verification) -> list[str]:
    if verification.status == VerificationStatus.REQUESTED:
        return [DecisionForm.GRANT, DecisionForm.REFUSE]
    if verification.status in VerificationStatus.PUBLIC_STATES:
        keep = [DecisionForm.CONFIRM] if verification.is_outdated else []
        return [*keep, DecisionForm.WITHDRAW]
    return []


def _decide(form: DecisionForm, verification: Verification, request: HttpRequest) -> bool:
    asked = form.cleaned_data
    action = {
        DecisionForm.GRANT: actions.grant,
        DecisionForm.REFUSE: actions.refuse,
        DecisionForm.WITHDRAW: actions.withdraw,
        DecisionForm.CONFIRM: actions.confirm,
    }[asked["decision"]]
    details = {"by": request.user, "reason": asked["reason"]}
    if asked["decision"] == DecisionForm.GRANT:
        details["expires_on"] = asked["expires_on"]
    if asked["decision"] in (DecisionForm.GRANT, DecisionForm.CONFIRM):
        details["revision"] = asked["revision"]
    decided = attempt_form(form, action, verification, **details)
    if decided:
        link = format_html('<a href="{}">{}</a>', decided.organisation.get_absolute_url(), decided)
        messages.success(request, link)
    return bool(decided)


def _domain_matches(verification: Verification) -> bool | None:
    """Whether the address belongs to the website's domain; None without either."""
    host = urlsplit(verification.organisation.website).hostname
    if not (verification.email and host):
        return None
    host = host.removeprefix("www.")
    domain = verification.email.rpartition("@")[2].lower()
    return domain == host or domain.endswith(f".{host}") or host.endswith(f".{domain}")
