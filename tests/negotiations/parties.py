"""Two organisations and a listing between them, and requests in every state, for tests."""

from __future__ import annotations

import uuid
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from django.utils import timezone

from countries.models import Country
from marketplace.models import Facet, LicenceTerms, Listing
from negotiations.actions import answering, asking
from negotiations.enums import Side
from negotiations.models import ContactRequest, Intention
from partners.enums import Role
from partners.models import Organisation
from tests.factories import (
    ListingFactory,
    MembershipFactory,
    OrganisationFactory,
    UserFactory,
    VerificationFactory,
)

ANSWERS: dict[str, Any] = {
    "cooperation": ["licence", "training"],
    "proposal": "Build your pump here.",
    "unclear": "Does it run dry?",
    "about": "We make water tanks.",
    "use": "manufacture",
    "licence_kinds": ["non_exclusive"],
    "divisions": ["28"],
    "territories": ["KE", "TZ"],
    "capacity": "Twelve people and a foundry.",
    "start": "year",
}
UNDECIDED = ("submitted", "acknowledged", "information_requested")
ENDED = ("declined", "withdrawn", "expired_no_reply", "closed_no_deal")
STATES = ("draft", *UNDECIDED, "accepted", *ENDED)


def party(name: str, country: str = "KE", **values: Any) -> SimpleNamespace:
    """A verified organisation with an owner, who is its first contact, an editor and a viewer."""
    organisation = OrganisationFactory(name=name, country=Country.objects.get(pk=country), **values)
    VerificationFactory(organisation=organisation)
    people = {}
    for role in (Role.OWNER, Role.EDITOR, Role.VIEWER):
        people[role] = UserFactory(name=f"{role.title()} of {name}")
        MembershipFactory(
            organisation=organisation,
            user=people[role],
            role=role,
            contact_rank=1 if role == Role.OWNER else None,
        )
    return SimpleNamespace(organisation=organisation, **people)


def offer_of(house: SimpleNamespace, **values: Any) -> Listing:
    """A published offer with terms: Kenya, not Tanzania; non-exclusive; licence and training."""
    listing = ListingFactory(
        organisation=house.organisation, author=house.editor, status="published", **values
    )
    LicenceTerms.objects.create(
        listing=listing, kinds=["non_exclusive"], territory_scope="listed", territories=["KE"]
    )
    Facet.objects.create(listing=listing, scheme="cooperation", code="licence")
    return listing


def need_of(house: SimpleNamespace, **values: Any) -> Listing:
    """A published need, which an offer of somebody else could fit."""
    return ListingFactory(
        kind="need", organisation=house.organisation, author=house.editor, status="published",
        **values,
    )  # fmt: skip


def again(request: ContactRequest) -> ContactRequest:
    return ContactRequest.objects.get(pk=request.pk)


def drafted(deal: SimpleNamespace, by: Any = None, **values: Any) -> ContactRequest:
    sender: Organisation = values.pop("sender", deal.sender.organisation)
    listing: Listing = values.pop("listing", deal.listing)
    visibility = values.pop("visibility", "full")
    own_listing = values.pop("own_listing", None)
    by = by or deal.sender.editor
    return asking.keep(
        listing, sender=sender, by=by, visibility=visibility, answers={**ANSWERS, **values},
        own_listing=own_listing,
    )  # fmt: skip


def sent(deal: SimpleNamespace, by: Any = None, **values: Any) -> ContactRequest:
    by = by or deal.sender.editor
    return again(asking.send(drafted(deal, by=by, **values), by=by))


def in_state(state: str, deal: SimpleNamespace, **values: Any) -> ContactRequest:
    """A request that came to this state by actions (the ends that time brings, by its columns)."""
    request = drafted(deal, **values)
    if state == "draft":
        return request
    asking.send(request, by=deal.sender.editor)
    by = deal.recipient.editor
    steps: dict[str, Any] = {
        "acknowledged": lambda: answering.acknowledge(request, by=by),
        "information_requested": lambda: answering.ask(
            request, by=by, question="Which pump?", key=uuid.uuid4()
        ),
        "accepted": lambda: answering.accept(request, by=by),
        "declined": lambda: answering.decline(request, by=by, code="too_early"),
        "withdrawn": lambda: answering.withdraw(request, by=deal.sender.editor),
        "closed_no_deal": lambda: _closed(request, by),
        "expired_no_reply": lambda: _expired(request),
    }
    if state in steps:
        steps[state]()
    return again(request)


def _closed(request: ContactRequest, by: Any) -> None:
    answering.accept(request, by=by)
    answering.close(request, by=by, side=Side.RECIPIENT)


def _expired(request: ContactRequest) -> None:
    rows = ContactRequest.objects.filter(pk=request.pk)
    rows.update(status="expired_no_reply", due_at=None, next_step_at=None)


def request_in(status: str, **values: Any) -> ContactRequest:
    """A row in this state, made without actions: for places where none would be possible."""
    now = timezone.now()
    later = now + timedelta(days=14)
    moments: dict[str, Any] = {} if status == "draft" else {"sent_at": now, "active_at": now}
    if status in UNDECIDED:
        moments |= {"awaited_since": now, "due_at": later, "next_step_at": later}
    if status == "accepted":
        moments |= {"answered_at": now, "accepted_at": now}
    request = ContactRequest.objects.create(status=status, **moments, **values)
    Intention.objects.create(request=request, **ANSWERS)
    return request
