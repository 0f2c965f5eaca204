"""Organisations that stand for an outside source, so that what is taken over has an owner here."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from audit.recording import record
from partners.actions import verifications
from partners.actions.organisations import free_slug
from partners.enums import EvidenceKind, OrganisationKind
from partners.models import Organisation, Verification

if TYPE_CHECKING:
    from accounts.models import User
    from countries.models import Country

REASON = "It stands for an outside source; the operators set it up and answer for it."


def stand_in(source: str, *, country: Country) -> Organisation:
    """What would stand for the source; nothing is written."""
    return Organisation(
        slug=free_slug(source),
        kind=OrganisationKind.INTERMEDIARY,
        name=source,
        language="en",
        country=country,
        description=(
            f"Stands for the source “{source}”, from which the operators of this site took "
            "over public records. Nobody of the source has written here."
        ),
    )


@transaction.atomic
def stand_for(source: str, *, country: Country, by: User) -> Organisation:
    """A new organisation named as the source, without members, verified by `by` for a year.

    Nobody from the source runs it, and its description says so. Raises `ActionRefused`
    ("not_allowed") unless `by` may decide on verification.
    """
    with override("en"):
        organisation = stand_in(source, country=country)
        organisation.save(force_insert=True)
        record("organisation.founded", actor=by, about=[organisation], data={"stands_for": source})
        asked = Verification.objects.create(
            organisation=organisation,
            evidence_kind=EvidenceKind.IDENTIFIER,
            note=REASON,
            requested_by=by,
        )
    ends = timezone.now().date() + timedelta(days=365)
    verifications.grant(asked, by=by, reason=REASON, expires_on=ends)
    return organisation
