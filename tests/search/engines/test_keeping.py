"""What goes into an index and out of it, and pages far into it, on every engine alike."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import replace

import pytest
from django.utils import timezone

from search.documents import Document, Text
from search.engines.base import Likeness, SupersededError
from search.engines.elastic import paging, question, writing
from search.engines.embedded import rebuilding
from search.query import SearchQuery
from tests.search.conftest import ENGINES

pytestmark = pytest.mark.django_db
DAY = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def other_keys_for_every_test(monkeypatch):
    """An index remembers what was deleted from it."""
    monkeypatch.setattr(key, "base", uuid.uuid4().int & ~0xFFFF, raising=False)


def key(number: int = 0) -> uuid.UUID:
    return uuid.UUID(int=key.base + number)


def document(title: str, *, number: int = 0, version: int = 1, **values) -> Document:
    """One of which the database knows nothing: an index is asked alone here."""
    return Document(
        id=key(number),
        kind=values.pop("kind", "offer"),
        organisation=values.pop("organisation", 1),
        texts=(Text("en", title, values.pop("body", "")),),
        labels={},
        tokens=("kind:offer", "language:en"),
        published_at=DAY + dt.timedelta(minutes=number),
        closes_on=values.pop("closes_on", dt.date(2030, 1, 1)),
        hash=f"{title}{version}",
        version=version,
    )


def found(engine, words: str = "pump", **values) -> list[uuid.UUID]:
    return [hit.id for hit in engine.search(SearchQuery(words=words, **values)).hits]


def test_what_was_read_later_stays(engine):
    engine.index([document("Solar pump", version=20)])
    engine.index([document("Solar wheel", version=10)])
    assert found(engine, "pump") == [key()]

    engine.index([document("Solar wheel", version=30)])
    assert found(engine, "pump") == []
    assert found(engine, "wheel") == [key()]


def test_what_is_deleted_is_not_brought_back_by_a_late_task(engine):
    one = document("Solar pump", version=10)
    engine.index([one])
    engine.delete([one.id], version=20)
    assert found(engine) == []

    engine.index([document("Solar pump", version=15)])
    assert found(engine) == []
    engine.index([document("Solar pump", version=25)])
    assert found(engine) == [one.id]


def test_what_is_deleted_again_counts_as_deleted_then(engine):
    one = document("Solar pump", version=10)
    engine.index([one])
    engine.delete([one.id], version=20)
    engine.delete([one.id], version=40)
    # In between it was public again, and a slow worker read it then.
    engine.index([document("Solar pump", version=30)])
    assert found(engine) == []

    engine.delete([one.id], version=35)
    engine.index([document("Solar pump", version=38)])
    assert found(engine) == []
    engine.index([document("Solar pump", version=40)])
    assert found(engine) == [one.id]


def test_what_is_read_again_unchanged_counts_as_read_then(engine):
    one = document("Solar pump", version=10)
    engine.index([one])
    engine.index([replace(one, version=30)])

    engine.index([document("Solar wheel", version=20)])
    engine.delete([one.id], version=25)
    assert found(engine, "pump") == [one.id]
    engine.index([replace(one, version=5)])
    engine.delete([one.id], version=29)
    assert found(engine, "pump") == [one.id]
    engine.delete([one.id], version=30)
    assert found(engine, "pump") == []


def test_deleting_what_was_written_later_or_never_does_nothing(engine):
    one = document("Solar pump", version=10)
    engine.index([one])

    engine.delete([one.id], version=5)
    engine.delete([uuid.uuid4()], version=50)
    assert found(engine) == [one.id]


def test_keys_and_hashes_are_told(engine):
    documents = [document(f"Pump {n}", number=n) for n in range(3)]
    engine.index(documents)

    assert dict(engine.ids_and_hashes()) == {one.id: one.hash for one in documents}


def test_rebuild_replaces_everything(engine, monkeypatch):
    monkeypatch.setattr(writing, "AT_ONCE", 2)
    monkeypatch.setattr(rebuilding, "AT_ONCE", 2)
    engine.index([document("Old pump", number=1)])
    new = {key(n): document("New pump", number=n) for n in range(2, 5)}
    told = []

    number = engine.rebuild(
        lambda: list(new), lambda keys: [new[k] for k in keys], progress=told.append
    )

    assert number == 3
    assert told == [2, 3]
    assert sorted(found(engine)) == sorted(new)


def test_index_answers_while_another_is_built_and_no_change_is_lost(engine):
    old, kept = document("First pump", number=1), document("Second pump", number=2)
    late, later = document("Third pump", number=3), document("Second wheel", number=2, version=9)
    engine.index([old, kept])
    seen = []

    def read(keys):
        # Read before the changes, written after them: as slow a rebuild as there may be.
        engine.index([late, later])
        engine.delete([old.id], version=9)
        seen.append(sorted(found(engine)))
        return [one for one in (old, kept) if one.id in keys]

    engine.rebuild(lambda: [old.id, kept.id], read)

    # An engine may read more than once.
    assert seen
    assert all(keys == [late.id] for keys in seen)
    assert found(engine) == [late.id]
    assert found(engine, "wheel") == [kept.id]


def test_rebuild_that_fails_leaves_the_index_in_use(engine):
    one = document("Solar pump")
    engine.index([one])

    def fail(_keys):
        raise RuntimeError("the database went away")

    with pytest.raises(RuntimeError, match="went away"):
        engine.rebuild(lambda: [one.id], fail)
    assert found(engine) == [one.id]
    engine.index([document("Hand pump", number=2)])
    assert len(found(engine)) == 2


def test_of_two_rebuilds_the_later_one_counts(engine):
    one, other = document("Solar pump"), document("Hand pump")

    def start_another(_done: int) -> None:
        engine.rebuild(lambda: [other.id], lambda _keys: [other])

    with pytest.raises(SupersededError):
        engine.rebuild(lambda: [one.id], lambda _keys: [one], progress=start_another)
    assert found(engine, "hand") == [one.id]
    assert found(engine, "solar") == []


@pytest.mark.parametrize("engine", ENGINES[:1], indirect=True)
def test_rebuild_that_was_overtaken_reads_no_further(engine, monkeypatch):
    monkeypatch.setattr(rebuilding, "AT_ONCE", 1)

    def start_another(_done: int) -> None:
        engine.rebuild(list, lambda _keys: [])

    with pytest.raises(SupersededError):
        engine.rebuild(lambda: [key(1), key(2)], lambda _keys: [], progress=start_another)


def test_likeness_has_reasons_and_limits(engine):
    text = "The pump lifts water from deep wells with solar power in dry places."
    other = document("Solar pump for deep wells", number=1, body=text, organisation=2)
    own = document("Solar pump", number=2, body=text, organisation=7)
    engine.index([other, own, document("Compost heaps", number=3, body="Warm and dark.")])
    like = Likeness("Solar pump for wells", "We need water from deep wells.", "en")

    hits = engine.similar(like, kind="offer", without_organisation=7)

    assert [hit.id for hit in hits] == [other.id]
    (why,) = hits[0].why
    assert {"solar", "wells"} <= set(why.words)
    assert len(why.words) <= 5
    assert engine.similar(like, kind="need") == []
    assert engine.similar(Likeness("", ""), kind="offer") == []


@pytest.mark.parametrize("sort", ["relevance", "newest", "closing"])
def test_pages_far_in_are_cut_from_one_list(engine, monkeypatch, sort):
    """With the bounds of Elasticsearch made small: offset, steps, steps from the end, the end."""
    monkeypatch.setattr(paging, "WINDOW", 20)
    monkeypatch.setattr(question, "WINDOW", 20)
    monkeypatch.setattr(paging, "STEP", 7)
    today = timezone.now().date()
    days = [today + dt.timedelta(days=n * 37 % 103 // 2 - 30) for n in range(103)]
    engine.index(
        document(f"Pump {n % 3 * 'pump '}", number=n, closes_on=day) for n, day in enumerate(days)
    )

    def page(number: int, per_page: int) -> list[uuid.UUID]:
        query = SearchQuery.from_json({"q": "pump", "sort": sort, "page": number})
        answer = engine.search(query, per_page=per_page, with_facets=False)
        assert answer.total == 103
        return [hit.id for hit in answer.hits]

    with monkeypatch.context() as wide:
        wide.setattr(paging, "WINDOW", 1000)
        wide.setattr(question, "WINDOW", 1000)
        whole = page(1, 200)
    assert len(set(whole)) == 103
    if sort == "closing":
        order = [days[one.int - key.base] for one in whole]
        coming = sorted(day for day in days if day >= today)
        assert order == coming + sorted((day for day in days if day < today), reverse=True)
    pages = [found for number in range(1, 12) for found in page(number, 10)]
    assert pages == whole


@pytest.mark.parametrize("engine", ENGINES[1:], indirect=True)
def test_pages_beyond_ten_thousand_with_the_bounds_as_they_are(engine):
    """Where Elasticsearch by itself would refuse."""
    number = 10_060
    engine.index(document(f"Pump {n}", number=n) for n in range(number))
    newest_first = [key(n) for n in reversed(range(number))]

    for page in (1, 500, 501, 503, 10_000_000):
        query = SearchQuery.from_json({"q": "pump", "sort": "newest", "page": page})
        answer = engine.search(query, with_facets=False)
        start = 20 * (min(page, 503) - 1)
        assert (answer.total, answer.page) == (number, min(page, 503))
        assert [hit.id for hit in answer.hits] == newest_first[start : start + 20]
    # Deleted one by one they would weigh in the scores of other tests.
    engine.clear()
