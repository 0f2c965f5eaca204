"""Who decides on verification."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.models import Permission
from django.db.models import Exists, OuterRef, Q

from accounts.models import User
from partners.models import Membership

if TYPE_CHECKING:
    from partners.models import Organisation


def verifiers_of(organisation: Organisation) -> list[User]:
    """Staff who may decide on it; administrators, who may do everything, only if nobody else may."""
    own = Membership.objects.filter(user=OuterRef("pk"), organisation=organisation)
    others = User.objects.filter(~Exists(own), is_active=True).order_by("pk")
    verify = Permission.objects.filter(
        content_type__app_label="partners", codename="verify_organisation"
    )
    holding = Q(user_permissions__in=verify) | Q(groups__permissions__in=verify)
    return list(others.filter(holding).distinct()) or list(others.filter(is_superuser=True))
