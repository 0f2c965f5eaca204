"""The task of an offer and that of a need write the same rows at the same moment.

In threads with real transactions; and again without the lock, which PostgreSQL ends by a deadlock.
On SQLite the transaction is the lock, and there is no way without it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from matching import keeping
from matching.computing import Pair
from matching.models import Match
from tests.factories import ListingFactory
from tests.partners.test_races import rivals

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 2

__all__ = ["rivals"]


@pytest.fixture
def two_of_one(monkeypatch) -> tuple:
    """A need that keeps one offer, and two that are proposed to it."""
    monkeypatch.setattr(keeping, "KEPT", 1)
    need, worse, better = (ListingFactory(kind=kind).pk for kind in ("need", "offer", "offer"))
    return Pair(need, worse, 0.5, []), Pair(need, better, 0.9, [])


def in_the_middle(monkeypatch, other: Callable) -> Callable:
    """What `other` becomes: it begins when somebody has written pairs and not yet trimmed them."""
    trim, both_there, first = keeping._trim, threading.Barrier(2), iter([True])

    def wait_and_trim(needs) -> None:
        if next(first, False):
            both_there.wait(30)
            # Enough for the other to take what it can.
            time.sleep(0.5)
        trim(needs)

    def after_writing() -> None:
        both_there.wait(30)
        other()

    monkeypatch.setattr(keeping, "_trim", wait_and_trim)
    return after_writing


def of_the_need(pairs) -> None:
    keeping.keep(pairs, {})


def cleaning_up(_pairs) -> None:
    """Nothing of it is public."""
    keeping.forget_impossible()


def met(monkeypatch, rivals, pairs, other: Callable) -> list[str]:
    """How both end, where the offer that is better is computed and `other` comes in between."""
    Match.objects.all().delete()
    worse, better = pairs
    keeping.keep([worse], {})
    monkeypatch.setattr(keeping, "KEPT", 2)
    keeping.keep([better], {})
    monkeypatch.setattr(keeping, "KEPT", 1)
    with monkeypatch.context() as patched:
        second = in_the_middle(patched, lambda: other(pairs))
        return rivals.act(lambda: keeping.keep([better], {}), second)


def test_offer_and_need_are_written_one_after_the_other(monkeypatch, rivals, two_of_one):
    for _round in range(ROUNDS):
        assert met(monkeypatch, rivals, two_of_one, of_the_need) == ["done", "done"]
        assert Match.objects.get().offer_id == two_of_one[1].offer
        assert met(monkeypatch, rivals, two_of_one, cleaning_up) == ["done", "done"]
        assert Match.objects.count() == 0


def test_without_the_lock_one_of_them_is_lost(monkeypatch, rivals, two_of_one):
    monkeypatch.setattr(keeping, "writing", transaction.atomic)
    monkeypatch.setattr(keeping, "keep", transaction.atomic(keeping.keep.__wrapped__))
    for other in (of_the_need, cleaning_up):
        ended = met(monkeypatch, rivals, two_of_one, other)
        assert ("OperationalError" in ended) is (connection.vendor == "postgresql")


def left_behind(monkeypatch, rivals, pairs) -> int:
    """Pairs of an offer that has left, where somebody writes one while its own task begins."""
    Match.objects.all().delete()
    with monkeypatch.context() as patched:
        leaving = in_the_middle(patched, lambda: keeping.refresh(pairs[0].offer))
        ended = rivals.act(lambda: keeping.keep(pairs[:1], {}), leaving)
    assert ended == ["done", "done"]
    return Match.objects.count()


def test_who_looks_for_what_is_there_waits_for_who_writes(monkeypatch, rivals, two_of_one):
    for _round in range(ROUNDS):
        assert left_behind(monkeypatch, rivals, two_of_one) == 0
    monkeypatch.setattr(keeping, "_stored", keeping._stored.__wrapped__)
    assert left_behind(monkeypatch, rivals, two_of_one) == 1
