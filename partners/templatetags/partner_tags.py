"""Parts of pages about organisations, for the pages of apps above."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _

from partners.enums import VerificationStatus
from partners.models import Invitation, Organisation

if TYPE_CHECKING:
    pass

register = template.Library()

# How each state of a verification looks (see the `state` tag of core).
STATE_SIGNS = {
    VerificationStatus.REQUESTED: "pending",
    VerificationStatus.GRANTED: "good",
    VerificationStatus.REFUSED: "bad",
    VerificationStatus.CANCELLED: "ended",
    VerificationStatus.WITHDRAWN: "bad",
    VerificationStatus.EXPIRED: "warning",
    VerificationStatus.SUPERSEDED: "ended",
}


@register.filter
def state_sign(status: str) -> str:
    """The sign of a verification's state."""
    return STATE_SIGNS[VerificationStatus(status)]


@register.simple_tag
def organisation_tabs(organisation: Organisation) -> list[tuple[str, str, None]]:
    """The pages on which members look after an organisation."""
    pages = (
        ("manage_organisation", _("Overview")),
        ("list_members", _("Members")),
        ("show_verification", _("Verification")),
        ("show_organisation", _("Public profile")),
    )
    return [(reverse(name, args=[organisation.slug]), label, None) for name, label in pages]


@register.simple_tag
def organisation_trail(organisation: Organisation) -> list[tuple[str, str]]:
    """The way to a page under an organisation's overview."""
    return [
        (reverse("list_my_organisations"), _("Your organisations")),
        (reverse("manage_organisation", args=[organisation.slug]), organisation.name),
    ]


@register.inclusion_tag("partners/panels/mine.html")
def my_organisations_panel(user: Any) -> dict[str, object]:
    mine = Organisation.objects.with_role_of(user).with_verified_until()
    return {"organisations": mine.select_related("country")}


@register.inclusion_tag("partners/panels/invitations.html", takes_context=True)
def my_invitations_panel(context: template.Context) -> dict[str, object]:
    waiting = Invitation.objects.addressed_to(context["user"])
    return {
        "invitations": waiting.select_related("organisation", "invited_by"),
        "csrf_token": context["csrf_token"],
    }
