from __future__ import annotations

import io
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from accounts.models import User
from alerts.models import Announcement
from audit.models import AuditEntry
from countries.models import Country
from demo.filling import PARTS
from demo.signins import MEMBERS, STAFF
from marketplace.completeness import missing_parts
from marketplace.models import Listing, ListingSource, ReviewRecord, StoredFile
from negotiations.models import ContactRequest
from partners.models import (
    Invitation,
    Membership,
    Organisation,
    OrganisationIdentifier,
    Verification,
)
from tests.conftest import WAITING

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID


@dataclass(frozen=True)
class Loaded:
    """What the database held after loading, and what the command said each time."""

    organisations: list[Organisation]
    verified: set[str]
    roles: set[str]
    identifiers: list[tuple[str, str]]
    verifications: list[Verification]
    listings: list[Listing]
    parts: dict[str, list[Any]]
    files: list[StoredFile]
    sources: list[ListingSource]
    starts: dict[UUID, bytes]
    reviews: list[ReviewRecord]
    requests: list[ContactRequest]
    at: datetime
    gaps: dict[str, list[str]]
    draft_keys: dict[str, list[UUID]]
    countries: set[str]
    public_listings: int
    news: list[datetime]
    open_invitations: int
    lapsed_invitations: int
    known_emails: set[str]
    actions: set[str]
    said: str
    said_again: str
    rows_added_again: int
    mails: int
    seconds: float

    def file_of(self, attachment: Any) -> StoredFile:
        return next(one for one in self.files if one.pk == attachment.file_id)


@pytest.fixture(scope="session")
def loaded(django_db_setup, django_db_blocker) -> Loaded:
    """The demo, loaded once for all tests and rolled back: they look at what this wrote down.

    Tasks wait, as they do for the worker of `make run`.
    """
    with django_db_blocker.unblock(), override_settings(TASKS=WAITING), transaction.atomic():
        sent_before, started = len(mail.outbox), time.process_time()
        said = run("load_demo")
        seconds, rows = time.process_time() - started, AuditEntry.objects.count()
        said_again = run("load_demo")
        found = Loaded(
            organisations=list(Organisation.objects.prefetch_related("divisions", "memberships")),
            verified=set(Organisation.objects.verified().values_list("slug", flat=True)),
            roles=set(Membership.objects.values_list("role", flat=True)),
            identifiers=list(OrganisationIdentifier.objects.values_list("scheme", "value")),
            verifications=list(Verification.objects.select_related("organisation")),
            **what_is_told(),
            public_listings=Listing.objects.public().count(),
            news=list(
                Announcement.objects.filter(
                    done_at=None, listing__in=Listing.objects.public().values("pk")
                ).values_list("noted_at", flat=True)
            ),
            open_invitations=Invitation.objects.open().count(),
            lapsed_invitations=Invitation.objects.filter(closed_at=None).count()
            - Invitation.objects.open().count(),
            known_emails=set(
                User.objects.filter(email__in=[one.email for one in (*MEMBERS, *STAFF)])
                .filter(emailaddress__verified=True)
                .values_list("email", flat=True)
            ),
            actions=set(AuditEntry.objects.values_list("action", flat=True)),
            said=said,
            said_again=said_again,
            rows_added_again=AuditEntry.objects.count() - rows,
            mails=len(mail.outbox) - sent_before,
            seconds=seconds,
        )
        transaction.set_rollback(True)
    return found


def run(command: str) -> str:
    out = io.StringIO()
    call_command(command, stdout=out)
    return out.getvalue()


def what_is_told() -> dict[str, Any]:
    """The listings, and what belongs to them."""
    return dict(  # noqa: C408 - reads as the fields of Loaded
        listings=list(Listing.objects.with_review().select_related("organisation")),
        parts={name: list(model.objects.all()) for name, model in PARTS.items()},
        files=list(StoredFile.objects.all()),
        sources=list(ListingSource.objects.all()),
        starts={one.pk: one.file.open("rb").read(8) for one in StoredFile.objects.all()},
        reviews=list(ReviewRecord.objects.select_related("reviewer")),
        requests=list(
            ContactRequest.objects.with_parties()
            .select_related("intention")
            .prefetch_related("messages")
        ),
        at=timezone.now(),
        gaps={
            one.title: [str(gap) for gap in missing_parts(one)]
            for one in Listing.objects.exclude(first_published_at=None)
        },
        draft_keys={
            one.title: [
                part.pk
                for name in PARTS
                for part in getattr(one.get_latest_revision_as_object(), name).all()
            ]
            for one in Listing.objects.all()
        },
        countries=set(Country.objects.values_list("code", flat=True)),
    )
