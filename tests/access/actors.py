"""The people of the access table, and the organisation they meet in each of its states."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from marketplace.enums import ListingStatus
from partners.enums import EvidenceKind, IdentifierScheme, NameKind, Role, VerificationStatus
from partners.models import OrganisationIdentifier, OrganisationName, Verification
from tests.conftest import sign_in
from tests.factories import (
    InvitationFactory,
    ListingFactory,
    MembershipFactory,
    OrganisationFactory,
    UserFactory,
    VerificationFactory,
)

MEMBERS = ("viewer", "signatory", "editor", "owner")
OUTSIDERS = ("anonymous", "stranger", "other_owner", "former_member", "page_editor")
# Staff whose second factor was not used hold none of their powers.
POWERLESS = ("unproven_verifier",)
STAFF = ("verifier", "superuser")
ACTORS = (*OUTSIDERS, *POWERLESS, *MEMBERS, *STAFF)

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
    world.people["page_editor"] = UserFactory(name="page editor")
    world.people["page_editor"].groups.add(Group.objects.get(name="Editors"))
    world.people["superuser"] = UserFactory(name="superuser", is_superuser=True)
    world.clients = {"anonymous": Client()}
    proven = {"verifier", "superuser", "page_editor"}
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
    for row, status in (
        ("draft", ListingStatus.DRAFT),
        ("published", ListingStatus.PUBLISHED),
        ("withdrawn_listing", ListingStatus.WITHDRAWN),
    ):
        world.rows[row] = ListingFactory(organisation=organisation, author=owner, status=status)


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
