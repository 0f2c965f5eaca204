"""The people of the access table, and the organisation they meet in each of its states."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from types import SimpleNamespace

from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from accounts.models import DeadLetter, User
from accounts.reachability import note_failure
from alerts import actions
from marketplace.actions import drafting
from marketplace.enums import ListingStatus
from marketplace.models import Attachment, LicenceTerms, RightsEntry, StoredFile
from matching.models import Abstention, Dismissal, Match
from negotiations.models import Block, Message, MessageAttachment, Report
from partners.enums import EvidenceKind, IdentifierScheme, NameKind, Role, VerificationStatus
from partners.models import OrganisationIdentifier, OrganisationName, Verification
from search.query import SearchQuery
from tests.conftest import sign_in
from tests.factories import (
    InvitationFactory,
    ListingFactory,
    MembershipFactory,
    OrganisationFactory,
    UserFactory,
    VerificationFactory,
)
from tests.marketplace.listings import drafted, new_reviewer
from tests.negotiations.parties import request_in

MEMBERS = ("viewer", "signatory", "editor", "owner")
OUTSIDERS = ("anonymous", "stranger", "other_owner", "former_member", "page_editor", "facts_editor")
# Staff whose second factor was not used hold none of their powers.
POWERLESS = ("unproven_verifier", "unproven_reviewer")
STAFF = ("verifier", "superuser")
# Sees unverified organisations no more than anybody; has a desk of their own.
REVIEWERS = ("reviewer",)
ACTORS = (*OUTSIDERS, *POWERLESS, *REVIEWERS, *MEMBERS, *STAFF)

STATES = ("unverified", "waiting", "verified", "lapsed", "withdrawn")
PUBLIC = frozenset({"verified", "lapsed"})


@dataclass
class World:
    """One organisation in one state, everything that hangs from it, and a client per actor."""

    state: str
    organisation: object = None
    clients: dict[str, Client] = field(default_factory=dict)
    people: dict[str, object] = field(default_factory=dict)
    rows: dict[str, object] = field(default_factory=dict)


def build(state: str) -> World:
    world = World(state)
    world.organisation = OrganisationFactory(name="Institute of Wells", slug="institute-of-wells")
    _people(world)
    _rows(world)
    return world


def _people(world: World) -> None:
    for name in ("stranger", "other_owner", "former_member", *MEMBERS):
        world.people[name] = UserFactory(name=name, email=f"{name}@people.example")
    for role in MEMBERS:
        world.rows[f"seat_{role}"] = MembershipFactory(
            organisation=world.organisation, user=world.people[role], role=Role(role)
        )
    MembershipFactory(organisation=world.organisation, user=UserFactory(name="second owner"))
    MembershipFactory(user=world.people["other_owner"])
    staff = ["wagtailadmin.access_admin", "partners.verify_organisation"]
    for name in ("verifier", "unproven_verifier"):
        world.people[name] = UserFactory(name=name, with_permissions=staff)
    for name in ("reviewer", "unproven_reviewer"):
        world.people[name] = new_reviewer(name)
    world.people["page_editor"] = UserFactory(name="page editor")
    world.people["page_editor"].groups.add(Group.objects.get(name="Editors"))
    world.people["facts_editor"] = UserFactory(name="facts editor")
    world.people["facts_editor"].groups.add(Group.objects.get(name="Country facts"))
    world.people["superuser"] = UserFactory(name="superuser", is_superuser=True)
    world.clients = {"anonymous": Client()}
    proven = {"verifier", "reviewer", "superuser", "page_editor", "facts_editor"}
    for name, person in world.people.items():
        world.clients[name] = sign_in(Client(), person, second_factor=name in proven)


def _rows(world: World) -> None:
    organisation, owner = world.organisation, world.people["owner"]
    world.rows["name"] = OrganisationName.objects.create(
        organisation=organisation, kind=NameKind.ALIAS, value="Wells Institute", language="en"
    )
    world.rows["identifier"] = OrganisationIdentifier.objects.create(
        organisation=organisation, scheme=IdentifierScheme.NATIONAL, value="C.1"
    )
    world.rows["invitation"] = InvitationFactory(
        organisation=organisation, invited_by=owner, token="known", email="invited@people.example"
    )
    world.rows["own_invitation"] = InvitationFactory(
        organisation=organisation, invited_by=owner, email="stranger@people.example"
    )
    world.rows["verification"] = _verification(world)
    note_failure(owner.email, "550 no such user")
    world.rows["search"] = actions.save(
        SearchQuery(words="pump"), name="Pumps", frequency="daily", by=owner
    )
    _listings(world)
    _matches(world)
    _requests(world)
    message = {"to": "reader@people.example", "subject": "Wells", "message_id": "<1@testserver>"}
    world.rows["undelivered"] = DeadLetter.objects.create(
        status="FAILED", task_path="core.mail.deliver", backend_name="default",
        args_kwargs={"args": [], "kwargs": {"message": message}}, run_after=timezone.now(),
        finished_at=timezone.now(), exception_class_path="core.mail.RefusedError",
        traceback="core.mail.RefusedError: 550 no such user",
    )  # fmt: skip


def _matches(world: World) -> None:
    """A need that is proposed to the published offer, and one that its people have set aside."""
    offer, owner = world.rows["published"], world.people["owner"]
    seeker = OrganisationFactory(name="Cooperative of Springs")
    VerificationFactory(organisation=seeker)
    now = timezone.now()
    for row in ("proposed", "set_aside"):
        need = ListingFactory(kind="need", organisation=seeker, status="published")
        world.rows[row] = need
        Match.objects.create(offer=offer, need=need, score=1, computed_at=now, found_at=now)
    Dismissal.objects.create(
        offer=offer, need=world.rows["set_aside"], organisation=world.organisation,
        reason="known", by=owner, at=now,
    )  # fmt: skip
    Abstention.objects.create(listing=world.rows["expired"], by=owner, at=now)


def _requests(world: World) -> None:
    """Between the organisation and another, whatever the state of verification: it may have ended."""
    ours, owner = world.organisation, world.people["owner"]
    other = MembershipFactory(organisation__name="Tank Makers", organisation__slug="tank-makers")
    theirs = ListingFactory(
        organisation=other.organisation, author=other.user, status=ListingStatus.PUBLISHED
    )
    received = {"listing": world.rows["published"], "sender": other.organisation,
                "recipient": ours, "author": other.user}  # fmt: skip
    sent = {"listing": theirs, "sender": ours, "recipient": other.organisation, "author": owner}
    world.rows["received"] = request_in("submitted", **received)
    # Two that are open about one listing there cannot be.
    again = ListingFactory(organisation=ours, author=owner, status=ListingStatus.PUBLISHED)
    world.rows["in_contact"] = request_in("accepted", **{**received, "listing": again})
    world.rows["sent"] = request_in("information_requested", **sent)
    world.rows["block"] = Block.objects.create(
        organisation=ours, blocked=other.organisation, request=world.rows["received"],
        at=timezone.now(),
    )  # fmt: skip
    world.rows["report"] = Report.objects.create(
        request=world.rows["in_contact"], side="recipient", author=owner, at=timezone.now(),
        text="Rude.",
    )  # fmt: skip
    world.rows["request_draft"] = request_in("draft", **sent)
    _files(world, other.user)


def _files(world: World, their_author: User) -> None:
    """Of each side one that can be opened; one that waits for the scanner, one that was deleted."""
    request, owner = world.rows["in_contact"], world.people["owner"]
    for row, side, state in (
        ("our_file", "recipient", "unscanned"), ("their_file", "sender", "clean"),
        ("held_file", "sender", "held"), ("infected_file", "recipient", "infected"),
    ):  # fmt: skip
        message = Message.objects.create(
            request=request, side=side, author=owner if side == "recipient" else their_author,
            at=timezone.now(), body="Look.",
        )  # fmt: skip
        content = None if state == "infected" else ContentFile(b"%PDF-1.4 plan", name="plan.pdf")
        world.rows[row] = MessageAttachment.objects.create(
            message=message, position=0, name="plan.pdf", file=content, size=13, state=state,
            media_type="application/pdf", sha256="0" * 64,
        )  # fmt: skip


def _listings(world: World) -> None:
    organisation, owner = world.organisation, world.people["owner"]
    for status in ListingStatus.values:
        if status != ListingStatus.DRAFT:
            world.rows[status] = ListingFactory(
                organisation=organisation, author=owner, status=status
            )
    place = SimpleNamespace(organisation=organisation, editor=owner)
    LicenceTerms.objects.create(listing=world.rows["published"], kinds=["non_exclusive"])
    world.rows["right"] = RightsEntry.objects.create(
        listing=world.rows["published"], kind="patent", office="US", grant_number="7654321"
    )
    world.rows["draft"] = drafted(place)
    world.rows["discarded"] = drafted(place)
    drafting.discard(world.rows["discarded"], by=owner)
    world.rows["in_review"] = listing = drafted(place)
    # Whatever the state of verification: it may have ended since.
    listing.get_workflow().start(listing, owner)
    for row in ("shown_file", "drafted_file"):
        world.rows[row] = stored = StoredFile.objects.create(
            organisation=organisation, uploaded_by=owner, name="sheet.pdf", size=10,
            file=ContentFile(b"%PDF-1.4 sheet", name="sheet.pdf"), sha256="0" * 64,
            media_type="application/pdf",
        )  # fmt: skip
        if row == "shown_file":
            Attachment.objects.create(listing=world.rows["published"], file=stored, title="Sheet")


def _verification(world: World) -> Verification:
    """Every state has one row with a document, so that evidence can be asked for in each."""
    today = timezone.now().date()
    facts = {
        "unverified": {"status": VerificationStatus.REFUSED, "expires_on": None},
        "waiting": {"status": VerificationStatus.REQUESTED},
        "verified": {"status": VerificationStatus.GRANTED},
        "lapsed": {
            "status": VerificationStatus.GRANTED,
            "expires_on": today - timedelta(days=1),
        },
        "withdrawn": {"status": VerificationStatus.WITHDRAWN},
    }[world.state]
    return VerificationFactory(
        organisation=world.organisation,
        requested_by=world.people["owner"],
        evidence_kind=EvidenceKind.DOCUMENT,
        document=ContentFile(b"%PDF-1.4 evidence", name="evidence.pdf"),
        document_name="evidence.pdf",
        **facts,
    )
