"""Old drafts are forgotten, and nothing that anybody stands on."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from wagtail.models import Page, Revision

from marketplace.actions import life, reviewing
from marketplace.models import Listing, ReviewRecord, ScoredReviewState
from tests.marketplace.listings import again, decide, drafted, published, revise, submitted
from tests.partners.conftest import unchanged

pytestmark = pytest.mark.django_db


def prune(*options: str) -> str:
    out = StringIO()
    call_command("prune_revisions", *options, stdout=out)
    return out.getvalue().strip()


@pytest.fixture
def grown_old(house, reviewer):
    """A listing with every kind of revision, each saved a year ago."""
    listing = submitted(house)  # reviewed
    decide(listing, reviewer, "reject")
    revise(listing, house.editor, title="Between")  # nothing stands on this one
    revise(listing, house.owner, title="Published")
    reviewing.submit(again(listing), by=house.owner)
    decide(listing, reviewer, "approve")
    revise(listing, house.editor, title="Between, too")
    revise(listing, house.owner, title="Newest")
    Revision.objects.update(created_at=timezone.now() - timedelta(days=365))
    return again(listing)


def test_prune_deletes_only_what_lies_between(grown_old, client):
    assert prune() == "Deleted 2."
    left = Revision.objects.for_instance(grown_old).order_by("pk")
    assert [row.object_str for row in left] == ["A pump", "Published", "Newest"]
    assert again(grown_old).live_revision.object_str == "Published"
    assert again(grown_old).get_latest_revision_as_object().title == "Newest"
    assert ScoredReviewState.objects.count() == 2
    assert ReviewRecord.objects.count() == 2
    assert Listing.objects.public().get().rights.count() == 1
    with unchanged():
        assert prune() == "Deleted 0."


def test_prune_keeps_what_is_younger(grown_old):
    with unchanged():
        assert prune("--days", "366") == "Deleted 0."


def test_prune_keeps_what_a_review_speaks_of_though_its_state_is_gone(grown_old):
    ScoredReviewState.objects.filter(revision__object_str="A pump").delete()
    assert prune() == "Deleted 2."


def test_prune_keeps_what_was_taken_back_before_anybody_decided(house):
    listing = submitted(house)
    reviewing.take_back(listing, by=house.editor)
    revise(listing, house.owner, title="Newest")
    Revision.objects.update(created_at=timezone.now() - timedelta(days=365))
    assert not ReviewRecord.objects.exists()
    with unchanged():
        assert prune() == "Deleted 0."


def test_prune_keeps_the_public_one_of_what_was_withdrawn(house, reviewer):
    listing = published(house, reviewer)
    life.withdraw(listing, by=house.owner)
    Revision.objects.update(created_at=timezone.now() - timedelta(days=365))
    with unchanged():
        assert prune() == "Deleted 0."


def test_prune_leaves_pages_and_drafts_alone(house):
    drafted(house)
    page = Page.objects.filter(depth=2).first().specific
    page.save_revision()
    page.save_revision()
    Revision.objects.update(created_at=timezone.now() - timedelta(days=365))
    with unchanged():
        assert prune("--days", "0") == "Deleted 0."


@pytest.mark.parametrize("options", [[], ["--non-pages"], ["--pages", "--non-pages"]])
def test_wagtails_own_command_leaves_listings_alone(grown_old, options):
    with unchanged(), pytest.raises(CommandError, match="prune_revisions"):
        call_command("purge_revisions", *options)
    listings = Revision.objects.for_instance(grown_old).count()
    call_command("purge_revisions", "--pages", stdout=StringIO())
    assert Revision.objects.for_instance(grown_old).count() == listings
