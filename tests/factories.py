"""Rows for tests, without surprises: what a test does not name is plain and valid."""

from __future__ import annotations

from datetime import timedelta

import factory
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Permission
from django.utils import timezone

from accounts.models import User
from countries.models import Country
from marketplace.enums import ListingKind, ListingStatus
from marketplace.models import Listing
from partners.enums import EvidenceKind, OrganisationKind, Role, VerificationStatus
from partners.models import Invitation, Membership, Organisation, Verification

PASSWORD = "a long and quiet password"


class UserFactory(factory.django.DjangoModelFactory):
    """A person with a verified address; `with_permissions` takes "app.codename" names."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@people.example")
    name = factory.Sequence(lambda n: f"Person {n}")
    password = factory.django.Password(PASSWORD)

    @factory.post_generation
    def verified(self, create, extracted, **kwargs):
        if create and extracted is not False:
            EmailAddress.objects.create(user=self, email=self.email, verified=True, primary=True)

    @factory.post_generation
    def with_permissions(self, create, extracted, **kwargs):
        for name in extracted or []:
            app, _, codename = name.partition(".")
            permission = Permission.objects.get(content_type__app_label=app, codename=codename)
            self.user_permissions.add(permission)


class OrganisationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Organisation

    name = factory.Sequence(lambda n: f"Institute {n}")
    slug = factory.Sequence(lambda n: f"institute-{n}")
    kind = OrganisationKind.RESEARCH_INSTITUTE
    language = "en"
    country = factory.LazyFunction(lambda: Country.objects.get(pk="KE"))


class MembershipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Membership

    organisation = factory.SubFactory(OrganisationFactory)
    user = factory.SubFactory(UserFactory)
    role = Role.OWNER


class VerificationFactory(factory.django.DjangoModelFactory):
    """A granted one in force for a year, unless told otherwise."""

    class Meta:
        model = Verification

    organisation = factory.SubFactory(OrganisationFactory)
    status = VerificationStatus.GRANTED
    evidence_kind = EvidenceKind.EMAIL_DOMAIN
    email = "office@institute.example"
    requested_by = factory.SubFactory(UserFactory)
    decided_by = factory.Maybe(
        factory.LazyAttribute(lambda row: row.status != VerificationStatus.REQUESTED),
        factory.SubFactory(UserFactory),
    )
    decided_at = factory.LazyAttribute(lambda row: timezone.now() if row.decided_by else None)
    expires_on = factory.LazyAttribute(
        lambda row: timezone.now().date() + timedelta(days=365) if row.decided_by else None
    )


class InvitationFactory(factory.django.DjangoModelFactory):
    """An open one whose token is the given `token`."""

    class Meta:
        model = Invitation

    class Params:
        token = factory.Sequence(lambda n: f"token-{n}")

    organisation = factory.SubFactory(OrganisationFactory)
    email = factory.Sequence(lambda n: f"invited{n}@people.example")
    language = "en"
    token_digest = factory.LazyAttribute(lambda row: Invitation.digest(row.token))
    invited_by = factory.SubFactory(UserFactory)
    expires_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=14))


class ListingFactory(factory.django.DjangoModelFactory):
    """An offer in draft, unless told otherwise; what is public has no revision, as if imported."""

    class Meta:
        model = Listing

    kind = ListingKind.OFFER
    organisation = factory.SubFactory(OrganisationFactory)
    author = factory.SubFactory(UserFactory)
    language = "en"
    title = factory.Sequence(lambda n: f"Pump {n}")
    summary = "Lifts water with little power."
    status = ListingStatus.DRAFT
    live = factory.LazyAttribute(lambda row: row.status == ListingStatus.PUBLISHED)
    first_published_at = factory.LazyAttribute(
        lambda row: None if row.status == ListingStatus.DRAFT else timezone.now()
    )
    last_published_at = factory.SelfAttribute("first_published_at")
    expires_on = factory.LazyAttribute(
        lambda row: row.first_published_at and row.first_published_at.date() + timedelta(days=365)
    )
