"""What is new is tried on every saved search once, and what was found is written down once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from alerts import announcing, finding
from alerts.indexing import refresh
from alerts.models import Announcement, Find, SavedSearch, SearchKey
from core.changes import changed
from marketplace.enums import ListingStatus
from marketplace.models import Listing
from partners.actions import verifications
from partners.enums import Role
from search.indexing import index_listings
from tests.alerts.following import follow, found
from tests.factories import (
    ListingFactory,
    MembershipFactory,
    OrganisationFactory,
    UserFactory,
    VerificationFactory,
)

pytestmark = pytest.mark.django_db


def test_new_listing_is_found_by_the_searches_it_fits(saved, publish):
    saved("q=pump")
    saved("q=turbine")
    saved("kind=need")
    publish("Solar pump", "Loom")
    assert found() == [("q=pump", "Solar pump")]
    assert not Announcement.objects.filter(done_at=None).exists()


def test_listing_that_changes_again_is_not_new(saved, publish):
    [listing] = publish("Solar pump")
    saved("q=pump")
    with transaction.atomic():
        changed("marketplace.listing", [listing.pk])
    call_command("send_alerts")
    assert found() == []


def test_listing_is_found_once_whatever_is_told_how_often(saved, publish):
    saved("q=pump")
    [listing] = publish("Solar pump")
    Announcement.objects.update(done_at=None)
    announcing.announce.func()
    assert found() == [("q=pump", "Solar pump")]


def test_what_was_listed_before_the_search_is_not_new(saved, publish, queue):
    follow(publish("Solar pump"))
    saved("q=pump")
    follow(publish("Wind pump"))
    announcing.announce.func()
    assert found() == [("q=pump", "Wind pump")]


def test_what_was_public_but_not_listed_before_the_search_is_new(saved, publish, queue):
    listings = publish("Solar pump")
    saved("q=pump")
    follow(listings)
    announcing.announce.func()
    assert found() == [("q=pump", "Solar pump")]


def test_nothing_is_announced_before_the_index_has_followed(saved, publish, queue):
    saved("q=pump", name="before")
    listings = publish("Solar pump")
    announcing.announce.func()
    assert found() == []
    saved("q=solar", name="meanwhile")
    follow(listings)
    announcing.announce.func()
    assert found() == [("before", "Solar pump"), ("meanwhile", "Solar pump")]


def test_what_comes_back_is_announced_when_the_index_has_it_back(saved, publish, queue):
    [listing] = listings = publish("Solar pump")
    follow(listings)
    rest(listing)
    saved("q=pump")
    rest(listing, live=True)
    announcing.announce.func()
    assert found() == []
    follow(listings)
    announcing.announce.func()
    assert found() == [("q=pump", "Solar pump")]


def rest(listing, *, live: bool = False) -> None:
    """Paused, or live again, before anybody was told of it."""
    status = ListingStatus.PUBLISHED if live else ListingStatus.PAUSED
    with transaction.atomic():
        Listing.objects.filter(pk=listing.pk).update(status=status, live=live)
        changed("marketplace.listing", [listing.pk])


def test_what_is_let_go_from_the_index_is_not_listed(saved, publish, queue):
    [listing] = listings = publish("Solar pump")
    rest(listing)
    follow(listings)
    assert Announcement.objects.get().listed_at is None


def test_index_that_has_not_followed_for_an_hour_is_asked_to_again(
    saved, publish, queue, time_machine
):
    saved("q=pump")
    publish("Solar pump")
    asked = DBTaskResult.objects.filter(task_path=index_listings.module_path)
    asked.all().delete()
    call_command("send_alerts")
    assert asked.count() == 0
    time_machine.move_to(timezone.now() + timedelta(minutes=61))
    for _time in range(2):
        call_command("send_alerts")
    index_listings.func(**asked.get().args_kwargs["kwargs"])
    announcing.announce.func()
    assert found() == [("q=pump", "Solar pump")]


def test_own_listings_are_no_news(saved, publish, house, person):
    MembershipFactory(organisation=house, user=person, role=Role.VIEWER)
    saved("q=pump")
    saved("q=pump", by=UserFactory())
    publish("Solar pump")
    [find] = Find.objects.all()
    assert find.search.person != person


def test_paused_search_and_closed_account_hear_of_nothing(saved, publish):
    saved("q=pump", frequency="paused")
    gone = UserFactory()
    saved("q=pump", by=gone)
    gone.is_active = False
    gone.save()
    publish("Solar pump")
    assert found() == []


def test_draft_is_announced_when_it_becomes_public(saved, publish):
    saved("q=pump")
    [listing] = publish("Solar pump", status=ListingStatus.DRAFT)
    assert found() == []
    Listing.objects.filter(pk=listing.pk).update(
        status=ListingStatus.PUBLISHED, live=True, first_published_at=timezone.now(),
        expires_on=timezone.now().date(),
    )  # fmt: skip
    with transaction.atomic():
        changed("marketplace.listing", [listing.pk])
    assert found() == [("q=pump", "Solar pump")]


def test_listing_becomes_public_with_its_organisation(saved, publish, verifier):
    unverified = OrganisationFactory()
    saved("q=pump")
    publish("Solar pump", organisation=unverified)
    assert found() == []
    request = VerificationFactory(organisation=unverified, status="requested")
    next_year = timezone.now().date() + timedelta(days=365)
    verifications.grant(request, by=verifier, reason="Known.", expires_on=next_year)
    assert found() == [("q=pump", "Solar pump")]


def test_listing_that_nobody_told_of_is_found_by_the_command(saved, house):
    saved("q=pump")
    ListingFactory(title="Solar pump", organisation=house, status=ListingStatus.PUBLISHED)
    call_command("send_alerts")
    assert found() == [("q=pump", "Solar pump")]


def test_what_is_not_public_takes_no_turn_from_what_is(publish):
    withdrawn, _listing = publish("Withdrawn pump", "Solar pump")
    Listing.objects.filter(pk=withdrawn.pk).update(status=ListingStatus.WITHDRAWN, live=False)
    Announcement.objects.update(done_at=None)
    before = timezone.now() - timedelta(hours=1)
    Announcement.objects.filter(listing=withdrawn).update(noted_at=before)
    assert announcing.announce_some(most=1).closed == 1


def test_what_was_withdrawn_at_once_is_not_noted_as_overlooked(house):
    ListingFactory(
        organisation=house, status=ListingStatus.WITHDRAWN, first_published_at=timezone.now()
    )
    announcing.note_overlooked()
    assert not Announcement.objects.exists()


# --- Together with the change ---------------------------------------------------------------


def test_announcement_is_undone_with_its_transaction(publish, queue):
    def publish_and_fail():
        with transaction.atomic():
            publish("Solar pump")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        publish_and_fail()
    assert not Announcement.objects.exists()
    assert not queue.exists()


def test_task_that_is_stopped_leaves_nothing_half_done(saved, publish, queue, monkeypatch):
    saved("q=pump", frequency="instant")
    follow(publish("Solar pump"))
    assert queue.get().task_path == announcing.announce.module_path

    def stopped() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("alerts.digests.send_soon", stopped)
    with pytest.raises(KeyboardInterrupt):
        announcing.announce.func()
    assert found() == []
    assert Announcement.objects.filter(done_at=None).count() == 1
    monkeypatch.undo()
    announcing.announce.func()
    assert found() == [("q=pump", "Solar pump")]


def test_what_is_wanted_at_once_is_sent_after_a_moment(saved, publish, queue, time_machine):
    time_machine.move_to("2026-11-26 12:00:00+00:00", tick=False)
    saved("q=pump", frequency="instant")
    follow(publish("Solar pump"))
    announcing.announce.func()
    task = queue.get(task_path="alerts.digests.send_digests")
    assert (task.run_after - timezone.now()).seconds == 120
    assert mail.outbox == []


def test_what_can_wait_has_no_task_of_its_own(saved, publish, queue):
    saved("q=pump", frequency="daily")
    follow(publish("Solar pump"))
    announcing.announce.func()
    assert queue.count() == 1


# --- Scale ----------------------------------------------------------------------------------


def queries_for(publish, *titles: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        publish(*titles)
    return len([q for q in captured if "alerts_" in q["sql"]])


def test_questions_to_the_database_do_not_grow_with_searches_or_listings(saved, publish):
    saved("q=pump", by=UserFactory())
    few = queries_for(publish, "Solar pump one")
    for number in range(30):
        saved(f"q=pump&readiness_to={number % 9 + 1}", by=UserFactory())
        saved(f"q=turbine word{number}", by=UserFactory())
    assert queries_for(publish, "Solar pump two") == few
    assert queries_for(publish, "Pump three", "Pump four", "Pump five") == few


def test_search_that_shares_nothing_rare_is_not_looked_at(saved, publish, monkeypatch):
    saved("q=pump")
    saved("q=turbine")
    saved("q=loom&kind=offer")
    looked_at = []
    real = finding.candidates

    def candidates(keys):
        looked_at.extend(real(keys))
        return looked_at

    monkeypatch.setattr(finding, "candidates", candidates)
    publish("Solar pump")
    assert looked_at == [SavedSearch.objects.get(name="q=pump").pk]


def test_searches_kept_by_other_rules_are_kept_anew_first(saved, publish):
    search = saved("q=pump")
    SavedSearch.objects.update(stamp="of old", compiled={})
    SearchKey.objects.all().delete()
    publish("Solar pump")
    assert found() == [("q=pump", "Solar pump")]
    search.refresh_from_db()
    assert search.stamp != "of old"


def test_language_met_for_the_first_time_changes_what_words_mean(saved, publish):
    saved("q=Schaufeln")
    publish("Ein Haus", language="de")
    refresh()
    publish("Schaufel aus Stahl", language="de")
    assert found() == [("q=Schaufeln", "Schaufel aus Stahl")]
