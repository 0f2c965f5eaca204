"""Who asks too often for what is dear waits a minute, and nobody else does."""

from __future__ import annotations

import pytest
from django.core.cache import caches
from django.urls import reverse

from tests.factories import UserFactory

HERE, THERE = "203.0.113.7", "198.51.100.20"
ADDRESSES = {"export_results": ["csv"], "search_listings": [], "suggest_words": []}


@pytest.fixture(autouse=True)
def _forgotten():
    caches["process"].clear()
    yield
    caches["process"].clear()


@pytest.fixture
def ask(client, engine, settings):
    """A function: the status that this address gives to somebody at `place`."""
    settings.RATE_LIMITS = dict.fromkeys(ADDRESSES, "2/m/key")

    def asked(name: str, place: str = HERE, by=client):
        address = reverse(name, args=ADDRESSES[name])
        return by.get(address, {"q": "pump"}, REMOTE_ADDR=place)

    return asked


@pytest.mark.parametrize("name", ADDRESSES)
def test_third_request_of_two_is_refused_in_words(ask, name):
    statuses = [ask(name).status_code for _number in range(3)]
    refusal = ask(name)

    assert statuses == [200, 200, 429]
    assert refusal["Retry-After"] == "60"
    assert "Too many attempts" in refusal.content.decode()


@pytest.mark.parametrize("name", ADDRESSES)
def test_others_are_not_held_up(ask, name, signed_in):
    for _number in range(3):
        ask(name)

    assert ask(name, THERE).status_code == 200
    assert ask(name, by=signed_in(UserFactory())).status_code == 200


@pytest.mark.parametrize("name", ADDRESSES)
def test_person_is_counted_at_every_address(ask, name, signed_in):
    visitor = signed_in(UserFactory())
    places = [HERE, THERE, HERE]
    assert [ask(name, place, visitor).status_code for place in places] == [200, 200, 429]
