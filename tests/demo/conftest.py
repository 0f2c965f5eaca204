from __future__ import annotations

import io
import time
from dataclasses import dataclass

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import transaction

from accounts.models import User
from audit.models import AuditEntry
from demo.signins import MEMBERS, STAFF
from marketplace.models import Listing
from partners.models import (
    Invitation,
    Membership,
    Organisation,
    OrganisationIdentifier,
    Verification,
)


@dataclass(frozen=True)
class Loaded:
    """What the database held after loading, and what the command said each time."""

    organisations: list[Organisation]
    verified: set[str]
    roles: set[str]
    identifiers: list[tuple[str, str]]
    verifications: list[Verification]
    listings: list[Listing]
    public_listings: int
    open_invitations: int
    lapsed_invitations: int
    known_emails: set[str]
    actions: set[str]
    said: str
    said_again: str
    rows_added_again: int
    mails: int
    seconds: float


@pytest.fixture(scope="session")
def loaded(django_db_setup, django_db_blocker) -> Loaded:
    """The demo, loaded once for all tests and rolled back: they look at what this wrote down."""
    with django_db_blocker.unblock(), transaction.atomic():
        sent_before, started = len(mail.outbox), time.monotonic()
        said = run("load_demo")
        seconds, rows = time.monotonic() - started, AuditEntry.objects.count()
        said_again = run("load_demo")
        found = Loaded(
            organisations=list(Organisation.objects.prefetch_related("divisions", "memberships")),
            verified=set(Organisation.objects.verified().values_list("slug", flat=True)),
            roles=set(Membership.objects.values_list("role", flat=True)),
            identifiers=list(OrganisationIdentifier.objects.values_list("scheme", "value")),
            verifications=list(Verification.objects.select_related("organisation")),
            listings=list(Listing.objects.select_related("organisation")),
            public_listings=Listing.objects.public().count(),
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
