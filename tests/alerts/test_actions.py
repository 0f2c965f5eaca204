"""Saving, changing and deleting searches."""

from __future__ import annotations

import pytest

from accounts import personal_data
from accounts.actions import delete_account
from alerts import actions
from alerts.models import Find, SavedSearch, SearchKey, Telling
from audit.models import AuditEntry
from core.errors import ActionRefused
from search.query import SearchQuery
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_save_keeps_the_query_without_its_page(saved):
    search = saved("q=pump&kind=offer&page=3", name="Pumps", frequency="weekly")
    assert search.query == {"q": "pump", "kind": ["offer"]}
    assert (search.name, search.frequency) == ("Pumps", "weekly")
    assert SearchKey.objects.filter(search=search).exists()


def test_save_is_recorded_without_what_is_looked_for(saved, person):
    search = saved("q=secret", name="My secret plan")
    entry = AuditEntry.objects.get(action="alerts.saved")
    assert (entry.actor, entry.data) == (person, {"search": search.pk})
    names = entry.subjects.values_list("object_name", flat=True)
    assert "secret" not in " ".join(names)


def test_save_refuses_more_than_there_can_be(saved, person, monkeypatch):
    monkeypatch.setattr(actions, "MOST", 2)
    saved("q=one")
    saved("q=two")
    saved("q=three", by=UserFactory())
    with pytest.raises(ActionRefused) as refusal:
        saved("q=three")
    assert refusal.value.code == "too_many"
    assert "You have 2 saved searches" in str(refusal.value)
    assert SavedSearch.objects.visible_to(person).count() == 2


def test_save_refuses_the_same_search_twice(saved):
    saved("q=pump&kind=offer", name="Pumps")
    with pytest.raises(ActionRefused) as refusal:
        saved("kind=offer&q=pump&page=2", name="Others")
    assert refusal.value.code == "twice"
    assert "“Pumps”" in str(refusal.value)
    saved("kind=offer&q=pump", by=UserFactory())


def test_pausing_drops_what_waits_to_be_told(saved, publish):
    search = saved("q=pump")
    publish("Solar pump")
    actions.stop(search)
    assert not Find.objects.filter(is_handled=False).exists()
    assert SavedSearch.objects.get().is_paused


def test_delete_takes_keys_and_finds_along(saved, publish, person):
    search = saved("q=pump")
    publish("Solar pump")
    actions.delete(search, by=person)
    for model in (SavedSearch, SearchKey, Find):
        assert not model.objects.exists()


def test_delete_of_what_is_gone_is_refused(saved, person):
    search = saved("q=pump")
    SavedSearch.objects.all().delete()
    search.pk = 1
    with pytest.raises(ActionRefused) as refusal:
        actions.delete(search, by=person)
    assert refusal.value.code == "gone"


def test_export_has_searches_and_what_was_told(saved, publish, person):
    saved("q=pump", name="Pumps")
    saved("q=loom", by=UserFactory())
    [listing] = publish("Solar pump")
    Telling.objects.create(person=person, listing=listing)
    held = personal_data.export(person)
    assert [row["name"] for row in held["saved_searches"]] == ["Pumps"]
    assert [row["listing"] for row in held["alerts"]] == [str(listing.pk)]


def test_deleted_account_leaves_no_search_behind(saved, publish, person):
    saved("q=pump")
    other = saved("q=loom", by=UserFactory())
    [listing] = publish("Solar pump")
    Telling.objects.create(person=person, listing=listing)
    delete_account(person, by=person)
    assert list(SavedSearch.objects.all()) == [other]
    assert not Telling.objects.exists()


BAD = ['"' * 500, "\x00", "a" * 10_000, "(a+)+$", "‏مضخة", "😀 🚰", "-", "*", "-*", '-"', "\ud800"]


@pytest.mark.parametrize("words", BAD, ids=range(len(BAD)))
def test_save_takes_whatever_was_typed(person, publish, words):
    query = SearchQuery.from_json({"q": words})
    actions.save(query, name="x", frequency="daily", by=person)
    publish("Solar pump 😀", "مضخة شمسية")
    assert SavedSearch.objects.count() == 1
