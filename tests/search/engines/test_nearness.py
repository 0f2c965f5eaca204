"""How near a listing is to a long text: a share that compares between texts, on every engine."""

from __future__ import annotations

import uuid

import pytest

from marketplace.enums import ListingKind
from search.engines.base import Likeness
from search.engines.embedded import lookup
from tests.search.conftest import ENGINES

pytestmark = pytest.mark.django_db

NEED = Likeness("Solar pump for wells", "Deep wells need solar power to lift water.", "en")
OTHER = Likeness("Compost heaps", "Warm and dark compost for a garden.", "en")


@pytest.fixture
def offers(listed):
    """From the nearest to the farthest from NEED."""
    near = listed("Solar pump for deep wells", "It lifts water by solar power from deep wells.")
    less = listed("Hand pump", "It lifts water by hand, on farms and in gardens, at any time.")
    far = listed("Glass furnace", "It melts glass.")
    for number in range(4):
        listed(f"Crop disease {number}", "About crops and what befalls them.")
    return near, less, far


def test_share_is_of_the_text_and_in_the_order_of_the_score(engine, offers):
    near, less, _far = offers
    hits = engine.similar(NEED, kind=ListingKind.OFFER.value)

    assert [hit.id for hit in hits[:2]] == [near.pk, less.pk]
    shares = [hit.share for hit in hits]
    assert shares == sorted(shares, reverse=True)
    assert 1 >= shares[0] > 2 * shares[1] > 0


def test_words_behind_an_emoji_are_whole_in_the_reasons(engine, offers):
    """Elasticsearch counts in UTF-16, where an emoji is two; 𝕊 becomes an ordinary letter."""
    texts = ("🌞 𝕊olar pump for wells", "💧💧 Deep wells need 🌞 solar power to lift water.")
    hit = engine.similar(Likeness(*texts, "en"))[0]

    assert hit.why
    assert {*hit.why[0].words} <= {"solar", "pump", "wells", "deep", "power", "lift", "water"}


def test_rare_word_weighs_more_than_a_common_one_that_is_said_again_and_again(engine, listed):
    """By frequency and rarity alone it would be the other way round: 2.2 against 3.5."""
    # Elasticsearch counts what earlier tests took out until it merges; among many listings the
    # two words are both rare.
    engine.clear()
    for number in range(6):
        listed(f"Pipe {number}", "Water goes through here.")
        listed(f"Kiln {number}", "Bricks are burnt in here.")
    rare = listed("Filter", "Zeolite is held in here.")

    first, *others = engine.similar(Likeness("", "Water water water water water zeolite", "en"))

    assert first.id == rare.pk
    assert len(others) == 6


def test_word_of_a_title_counts_twice(engine, listed):
    named = listed("Zeolite pellets", "Water is held in a filter.")
    told = listed("Water filter", "Pellets of zeolite are held in it.")

    first, second = engine.similar(Likeness("", "We look for zeolite.", "en"))

    assert [first.id, second.id] == [named.pk, told.pk]
    assert first.score > 1.05 * second.score


@pytest.mark.parametrize("engine", ENGINES[:1], indirect=True)
def test_word_too_common_to_be_looked_for_tells_apart_what_is_found(engine, listed, monkeypatch):
    for number in range(3):
        listed(f"Kiln {number}", "It burns bricks with straw.")
    less = listed("Filter", "Zeolite is held by vermiculite alone.")
    more = listed("Filter", "Zeolite is held by vermiculite with straw.")
    monkeypatch.setattr(lookup, "MOST_POSTINGS", 4)

    found = engine.similar(Likeness("", "straw straw zeolite vermiculite", "en"))

    assert [hit.id for hit in found] == [more.pk, less.pk]
    assert "straw" in found[0].why[0].words


def test_text_that_says_one_rare_word_again_and_again_is_asked(engine, offers):
    """PostgreSQL multiplies weight and impact in 32 bits; where much is listed, a thousand do."""
    [hit] = engine.similar(Likeness("", "furnace " * 50_000, "en"))
    assert hit.id == offers[-1].pk


def test_among_few_each_has_the_score_that_it_has_among_all(engine, offers):
    near, less, far = offers
    among_all = {hit.id: hit for hit in engine.similar(NEED)}

    among_few = engine.similar(NEED, among=[far.pk, less.pk, near.pk, uuid.uuid4()])

    assert [hit.id for hit in among_few] == [near.pk, less.pk]
    for hit in among_few:
        known = among_all[hit.id]
        assert hit.share == pytest.approx(known.share)
        assert (hit.language, hit.why) == (known.language, known.why)
    assert engine.similar(NEED, among=[]) == []


def test_one_listing_is_as_near_to_each_text_as_that_finds_it(engine, offers):
    near, _less, far = offers
    (expected,) = engine.similar(NEED, among=[near.pk])

    to_need, to_other = engine.nearness([NEED, OTHER], near.pk)

    assert to_need.share == pytest.approx(expected.share)
    assert (to_need.id, to_need.why) == (near.pk, expected.why)
    assert to_other is None
    assert engine.nearness([NEED], far.pk) == [None]
    assert engine.nearness([NEED], uuid.uuid4()) == [None]
    assert engine.nearness([], near.pk) == []
