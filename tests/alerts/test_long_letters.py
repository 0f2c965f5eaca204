"""Letters of very many finds: what they name is all that is loaded, and the rest is told all the same."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import NamedTuple

import pytest
from django.core import mail
from django.db import connection
from django.db.models.sql import compiler
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alerts import digests
from alerts.models import Find, SavedSearch, Telling
from tests.alerts.test_digests import DUE

pytestmark = pytest.mark.django_db


class Cost(NamedTuple):
    statements: int
    rows: int


@pytest.fixture
def letter(person, monkeypatch):
    """A function: write the letter; returns what that has cost."""

    def write() -> Cost:
        rows = 0

        def counting(*args):
            nonlocal rows
            for chunk in cursor_iter(*args):
                rows += len(chunk)
                yield chunk

        cursor_iter = compiler.cursor_iter
        with monkeypatch.context() as patch, CaptureQueriesContext(connection) as queries:
            patch.setattr(compiler, "cursor_iter", counting)
            assert digests.send(person.pk, timezone.now())
        return Cost(len(queries), rows)

    return write


def test_letter_of_more_finds_costs_no_more_statements_and_no_more_rows(saved, publish, letter):
    searches = [saved("q=pump", frequency="instant"), saved("q=solar", frequency="instant")]
    costs = []
    for most in (digests.MOST_LISTED, 3 * digests.MOST_LISTED):
        publish(*(f"Solar pump {number} of {most}" for number in range(most)))
        costs.append(letter())
        assert f"{most} new finds" in mail.outbox[-1].subject
    assert costs[0] == costs[1]
    assert Telling.objects.count() == 4 * digests.MOST_LISTED
    assert Find.objects.filter(is_handled=True).count() == len(searches) * Telling.objects.count()


def test_what_several_searches_find_takes_the_room_of_one(saved, publish, letter):
    saved("q=solar", frequency="instant", name="Sun")
    saved("q=pump", frequency="instant", name="Pumps")
    publish(*(f"Solar pump {number:02}" for number in range(20)))
    publish(*(f"Wind pump {number:02}" for number in range(10)))
    letter()
    [message] = mail.outbox
    assert message.subject == "30 new finds of your saved searches"
    sun, pumps = message.body.split("Pumps\u2069\n")
    assert (sun.count("Solar pump"), pumps.count("Wind pump")) == (20, 5)
    assert "Solar pump" not in pumps
    assert "And 5 more" in pumps


def test_what_is_found_while_the_letter_is_written_is_in_the_next(
    saved, publish, letter, monkeypatch
):
    search = saved("q=pump", frequency="instant")
    publish("Solar pump")
    [late] = publish("Bread oven")
    write_to = digests.write_to

    def found_meanwhile(*args, **options):
        Find.objects.create(search=search, listing=late)
        return write_to(*args, **options)

    with monkeypatch.context() as patch:
        patch.setattr(digests, "write_to", found_meanwhile)
        letter()
    letter()
    assert ["Bread oven" in message.body for message in mail.outbox] == [False, True]


def test_database_means_by_due_what_we_mean(saved, publish):
    saved("q=pump")
    publish("Solar pump")
    for frequency, found, zone, now, expected in DUE:
        found_at, at = (datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (found, now))
        SavedSearch.objects.update(frequency=frequency)
        Find.objects.update(found_at=found_at)
        told = Find.objects.filter(digests.due(zone, at)).exists()
        assert told is expected, (frequency, found, zone, now)
