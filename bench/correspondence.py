"""Organisations that ask each other, made from a seed and written in bulk."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from datetime import timedelta
from itertools import product
from typing import Any, NamedTuple

from django.utils import timezone

from accounts.models import User
from marketplace.models import Listing
from negotiations.enums import RequestStatus, Side
from negotiations.models import ContactRequest, Intention, Message
from partners.enums import EvidenceKind, OrganisationKind, Role, VerificationStatus
from partners.models import Membership, Organisation, Verification

SEED = 2016
AT_ONCE = 2000
COUNTRIES = ("KE", "UG", "TZ", "IN", "BR", "FR", "JP", "CN", "US", "ZA")
WORDS = ("pump", "valve", "solar", "filter", "brick", "loom", "seed", "cooler", "mill", "sensor")
STATES = (
    ("submitted",) * 4 + ("acknowledged", "information_requested", "accepted") + ("declined",) * 3
)
YEAR = timedelta(days=365)


class House(NamedTuple):
    organisation: Organisation
    person: User


def houses(name: str, number: int) -> list[House]:
    """Verified organisations, each with one owner, who is its first contact."""
    now = timezone.now()
    people = User.objects.bulk_create(
        User(email=f"{name}{at}@bench.example", name=f"Person {at} of {name}")
        for at in range(number)
    )
    organisations = Organisation.objects.bulk_create(
        Organisation(
            name=f"{name.title()} {at}", slug=f"{name}-{at}", language="en",
            kind=OrganisationKind.FIRM, country_id=COUNTRIES[at % len(COUNTRIES)],
        )
        for at in range(number)
    )  # fmt: skip
    made = [House(*each) for each in zip(organisations, people, strict=True)]
    Membership.objects.bulk_create(
        Membership(organisation=each, user=person, role=Role.OWNER, contact_rank=1)
        for each, person in made
    )
    Verification.objects.bulk_create(
        Verification(
            organisation=each, status=VerificationStatus.GRANTED, requested_by=person,
            evidence_kind=EvidenceKind.IDENTIFIER, note="bench", decided_by=person,
            decided_at=now, expires_on=(now + YEAR).date(),
        )
        for each, person in made
    )  # fmt: skip
    return made


def offers(house: House, number: int) -> list[Listing]:
    """Public ones, with texts as long as people's."""
    now = timezone.now()
    chance = random.Random(SEED)  # noqa: S311 - nothing secret
    return Listing.objects.bulk_create(
        Listing(
            kind="offer", organisation=house.organisation, author=house.person, language="en",
            title=f"{' '.join(chance.choices(WORDS, k=5)).capitalize()} {at}",
            summary=_text(chance, 40), description=_text(chance, 300), status="published",
            live=True, first_published_at=now, last_published_at=now,
            expires_on=(now + YEAR).date(),
        )
        for at in range(number)
    )  # fmt: skip


def requests(
    askers: Sequence[House],
    listings: Sequence[Listing],
    number: int,
    *,
    states: Sequence[str] = STATES,
) -> list[ContactRequest]:
    """At most one of each asker about each listing, unnamed every third; none is due yet."""
    chance = random.Random(SEED)  # noqa: S311
    pairs = list(product(listings, askers))
    if number > len(pairs):
        raise ValueError(f"{number} requests need more listings or askers.")
    rows = [
        _request(listing, asker, chance.choice(states), chance)
        for listing, asker in chance.sample(pairs, number)
    ]
    return ContactRequest.objects.bulk_create(rows, batch_size=AT_ONCE)


def _request(listing: Listing, asker: House, status: str, chance: random.Random) -> ContactRequest:
    now = timezone.now()
    sent_at = now - timedelta(minutes=chance.randrange(1, 7 * 24 * 60))
    moments: dict[str, Any] = {"sent_at": sent_at, "active_at": sent_at}
    if status in RequestStatus.UNDECIDED_STATES:
        due_at = now + timedelta(minutes=chance.randrange(60, 7 * 24 * 60))
        moments |= {"awaited_since": sent_at, "due_at": due_at, "next_step_at": due_at}
    elif status in {"accepted", "declined"}:
        moments["answered_at"] = sent_at + timedelta(seconds=30)
    if status == "accepted":
        moments["accepted_at"] = moments["answered_at"]
    return ContactRequest(
        listing=listing, sender=asker.organisation, recipient_id=listing.organisation_id,
        author=asker.person, status=status, **moments,
        visibility="anonymous" if chance.random() < 1 / 3 else "full",
    )  # fmt: skip


def intentions(rows: Iterable[ContactRequest]) -> None:
    chance = random.Random(SEED)  # noqa: S311
    Intention.objects.bulk_create(
        (
            Intention(
                request=row, cooperation=["licence"], use="manufacture", territories=["KE"],
                **{name: _text(chance, 60) for name in Intention.TEXTS},
            )
            for row in rows
        ),
        batch_size=AT_ONCE,
    )  # fmt: skip


def talk(request: ContactRequest, answerer: User, number: int) -> None:
    """So many messages, the two sides by turns."""
    chance = random.Random(SEED)  # noqa: S311
    since = timezone.now() - timedelta(days=6)
    sides = [(Side.SENDER, request.author), (Side.RECIPIENT, answerer)]
    Message.objects.bulk_create(
        (
            Message(
                request=request, side=sides[at % 2][0], author=sides[at % 2][1],
                at=since + timedelta(minutes=at), body=_text(chance, 80),
            )
            for at in range(number)
        ),
        batch_size=AT_ONCE,
    )  # fmt: skip


def _text(chance: random.Random, words: int) -> str:
    return " ".join(chance.choices(WORDS, k=words)).capitalize() + "."
