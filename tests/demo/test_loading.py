from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import User
from demo.loading import NotADemoError, load_demo
from demo.searches import SAVED_DAYS_AGO
from demo.signins import MEMBERS, STAFF
from marketplace.enums import ListingKind, ListingStatus
from partners import identifiers
from partners.enums import EvidenceKind, OrganisationKind, Role, VerificationStatus
from partners.models import Organisation


def test_the_demo_has_forty_organisations_in_thirty_countries(loaded):
    assert len(loaded.organisations) == 40
    assert len({one.country_id for one in loaded.organisations}) == 30
    assert all(one.is_demo for one in loaded.organisations)


def test_the_demo_has_every_kind_and_size_of_organisation(loaded):
    assert {one.kind for one in loaded.organisations} == set(OrganisationKind.values)
    assert {one.size_class for one in loaded.organisations} == {"micro", "small", "medium", "large"}
    assert {one.is_sme for one in loaded.organisations} == {True, False}


def test_the_demo_has_members_in_every_role_and_an_owner_everywhere(loaded):
    assert loaded.roles == set(Role.values)
    for organisation in loaded.organisations:
        assert any(seat.role == Role.OWNER for seat in organisation.memberships.all())


def test_the_demo_has_every_state_of_verification(loaded):
    assert {one.status for one in loaded.verifications} == set(VerificationStatus.values)
    asked = {one.organisation.slug for one in loaded.verifications}
    assert len(asked) < len(loaded.organisations)  # some never asked


def test_the_demo_has_requests_with_every_kind_of_evidence(loaded):
    waiting = [one for one in loaded.verifications if one.status == VerificationStatus.REQUESTED]
    assert {one.evidence_kind for one in waiting} == set(EvidenceKind.values)
    for one in loaded.verifications:
        assert bool(one.document) == (one.evidence_kind == EvidenceKind.DOCUMENT)


def test_the_demo_has_verifications_that_end_soon_and_most_are_in_force(loaded):
    soon = timezone.now().date() + timedelta(days=30)
    in_force = [one for one in loaded.verifications if one.is_in_force]
    assert len([one for one in in_force if one.expires_on <= soon]) == 3
    assert len(loaded.verified) == len(in_force) > 20


def test_the_demo_has_open_and_lapsed_invitations(loaded):
    assert loaded.open_invitations >= 3
    assert loaded.lapsed_invitations >= 1


def test_the_demo_has_listings_of_each_kind_in_each_state(loaded):
    assert {(one.kind, one.status) for one in loaded.listings} == {
        (kind, status) for kind in ListingKind.values for status in ListingStatus.values
    }
    published = [one for one in loaded.listings if one.status == ListingStatus.PUBLISHED]
    assert loaded.public_listings == len(published) > 30
    assert {one.organisation.slug for one in published} <= loaded.verified
    assert len({one.language for one in published}) >= 10


def test_every_identifier_has_valid_check_digits(loaded):
    assert len(loaded.identifiers) > 20
    for scheme, value in loaded.identifiers:
        assert identifiers.normalise(scheme, value) == value


def test_every_row_passes_the_rules_of_its_model(loaded):
    for one in (*loaded.organisations, *loaded.listings):
        one.clean_fields(exclude={field.name for field in one._meta.fields if field.is_relation})


def test_every_sign_in_leads_to_somebody(loaded):
    assert loaded.known_emails == {one.email for one in (*MEMBERS, *STAFF)}


@pytest.mark.parametrize(
    ("slug", "status"),
    [("umurimo-prototyping-centre", "requested"), ("linthipe-groundnut-works", "refused")],
)
def test_sign_ins_lead_to_one_that_waits_and_one_that_was_refused(loaded, slug, status):
    assert {one.status for one in loaded.verifications if one.organisation.slug == slug} == {status}


def test_loading_leaves_a_trace_and_no_mail(loaded):
    assert loaded.mails == 0
    assert {"organisation.founded", "verification.granted", "listing.published"} <= loaded.actions


def test_only_what_is_newer_than_the_saved_searches_is_news_to_them(loaded):
    assert 0 < len(loaded.news) < loaded.public_listings
    assert min(loaded.news) >= loaded.at - timedelta(days=SAVED_DAYS_AGO)


def test_loading_is_quick(loaded):
    # Of processor time, and twice what it takes where nothing else runs.
    assert loaded.seconds < 40


def test_loading_again_does_nothing_and_says_so(loaded):
    assert loaded.said.startswith("The demo is loaded: 40 organisations in 30 countries")
    assert loaded.said_again.startswith("The demo was loaded already: 40")
    assert loaded.rows_added_again == 0


@pytest.mark.django_db
def test_loading_outside_the_demo_is_refused(settings):
    settings.DEMO = False
    with pytest.raises(NotADemoError):
        load_demo()
    with pytest.raises(CommandError, match=r"settings\.DEMO"):
        call_command("load_demo")
    with pytest.raises(CommandError, match=r"settings\.DEMO"):
        call_command("show_demo_signins")
    assert not Organisation.objects.exists()
    assert not User.objects.exists()
