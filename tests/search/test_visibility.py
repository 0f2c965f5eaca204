"""What is public no more is told of by nobody, though an index still holds it."""

from __future__ import annotations

import datetime as dt
from io import StringIO

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.utils import timezone

from core.changes import changed
from marketplace.actions import life
from marketplace.models import Listing
from partners.actions import verifications
from search import indexing
from search.asking import ask
from search.documents import documents_of, now
from search.models import Leaving
from search.query import SearchQuery
from search.visibility import no_longer_public
from tests.factories import ListingFactory

pytestmark = pytest.mark.django_db


def found(words: str = "pump"):
    return ask(SearchQuery(words=words), AnonymousUser())


@pytest.mark.parametrize(
    "hide",
    [
        lambda listing, by: life.pause(listing, by=by),
        lambda listing, by: life.withdraw(listing, by=by),
        lambda listing, _by: _deleted(listing),
        # Nobody has to do anything for that.
        lambda listing, _by: Listing.objects.filter(pk=listing.pk).update(
            expires_on=timezone.now().date() - dt.timedelta(days=1)
        ),
    ],
)
def test_hidden_behind_the_index_is_in_no_hit_no_count_no_facet(
    engine, listed, writers, tasks_wait, hide
):
    listing = listed("Pump", readiness=4)
    listed("Pump", readiness=5)
    hide(listing, writers.editor)

    answer = found()
    assert (len(answer.found), answer.results.total) == (1, 1)
    assert answer.results.facets["readiness"] == {"5": 1}
    everything = ask(SearchQuery(), AnonymousUser())
    assert (len(everything.found), everything.results.total) == (1, 1)


def _deleted(listing) -> None:
    key = listing.pk
    listing.delete()
    changed("marketplace.listing", [key])


def test_institution_no_longer_verified_hides_its_listings_at_once(
    engine, listed, house, verifier, tasks_wait
):
    listed("Pump")
    verifications.withdraw(house.verifications.get(), by=verifier, reason="Not theirs.")

    assert (found().results.total, found().results.facets.get("kind", {})) == (0, {})
    assert len(list(engine.ids_and_hashes())) == 1


def hidden(engine) -> int:
    parts = no_longer_public(timezone.now().date(), engine.name)
    return sum(len(part) for part in parts)


def test_word_that_only_a_hidden_listing_has_is_not_told(engine, listed, writers, tasks_wait):
    hidden_one = listed("Hydrazine engine")
    listed("Hydroponics")
    listed("Hydroponics at home")
    assert sorted(engine.suggest("hydr")) == ["hydrazine", "hydroponics"]
    assert found("hydrazyne").results.suggestion == "hydrazine"

    life.withdraw(hidden_one, by=writers.editor)
    assert engine.suggest("hydr") == ["hydroponics"]
    assert found("hydrazyne").results.suggestion == ""
    assert found("hydropnics").results.suggestion == "hydroponics"


def test_word_that_deleted_listings_had_is_not_told(engine, house):
    """Nor does it stand in the way of another; Lucene keeps it until their segment is merged."""
    titles = ["Hydrazine", "Hydrazine", "Xylophone", "Hydrazone"]
    listings = [ListingFactory(organisation=house, title=t, status="published") for t in titles]
    engine.index(documents_of([listing.pk for listing in listings]))
    assert found("hydrazane").results.suggestion == "hydrazine"

    engine.delete([listing.pk for listing in listings[:3]], version=now())
    assert found("hydrazane").results.suggestion == "hydrazone"
    assert found("xylophune").results.suggestion == ""


def test_what_the_index_has_followed_is_hidden_no_more(engine, listed, house, writers, verifier):
    for act in (life.pause, life.withdraw):
        act(listed("Pump"), by=writers.editor)
    old = listed("Pump", expires_on=timezone.now().date() - dt.timedelta(days=1))
    assert hidden(engine) == 1
    life.expire(old)
    listed("Pump")
    verifications.withdraw(house.verifications.get(), by=verifier, reason="Not theirs.")

    assert list(engine.ids_and_hashes()) == []
    assert (hidden(engine), Leaving.objects.count()) == (0, 0)


def test_what_comes_back_before_the_worker_is_told_of(engine, listed, writers, tasks_wait):
    listing = listed("Pump")
    life.pause(listing, by=writers.editor)
    assert found().results.total == 0

    life.renew(listing, by=writers.editor)
    assert found().results.total == 1


def test_withdrawn_while_its_task_runs_stays_hidden(
    engine, listed, writers, tasks_wait, monkeypatch
):
    listing = listed("Pump")

    def read(keys):
        read_before = documents_of(keys)
        life.withdraw(listing, by=writers.editor)
        return read_before

    monkeypatch.setattr(indexing, "documents_of", read)
    indexing.index_listings.func([str(listing.pk)], engine.name)

    assert len(list(engine.ids_and_hashes())) == 1
    assert found().results.total == 0


def test_rebuilt_index_has_nothing_to_hide(engine, listed, writers, tasks_wait):
    life.withdraw(listed("Pump"), by=writers.editor)
    assert hidden(engine) == 1

    call_command("rebuild_index", stdout=StringIO())
    assert hidden(engine) == 0
