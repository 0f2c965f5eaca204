"""The only way these views get at an organisation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import get_object_or_404

from core.errors import Gone
from core.permissions import require_perm
from partners.enums import VerificationStatus
from partners.models import Organisation
from partners.profile import public_organisation

if TYPE_CHECKING:
    from django.http import HttpRequest


def organisation_for(request: HttpRequest, slug: str, permission: str = "") -> Organisation:
    """The organisation if the person may see it (else 404), and may do `permission` (else 403).

    One that was public until its verification was withdrawn is answered with 410.
    """
    if request.user.is_authenticated:
        visible = Organisation.objects.visible_to(request.user).select_related("country")
        organisation = visible.filter(slug=slug).with_verified_until().first()
    else:
        organisation = public_organisation(slug)
    if organisation is None:
        _raise_gone_if_once_public(slug)
        raise Http404(slug)
    if permission:
        require_perm(request.user, permission, organisation)
    return organisation


def seat_or_404(organisation: Organisation, pk: int) -> object:
    return get_object_or_404(organisation.memberships.select_related("user"), pk=pk)


def _raise_gone_if_once_public(slug: str) -> None:
    withdrawn = Organisation.objects.filter(
        slug=slug, verifications__status=VerificationStatus.WITHDRAWN
    )
    if withdrawn.exists():
        raise Gone(slug)
