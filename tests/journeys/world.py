"""The people and organisations whom the page tests look at: few, but with everything they can have."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.files.base import ContentFile
from django.http import HttpRequest
from django.test import Client
from django.utils import timezone

from accounts.reachability import note_failure
from alerts.actions import save
from alerts.models import Find
from marketplace.enums import ListingKind, ListingStatus
from marketplace.models import Listing
from matching.models import Dismissal, Match
from negotiations.enums import AttachmentState
from negotiations.models import Block, Decline, Message, MessageAttachment, Note
from partners.enums import EvidenceKind, NameKind, Role, VerificationStatus
from partners.models import OrganisationDivision, OrganisationIdentifier, OrganisationName
from search.documents import documents_of
from search.engines import engine
from search.indexing import public_keys
from search.query import SearchQuery
from tests.factories import (
    InvitationFactory,
    ListingFactory,
    MembershipFactory,
    OrganisationFactory,
    UserFactory,
    VerificationFactory,
)
from tests.journeys.steps import picture
from tests.marketplace import listings as written
from tests.negotiations.parties import request_in

if TYPE_CHECKING:
    from accounts.models import User
    from alerts.models import SavedSearch
    from negotiations.models import ContactRequest
    from partners.models import Membership, Organisation

# More than one page of a list holds.
MANY = 27
# Nothing in it can be broken between lines but by force.
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
TEXT = "It moves thirty cubic metres of water a day and is mended with hand tools. " * 4


@dataclass
class World:
    owner: User
    newcomer: User
    verified: Organisation
    drafty: Organisation
    seat: Membership
    listings: dict[str, Listing]
    search: SavedSearch
    requests: dict[str, ContactRequest]

    def cookies(self, persona: str, url: str) -> list[dict[str, Any]]:
        """What a browser brings that is signed in as this person and has just proved it again."""
        if persona == "anonymous":
            return []
        client, request = Client(), HttpRequest()
        client.force_login(getattr(self, persona))
        request.session = client.session
        record_authentication(
            request, getattr(self, persona), method="password", reauthenticated=True
        )
        request.session.save()
        return [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": url}]


def build() -> World:
    owner = UserFactory(name="Amina Otieno", email="owner@wells.example")
    TOTP.activate(owner, generate_totp_secret())
    RecoveryCodes.activate(owner)
    verified = _full_organisation(owner)
    drafty = OrganisationFactory(name=LONG, slug="drafty")
    MembershipFactory(organisation=drafty, user=owner)
    listings = {
        status: ListingFactory(
            organisation=verified, author=owner, status=status, description=TEXT, summary=TEXT
        )
        for status in ListingStatus.values
    }
    for number in range(MANY):
        for kind in ListingKind.values:
            ListingFactory(
                organisation=verified,
                author=owner,
                kind=kind,
                status=ListingStatus.PUBLISHED,
                title=LONG if number == 0 else f"A certain {kind} {number}",
            )
    house = SimpleNamespace(organisation=verified, editor=owner)
    listings["full"] = written.published(house, written.new_reviewer(), title=LONG)
    listings["need"] = written.drafted(house, written.need)
    engine().rebuild(public_keys, documents_of)
    _matches(listings["published"], owner)
    newcomer = UserFactory(name="Noor Newcomer", email="newcomer@people.example")
    InvitationFactory(organisation=verified, email=newcomer.email, invited_by=owner, token="mine")
    seat = verified.memberships.exclude(user=owner).first()
    requests = _requests(verified, owner, listings["full"])
    return World(owner, newcomer, verified, drafty, seat, listings, _alerts(owner), requests)


def _alerts(owner: User) -> SavedSearch:
    """A search with something new in it, one that is paused, and an address that is dead."""
    save(SearchQuery(words=LONG), name=LONG, frequency="paused", by=owner)
    query = SearchQuery(words="مضخة", facets={"kind": ("offer",), "country": ("KE", "UG")})
    search = save(query, name="Pumps", frequency="weekly", by=owner)
    listing = Listing.objects.public().first()
    Find.objects.create(search=search, listing=listing, found_at=timezone.now())
    note_failure(owner.email, "550 5.1.1 <owner@wells.example>: user unknown")
    return search


def _requests(ours: Organisation, owner: User, listing: Listing) -> dict[str, ContactRequest]:
    """One to answer, one in contact with all that hangs from it, one asked back, and a draft."""
    other = MembershipFactory(organisation__name=f"Tank Makers {LONG}")
    theirs = ListingFactory(
        kind=ListingKind.NEED, organisation=other.organisation, author=other.user,
        status=ListingStatus.PUBLISHED,
    )  # fmt: skip
    received = {"sender": other.organisation, "recipient": ours, "author": other.user}
    sent = {"listing": theirs, "own_listing": listing, "sender": ours, "author": owner,
            "recipient": other.organisation}  # fmt: skip
    unnamed = request_in("submitted", listing=listing, visibility="anonymous", **received)
    second = ListingFactory(organisation=ours, author=owner, status=ListingStatus.PUBLISHED)
    in_contact = request_in("accepted", listing=second, **received)
    now = timezone.now()
    for side, author in (("sender", other.user), ("recipient", owner)):
        message = Message.objects.create(
            request=in_contact, side=side, author=author, at=now, body=f"{TEXT}\n\n{LONG}"
        )
        _files(message)
    Note.objects.create(request=in_contact, side="recipient", author=owner, at=now, body=LONG)
    Block.objects.create(organisation=ours, blocked=other.organisation, request=in_contact, at=now)
    declined = request_in("declined", listing=second, **received)
    Decline.objects.create(request=declined, code="too_early", note=TEXT, suggestion=LONG)
    return {
        "unnamed": unnamed,
        "in_contact": in_contact,
        "declined": declined,
        "asked": request_in("information_requested", **sent),
        "draft": request_in("draft", **sent),
    }


def _files(message: Message) -> None:
    """One in each state, with names of every kind."""
    names = (f"{LONG}.pdf", "مضخة المياه.webp", "plan.pdf", "x" * 195 + ".pdf")
    for position, state in enumerate(AttachmentState.values):
        has_bytes = state != AttachmentState.INFECTED
        MessageAttachment.objects.create(
            message=message, position=position, name=names[position], state=state,
            file=ContentFile(b"%PDF-1.4", name="plan.pdf") if has_bytes else None,
            media_type="application/pdf", size=1_234_567, sha256="0" * 64,
        )  # fmt: skip


# Something in every group of reasons, with the longest words.
FINDINGS = [
    {"part": "text", "verdict": "fits", "values": {"words": [LONG, "pump"]}},
    {"part": "readiness", "verdict": "does_not_fit", "values": {"offered": 5, "needed": 7}},
    {"part": "site", "verdict": "open", "values": {"missing": ["workshop", "cold_chain"]}},
    {
        "part": "budget",
        "verdict": "fits",
        "values": {"offered": ["9", "USD"], "needed": ["10", "USD"]},
    },
]


def _matches(offer: Listing, owner: User) -> None:
    """More than one page of needs that fit the offer, and one that was set aside."""
    seeker, now = OrganisationFactory(name=LONG, slug="seeker"), timezone.now()
    VerificationFactory(organisation=seeker)
    for number in range(12):
        need = ListingFactory(
            organisation=seeker, kind=ListingKind.NEED, status=ListingStatus.PUBLISHED,
            title=LONG if number == 0 else f"A certain need {number}", summary=TEXT,
        )  # fmt: skip
        Match.objects.create(
            offer=offer, need=need, score=-number, parts=FINDINGS, computed_at=now, found_at=now
        )
    Dismissal.objects.create(
        offer=offer, need=need, organisation=offer.organisation, reason="known", note=LONG,
        by=owner, at=now,
    )  # fmt: skip


def _full_organisation(owner: User) -> Organisation:
    organisation = OrganisationFactory(
        name="معهد الآبار والمياه",
        language="ar",
        slug="full",
        city="القاهرة",
        website=f"https://{LONG[:60].lower().replace('ä', 'a')}.example/about/us/and/more",
        description="نحفر آبار القرى ونصلحها.\n\nنعلم أهلها كيف يصلحونها.",
        capabilities="ورشة ومختبر للمياه.",
        logo=ContentFile(picture(), name="logo.png"),
    )
    MembershipFactory(organisation=organisation, user=owner, contact_rank=1)
    for role in (Role.EDITOR, Role.SIGNATORY, Role.VIEWER):
        MembershipFactory(
            organisation=organisation, role=role, user=UserFactory(name=f"{role.title()} {LONG}")
        )
    InvitationFactory(
        organisation=organisation, invited_by=owner, email=f"{LONG[:60].lower()}@people.example"
    )
    OrganisationName.objects.create(
        organisation=organisation, kind=NameKind.LABEL, value="Institute of Wells", language="en"
    )
    OrganisationIdentifier.objects.create(
        organisation=organisation, scheme="ror", value="02mhbdp94"
    )
    for code in ("36", "72"):
        OrganisationDivision.objects.create(organisation=organisation, code=code)
    _verifications(organisation, owner)
    return organisation


def _verifications(organisation: Organisation, owner: User) -> None:
    """Refused, granted, and renewal asked for."""
    earlier = {"organisation": organisation, "requested_by": owner}
    VerificationFactory(**earlier, status=VerificationStatus.REFUSED, reason="Not legible.")
    VerificationFactory(**earlier, reason="The register confirms it.")
    VerificationFactory(
        **earlier,
        status=VerificationStatus.REQUESTED,
        evidence_kind=EvidenceKind.DOCUMENT,
        document=ContentFile(b"%PDF-1.4", name="evidence.pdf"),
        document_name=f"{LONG}.pdf",
        note="The same as last year.",
        expires_on=timezone.now().date() + timedelta(days=30),
    )
